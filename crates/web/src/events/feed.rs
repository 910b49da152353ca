//! The latest changes, prepared once for all who listen.
//!
//! Whoever asks first for a change reads its case; the others find it here. The memory is bounded, and whoever fell behind
//! it reads from the store by themselves.

use crate::{Problem, Web};
use jiff::Timestamp;
use jingwei_cases::case::Case;
use jingwei_cases::state::{State, Verb};
use jingwei_store::{CaseRef, RecordedFact};
use jingwei_terms::{About, AreaCode, DepartmentCode, Version};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::Mutex;
use utoipa::ToSchema;

/// How many changes are kept ready.
const REMEMBERED: usize = 2_048;

/// How many are read at once.
const BATCH: u32 = 200;

/// What changed, without a word of what was said: whoever may know more loads the case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": "20260302-000017", "verb": "dispatch", "at": "2026-03-02T01:15:00Z",
    "state": "dispatched", "version": 3, "department": "urban-management", "emergency": false, "ledger_index": 41 }))]
pub(crate) struct CaseEvent {
    /// The receipt number.
    number: String,
    /// What was done.
    verb: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Where the case stands, as of sending.
    #[schema(value_type = String)]
    state: State,
    /// The version of the case, as of sending.
    #[schema(value_type = u32)]
    version: Version,
    /// The department that leads, as of sending.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentCode>,
    /// Whether it was just filed and its words point to danger: to be shouted, whatever else is on the screen.
    emergency: bool,
    /// The place in the ledger; also the id of the event.
    pub(crate) ledger_index: u64,
    /// Departments that the case concerns, for the policy.
    #[serde(skip)]
    pub(crate) concerned: Vec<DepartmentCode>,
    /// The area, for the policy.
    #[serde(skip)]
    pub(crate) area: Option<AreaCode>,
}

/// One place of the ledger; nothing to tell where the fact is not about a case.
pub(crate) type Told = (u64, Option<Arc<CaseEvent>>);

/// The latest changes, oldest first, without a gap between them.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    latest: Mutex<VecDeque<Told>>,
}

impl Feed {
    /// Changes from this index on, some hundred at most; empty when there is nothing new.
    pub(crate) async fn from(&self, web: &Web, from: u64) -> Result<Vec<Told>, Problem> {
        // Held while reading, so that a hundred listeners woken by one change make one read of it.
        let mut latest = self.latest.lock().await;
        let covers = latest.front().is_some_and(|(first, _)| *first <= from);
        if covers {
            let known: Vec<Told> =
                latest.iter().filter(|(index, _)| *index >= from).take(BATCH as usize).cloned().collect();
            if !known.is_empty() {
                return Ok(known);
            }
        }
        let mut read = Vec::new();
        for fact in web.store().facts(from, BATCH).await? {
            let index = fact.index;
            read.push((index, prepare(web, fact).await?.map(Arc::new)));
        }
        if covers || latest.is_empty() {
            latest.extend(read.iter().cloned());
            let excess = latest.len().saturating_sub(REMEMBERED);
            latest.drain(..excess);
        }
        Ok(read)
    }
}

async fn prepare(web: &Web, RecordedFact { index, fact }: RecordedFact) -> Result<Option<CaseEvent>, Problem> {
    let About::Case(id) = fact.about else { return Ok(None) };
    let case = web.store().load(CaseRef::Id(id)).await?;
    Ok(case.map(|case| CaseEvent {
        concerned: concerned(&case),
        area: case.area().cloned(),
        emergency: fact.verb == Verb::File.code() && case.advice.as_ref().is_some_and(|a| a.emergency().is_some()),
        verb: fact.verb.into_owned(),
        at: fact.at,
        state: case.state,
        version: case.version,
        department: case.lead().cloned(),
        number: case.number,
        ledger_index: index,
    }))
}

fn concerned(case: &Case) -> Vec<DepartmentCode> {
    let tasks = case.tasks.iter().map(|task| &task.department);
    case.lead().into_iter().chain(tasks).cloned().collect()
}
