//! Reading that leaves a mark: what was looked for, by whom, for what and why, as a fact about the reader's account.

use crate::caller::Caller;
use crate::{Problem, Web};
use jingwei_store::{Commit, CommitError, Credential, Receipt};
use jingwei_terms::{About, Change, CommandId, Fact, Purpose};
use serde_json::Value;

/// Others may change the account at the same moment this often.
const MOST_TRIES: u32 = 8;

/// What was read, and for what.
pub(crate) struct Reading {
    pub(crate) command: CommandId,
    /// SHA-256 of what was asked.
    pub(crate) digest: [u8; 32],
    pub(crate) verb: &'static str,
    pub(crate) purpose: Purpose,
    /// INVARIANT (no contact data): no name and no telephone is in it.
    pub(crate) detail: Value,
}

/// Writes the fact. It is durable before anything is shown.
///
/// # Errors
/// When it cannot be written; then nothing may be shown.
pub(crate) async fn record(web: &Web, caller: &Caller, reading: &Reading) -> Result<Receipt, Problem> {
    let name = &caller.staff()?.account;
    let mut tries = 0;
    loop {
        let account = web.store().account(name).await?.ok_or_else(Problem::who_are_you)?;
        let fact = Fact::new(reading.command, web.now(), caller.actor(), reading.verb, About::Account(name.clone()))
            .for_purpose(reading.purpose)
            .with(reading.detail.clone());
        let seen = account.version;
        let change = Change::changed(Credential::Account(account), seen, fact);
        match web.store().commit_credentials(Commit::new(reading.command, reading.digest, change)).await {
            Ok(receipt) => return Ok(receipt),
            Err(CommitError::Conflict { .. }) if tries < MOST_TRIES => tries += 1,
            Err(other) => return Err(other.into()),
        }
    }
}
