//! Brings the stored deadlines of open cases up to a new rulebook: other holidays, 调休 days or hours move them.

use crate::Failure;
use crate::premises::{Premises, commit, commit_failure, new_command, store_failure};
use jiff::Timestamp;
use jingwei_cases::retime::retime;
use jingwei_cases::wake::due_at;
use jingwei_cases::{Desk, Rulebook};
use jingwei_store::{CaseQuery, CaseRef, CaseSummary, CommitError, ListError, Sort};
use jingwei_terms::Actor;

/// Looks at every open case once; answers how many deadlines moved. Doing it twice moves nothing twice.
///
/// # Errors
/// When the database fails or takes no writes.
pub async fn all(premises: &Premises, rules: &Rulebook) -> Result<usize, Failure> {
    let mut query = CaseQuery { open: Some(true), sort: Sort::FiledOldest, limit: 200, ..CaseQuery::default() };
    let mut moved = 0;
    loop {
        let page = premises.store.list(&query).await.map_err(|error| list_failure(&error))?;
        for summary in &page.items {
            moved += usize::from(one(premises, rules, summary).await?);
        }
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return Ok(moved),
        }
    }
}

async fn one(premises: &Premises, rules: &Rulebook, summary: &CaseSummary) -> Result<bool, Failure> {
    let store = premises.store.as_ref();
    let Some(case) = store.load(CaseRef::Id(summary.id)).await.map_err(|error| store_failure(&error))? else {
        return Ok(false);
    };
    // A case that changed since the page was read was timed by the rules of that moment; the next look finds it if need be.
    if due_at(&case, rules) == summary.due_at || case.version != summary.version {
        return Ok(false);
    }
    let desk = Desk { rules, now: Timestamp::now(), actor: Actor::system(), command: new_command() };
    let Ok(Some(change)) = retime(&case, summary.due_at, None, &desk) else { return Ok(false) };
    match commit(store, change).await {
        Ok(_) => Ok(true),
        Err(CommitError::Conflict { .. }) => Ok(false),
        Err(error) => Err(commit_failure(&error)),
    }
}

fn list_failure(error: &ListError) -> Failure {
    match error {
        ListError::Store(error) => store_failure(error),
        ListError::BadCursor => Failure::new("bad_cursor", "列表翻页失败", "a list cannot be read on"),
    }
}
