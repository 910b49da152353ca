//! What a code of the past is today: the recorded changes, followed year by year.
//!
//! The record is the yearly difference of the national code tables with later corrections, down to the counties. An event of
//! a year holds from that year's table on. A code may be given to another place (`码位改派`); the place that had it before is
//! then followed by its name.

mod trace;

pub use trace::{Outcome, Step, Trace};

use super::DivisionCode;
use super::load::json_broken;
use jingwei_terms::Refusal;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The recorded changes.
#[derive(Debug, Default)]
pub struct History {
    /// In the order of the years.
    events: Vec<Event>,
    by_old: FxHashMap<DivisionCode, Vec<u32>>,
    by_new: FxHashMap<DivisionCode, Vec<u32>>,
    by_new_name: FxHashMap<String, Vec<u32>>,
    by_old_name: FxHashMap<String, Vec<u32>>,
    unplaced: usize,
}

#[derive(Debug)]
struct Event {
    year: i16,
    kind: String,
    old: Option<Side>,
    new: Option<Side>,
    note: String,
    document: String,
    source: String,
}

/// A code with its name at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The code.
    pub code: DivisionCode,
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct File {
    events: Vec<RawEvent>,
}

#[derive(Deserialize)]
struct RawEvent {
    year: i16,
    #[serde(rename = "type")]
    kind: String,
    old: RawSide,
    new: RawSide,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    doc_no: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Deserialize)]
struct RawSide {
    code: Option<String>,
    name: Option<String>,
}

impl History {
    /// Reads the record.
    ///
    /// # Errors
    /// When the bytes are not the JSON expected.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let file: File = serde_json::from_slice(bytes).map_err(|why| json_broken("沿革", "code history", &why))?;
        let mut history = Self::default();
        let mut events: Vec<Event> = file.events.into_iter().map(Event::from).collect();
        // A stable sort: within a year the order of the record is kept.
        events.sort_by_key(|event| event.year);
        for (n, event) in (0_u32..).zip(&events) {
            if event.old.is_none() && event.new.is_none() {
                history.unplaced += 1;
            }
            if let Some(old) = &event.old {
                history.by_old.entry(old.code).or_default().push(n);
                history.by_old_name.entry(old.name.clone()).or_default().push(n);
            }
            if let Some(new) = &event.new {
                history.by_new.entry(new.code).or_default().push(n);
                history.by_new_name.entry(new.name.clone()).or_default().push(n);
            }
        }
        history.events = events;
        Ok(history)
    }

    /// Events on record.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is no record.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Events that name no code and can therefore not be followed.
    #[must_use]
    pub const fn unplaced(&self) -> usize {
        self.unplaced
    }

    fn of<'a, K: std::hash::Hash + Eq + ?Sized, Q: std::hash::Hash + Eq + std::borrow::Borrow<K>>(
        &'a self,
        index: &'a FxHashMap<Q, Vec<u32>>,
        key: &K,
    ) -> impl Iterator<Item = (u32, &'a Event)> {
        index.get(key).into_iter().flatten().map(|n| (*n, &self.events[*n as usize]))
    }

    /// Every code that is on record as having changed, each once, in order.
    #[must_use]
    pub fn changed_codes(&self) -> Vec<DivisionCode> {
        let mut codes: Vec<_> = self.by_old.keys().copied().collect();
        codes.sort_unstable();
        codes
    }
}

impl From<RawEvent> for Event {
    fn from(raw: RawEvent) -> Self {
        let side = |raw: RawSide| Some(Side { code: raw.code?.parse().ok()?, name: raw.name.unwrap_or_default() });
        Self {
            year: raw.year,
            kind: raw.kind,
            old: side(raw.old),
            new: side(raw.new),
            note: raw.note.unwrap_or_default(),
            document: raw.doc_no.unwrap_or_default(),
            source: raw.source.unwrap_or_default(),
        }
    }
}
