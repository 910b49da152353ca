//! The open cases of the city as one looks for duplicates among them: in memory, the same in every process, filled at the start
//! and following the ledger from then on. Features of the words are kept, never the words.

use super::told::Told;
use jingwei_cases::case::Case;
use jingwei_terms::CaseId;
use jingwei_triage::duplicates::{Entry, Index, Match, Settings};
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

/// Open cases, found by what they speak of.
#[derive(Debug)]
pub struct OpenCases(RwLock<Shelf>);

#[derive(Debug)]
struct Shelf {
    index: Index<CaseId>,
    numbers: HashMap<CaseId, Box<str>>,
}

/// An open case that may speak of the same problem.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    pub(crate) number: String,
    pub(crate) found: Match<CaseId>,
}

impl OpenCases {
    /// No case yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self(RwLock::new(Shelf { index: Index::new(settings), numbers: HashMap::new() }))
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).numbers.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this case is among them.
    #[must_use]
    pub fn holds(&self, id: CaseId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).numbers.contains_key(&id)
    }

    /// Takes in a case as it stands now: open ones are found from now on, others no more.
    pub fn follow(&self, case: &Case) {
        match case.state.is_open() {
            true => self.put(case.id, &case.number, &Told::of_case(case)),
            false => self.remove(case.id),
        }
    }

    /// Takes out every case that is not among these.
    pub fn retain(&self, seen: &HashSet<CaseId>) {
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<CaseId> = shelf.numbers.keys().filter(|id| !seen.contains(id)).copied().collect();
        for id in gone {
            shelf.index.remove(id);
            shelf.numbers.remove(&id);
        }
    }

    /// Takes a case out.
    pub fn remove(&self, id: CaseId) {
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shelf.index.remove(id);
        shelf.numbers.remove(&id);
    }

    /// Puts a case in; one that is there gives way.
    pub(crate) fn put(&self, id: CaseId, number: &str, told: &Told<'_>) {
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shelf.index.insert(&entry(id, told));
        shelf.numbers.insert(id, number.into());
    }

    /// The nearest open cases, the nearest first; never the case itself.
    pub(crate) fn nearest(&self, told: &Told<'_>, most: usize) -> Vec<Near> {
        let shelf = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = shelf.index.nearest(&entry(told.id, told), most);
        // A case that gave way to the index's bound has a number and is not found; it costs its few bytes until it closes.
        let known = found.into_iter().filter_map(|found| {
            let number = shelf.numbers.get(&found.id)?.to_string();
            Some(Near { number, found })
        });
        known.collect()
    }
}

fn entry<'a>(id: CaseId, told: &'a Told<'a>) -> Entry<'a, CaseId> {
    Entry {
        id,
        title: told.title,
        text: told.description,
        address: told.address,
        location: told.location,
        kind: told.kind,
        at: Some(told.at),
    }
}
