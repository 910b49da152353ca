//! Wakes the cases whose time has come: each does what its room says, one act at a time, with its own fact.

use super::Ground;
use crate::Failure;
use crate::premises::{Premises, commit, commit_failure, new_command, store_failure};
use jiff::Timestamp;
use jingwei_cases::retime::retime;
use jingwei_cases::wake::wake;
use jingwei_cases::{Desk, Rulebook};
use jingwei_store::{CaseRef, CommitError};
use jingwei_terms::{Actor, CaseId};

/// Wakes until the program is asked to stop.
///
/// # Errors
/// When the database fails or takes no writes.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    let batch = ground.premises.config().batch();
    loop {
        let rules = ground.rules.borrow().clone();
        let woken = round(&ground.premises, &rules, batch).await?;
        // A full round means that more are waiting.
        if woken < batch as usize && !ground.pause(ground.premises.config().poll()).await {
            return Ok(());
        }
        if *ground.stop.borrow() {
            return Ok(());
        }
    }
}

async fn round(premises: &Premises, rules: &Rulebook, batch: u32) -> Result<usize, Failure> {
    let waiting = premises.store.waking(Timestamp::now(), batch).await.map_err(|error| store_failure(&error))?;
    let mut woken = 0;
    for id in waiting {
        woken += usize::from(one(premises, rules, id).await?);
    }
    Ok(woken)
}

/// Does what is due for one case; whether anything was.
async fn one(premises: &Premises, rules: &Rulebook, id: CaseId) -> Result<bool, Failure> {
    let Some(case) = premises.store.load(CaseRef::Id(id)).await.map_err(|error| store_failure(&error))? else {
        return Ok(false);
    };
    let desk = Desk { rules, now: Timestamp::now(), actor: Actor::system(), command: new_command() };
    let change = match wake(&case, &desk) {
        Ok(Some(change)) => change,
        // Nothing is due by today's rules: the stored instant is from an older rulebook, and would be looked at for ever.
        Ok(None) => match retime(&case, None, Some(Timestamp::MIN), &desk) {
            Ok(Some(change)) => change,
            _ => return Ok(false),
        },
        Err(refusal) => {
            tracing::warn!(case = %id, code = refusal.code, "what was due was refused");
            return Ok(false);
        }
    };
    match commit(premises.store.as_ref(), change).await {
        Ok(_) => Ok(true),
        // Somebody was quicker; the case says by itself when it is to be looked at again.
        Err(CommitError::Conflict { .. }) => Ok(false),
        Err(error) => Err(commit_failure(&error)),
    }
}
