//! Accounts, for administrators: made, listed, shut and opened again, given a new password. Every change is a fact.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;

use crate::body::Sent;
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::http::StatusCode;
use jingwei_store::{Account, Commit, Credential};
use jingwei_terms::{About, Change, CommandId, Fact, Purpose, Version};

/// The fact of something done to an account.
pub(crate) fn fact(web: &Web, caller: &Caller, command: CommandId, verb: &'static str, account: &str) -> Fact {
    let about = About::Account(account.to_owned());
    Fact::new(command, web.now(), caller.actor(), verb, about).for_purpose(Purpose::Administration)
}

/// Keeps a change of accounts or tokens; from then on everybody is looked up anew.
pub(crate) async fn keep<T>(
    web: &Web,
    sent: &Sent<T>,
    command: CommandId,
    change: Change<Credential>,
) -> Result<(), Problem> {
    web.store().commit_credentials(Commit::new(command, sent.digest, change)).await?;
    web.doorkeeper().forget();
    Ok(())
}

/// The account as changed.
pub(crate) fn changed(mut account: Account, fact: Fact) -> Change<Credential> {
    let seen = account.version;
    account.version = seen.next();
    Change::changed(Credential::Account(account), seen, fact)
}

/// The first of an account or token.
pub(crate) fn made(credential: Credential, fact: Fact) -> Change<Credential> {
    Change::made(credential, fact)
}

/// The version of what is new.
pub(crate) const NEW: Version = Version::FIRST;

/// 422 with a sentence of its own.
pub(crate) fn refused(code: &'static str, zh: &'static str, en: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, zh, en)
}
