//! The city's register of addresses, made ready for the rulebook in force: anew when that changes, kept for all that ask after.

use super::Entry;
use crate::{Problem, Web};
use jingwei_addresses::spoken::{Division, Heard, Known, Spoken, split};
use jingwei_cases::Rulebook;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The register. A city without one still knows the names of its divisions.
#[derive(Default)]
pub struct AddressBook {
    entries: Arc<[Entry]>,
    ready: Mutex<Option<Arc<Ready>>>,
}

/// The register under one rulebook.
pub(crate) struct Ready {
    rules: Arc<Rulebook>,
    spoken: Spoken,
    entries: Arc<[Entry]>,
    /// The entry of each place: those that lie in no grid of the city are left out.
    places: Vec<u32>,
}

impl fmt::Debug for AddressBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressBook").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl AddressBook {
    /// A book of these entries.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries: entries.into(), ready: Mutex::default() }
    }

    /// The book for the rulebook in force. A million entries take some seconds, away from the threads that answer.
    pub(crate) async fn now(web: &Web) -> Result<Arc<Ready>, Problem> {
        let (rules, book) = (web.rules(), web.addresses());
        if let Some(ready) = book.last().filter(|ready| Arc::ptr_eq(&ready.rules, &rules)) {
            return Ok(ready);
        }
        let entries = Arc::clone(&book.entries);
        let made = tokio::task::spawn_blocking(move || Arc::new(Ready::of(rules, entries))).await;
        let made = made.map_err(Problem::our_mistake)?;
        *book.ready.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        Ok(made)
    }

    fn last(&self) -> Option<Arc<Ready>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Ready {
    fn of(rules: Arc<Rulebook>, entries: Arc<[Entry]>) -> Self {
        let divisions: Vec<Division> = rules
            .areas
            .divisions()
            .map(|division| Division { code: division.code.clone(), name: division.name.clone() })
            .collect();
        let (mut known, mut places) = (Vec::new(), Vec::new());
        for (number, entry) in (0..).zip(entries.iter()) {
            let Some(grid) = rules.areas.grid_at(&entry.location) else { continue };
            let named = (!entry.name.is_empty()).then(|| (entry.name.clone(), String::new()));
            let Some((name, number_there)) = named.or_else(|| split(&entry.address, &divisions)) else { continue };
            known.push(Known { name, number: number_there, area: grid.community.clone(), wide: entry.wide });
            places.push(number);
        }
        Self { spoken: Spoken::new(known, divisions), rules, entries, places }
    }

    /// What these words speak of.
    pub(crate) fn hear(&self, words: &str) -> Heard {
        self.spoken.hear(words)
    }

    /// The entry of a place that was heard.
    pub(crate) fn entry(&self, at: usize) -> &Entry {
        &self.entries[self.places[at] as usize]
    }
}
