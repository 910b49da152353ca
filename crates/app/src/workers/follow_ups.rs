//! Does what was queued with a change: each job at least once, and twice without harm.

use super::{Ground, regridding};
use crate::Failure;
use crate::premises::{Premises, commit, new_command, store_failure};
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::regrid::REGRID;
use jingwei_cases::relay::{RELAY, relay};
use jingwei_cases::{Desk, Rulebook};
use jingwei_grids::net::decide::MOVE_CASES_JOB;
use jingwei_store::{CaseRef, Claimed};
use jingwei_terms::{Actor, CaseId, FollowUp};
use std::collections::BTreeMap;

/// How long a claim lasts; a worker that dies leaves its work to others after that.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// Works until the program is asked to stop.
///
/// # Errors
/// When the database fails.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    loop {
        let rules = ground.rules.borrow().clone();
        let done = round(&ground.premises, &rules, ground.premises.config().batch()).await?;
        if *ground.stop.borrow() || (done == 0 && !ground.pause(ground.premises.config().poll()).await) {
            return Ok(());
        }
    }
}

/// Takes up what is due, once; answers how many pieces of work that were.
///
/// # Errors
/// When the database fails.
pub async fn round(premises: &Premises, rules: &Rulebook, batch: u32) -> Result<usize, Failure> {
    let claimed = premises.store.claim(Timestamp::now(), LEASE, batch).await.map_err(|error| store_failure(&error))?;
    let count = claimed.len();
    // One piece of work may stand for several follow-ups of the same job and key.
    let mut done: BTreeMap<(String, String), Result<(), String>> = BTreeMap::new();
    for Claimed { id, follow_up, attempt } in claimed {
        let key = (follow_up.job.clone(), follow_up.key.clone());
        let result = match done.get(&key) {
            Some(result) => result.clone(),
            None => work(premises, rules, &follow_up).await,
        };
        let now = Timestamp::now();
        let noted = match &result {
            Ok(()) => premises.store.finish(id, now).await,
            Err(why) => {
                tracing::warn!(job = %follow_up.job, key = %follow_up.key, attempt, why, "a follow-up failed");
                premises.store.fail(id, now, why).await
            }
        };
        noted.map_err(|error| store_failure(&error))?;
        done.insert(key, result);
    }
    Ok(count)
}

async fn work(premises: &Premises, rules: &Rulebook, follow_up: &FollowUp) -> Result<(), String> {
    match follow_up.job.as_str() {
        RELAY => {
            let lead: CaseId =
                serde_json::from_value(follow_up.payload["lead"].clone()).map_err(|why| why.to_string())?;
            carry_on(premises, rules, lead).await
        }
        MOVE_CASES_JOB => move_cases(premises, follow_up).await,
        REGRID => {
            let case: CaseId =
                serde_json::from_value(follow_up.payload["case"].clone()).map_err(|why| why.to_string())?;
            let rules = premises.rulebook().await.map_err(|failure| failure.to_string())?;
            regridding::one_case(premises, &rules, case).await.map(|_| ()).map_err(|failure| failure.to_string())
        }
        other => Err(format!("nobody here does the job `{other}`")),
    }
}

/// Moves the open cases into a net whose time has come. Another process may go on filing by the old grids until its next look at what is in
/// force, so a second pass follows when that time is over, and one more as long as there was something to move.
async fn move_cases(premises: &Premises, follow_up: &FollowUp) -> Result<(), String> {
    let told = |failure: Failure| failure.to_string();
    let mut is_second = false;
    loop {
        let rules = premises.rulebook().await.map_err(told)?;
        if rules.net.map(serde_json::Value::from).as_ref() != Some(&follow_up.payload["to"]) {
            // It was taken back, or a later net is in force, whose own job moves the cases from whichever net they know.
            return Ok(());
        }
        let passed = regridding::into_net(premises, &rules).await.map_err(told)?;
        tracing::info!(net = rules.net, seen = passed.seen, moved = passed.moved, "open cases follow the net in force");
        if passed.moved == 0 && is_second {
            return Ok(());
        }
        is_second = true;
        tokio::time::sleep(premises.config().poll() * 2).await;
    }
}

/// Brings every member of a cluster up to what its lead has said.
async fn carry_on(premises: &Premises, rules: &Rulebook, lead: CaseId) -> Result<(), String> {
    let load = async |id| premises.store.load(CaseRef::Id(id)).await.map_err(|error| error.to_string());
    let Some(lead) = load(lead).await? else { return Err(format!("the case {lead} is not there")) };
    for member in lead.members() {
        let Some(member) = load(member.id).await? else { continue };
        let desk = Desk { rules, now: Timestamp::now(), actor: Actor::system(), command: new_command() };
        if let Some(change) = relay(&member, &lead, &desk) {
            commit(premises.store.as_ref(), change).await.map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
