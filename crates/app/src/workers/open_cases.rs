//! Keeps the open cases in memory where duplicates are looked for: fills them at the start, then follows the ledger, also what other
//! processes on the same PostgreSQL write. Cases that end leave, and cases that are taken up again come back.

use super::Ground;
use crate::Failure;
use crate::premises::store_failure;
use jingwei_cases::state::{State, Verb, move_of};
use jingwei_store::{CaseRef, Store, StoreError, Walk};
use jingwei_terms::{About, CaseId, Fact};
use jingwei_web::TriageDesk;
use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

/// Facts that come in the meantime are read together.
const GATHER: Duration = Duration::from_millis(100);

/// Facts read at once.
const BATCH: u32 = 500;

/// Fills and follows until the program is asked to stop.
///
/// # Errors
/// When the database fails.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    let store = ground.premises.store.as_ref();
    let failed = |error: StoreError| store_failure(&error);
    let mut grown = store.watch();
    let mut stop = ground.stop.clone();
    // Whatever is written while the cases are walked through stands behind this place and is read once more.
    let mut from = store.size().await.map_err(failed)?;
    let started = Instant::now();
    fill(store, &ground.triage).await.map_err(failed)?;
    let cases = ground.triage.open_cases().len();
    tracing::info!(cases, seconds = started.elapsed().as_secs_f64(), "the open cases are in memory");
    loop {
        grown.mark_unchanged();
        from = follow(store, &ground.triage, from).await.map_err(failed)?;
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
            changed = grown.changed() => if changed.is_err() {
                return Ok(());
            },
        }
        if !ground.pause(GATHER).await {
            return Ok(());
        }
    }
}

/// Takes in every open case, newest first; what is no longer open goes.
///
/// # Errors
/// When the database fails.
pub async fn fill(store: &dyn Store, desk: &TriageDesk) -> Result<(), StoreError> {
    let (mut before, mut seen) = (None, HashSet::new());
    loop {
        let stretch = store.walk(Walk { open_only: true, before, limit: 500 }).await?;
        for case in &stretch.cases {
            desk.open_cases().follow(case);
            seen.insert(case.id);
        }
        before = stretch.next;
        if before.is_none() {
            desk.open_cases().retain(&seen);
            return Ok(());
        }
    }
}

/// Takes in what happened from this ledger index on; answers where to go on.
///
/// # Errors
/// When the database fails.
pub async fn follow(store: &dyn Store, desk: &TriageDesk, mut from: u64) -> Result<u64, StoreError> {
    loop {
        let facts = store.facts(from, BATCH).await?;
        let Some(last) = facts.last() else { return Ok(from) };
        from = last.index + 1;
        // A case that moved twice is looked at once.
        let moved: BTreeSet<CaseId> = facts.iter().filter_map(|recorded| moved(desk, &recorded.fact)).collect();
        for id in moved {
            if let Some(case) = store.load(CaseRef::Id(id)).await? {
                desk.open_cases().follow(&case);
            }
        }
    }
}

/// The case that may have become open, or ended, by this fact. Most facts do neither, and cost no look at their case.
fn moved(desk: &TriageDesk, fact: &Fact) -> Option<CaseId> {
    let About::Case(id) = fact.about else { return None };
    let verb = Verb::from_code(&fact.verb)?;
    let ended = |state: &State| !state.is_open();
    let look = match verb {
        // This process put it in when it filed it.
        Verb::File => !desk.open_cases().holds(id),
        Verb::Triage => fact.detail["way"] != "ordinary",
        _ => move_of(verb)
            .is_some_and(|line| line.to.iter().any(ended) || (line.from.iter().all(ended) && !line.to.is_empty())),
    };
    look.then_some(id)
}
