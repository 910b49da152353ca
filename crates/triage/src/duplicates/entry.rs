//! What is known of a report when one asks whether it is known already, and the answer: the nearest cases with their reasons.

use jiff::Timestamp;
use jingwei_terms::{KindCode, Location};
use serde::Serialize;

/// A report, as far as it matters for finding its like. It borrows everything; the index keeps features of it and no words.
///
/// Names, phones and accounts of reporters have no field here, so that they cannot get in.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a, I> {
    /// What the caller knows the case by.
    pub id: I,
    /// The title, when the report has one; empty counts as none.
    pub title: &'a str,
    /// The words of the report.
    pub text: &'a str,
    /// The place in the reporter's own words; empty counts as none.
    pub address: &'a str,
    /// The point, when one is known.
    pub location: Option<Location>,
    /// The kind of matter, when one is known.
    pub kind: Option<&'a KindCode>,
    /// When it was reported.
    pub at: Option<Timestamp>,
}

impl<'a, I> Entry<'a, I> {
    /// A report of which only the words are known.
    #[must_use]
    pub const fn of_text(id: I, title: &'a str, text: &'a str) -> Self {
        Self { id, title, text, address: "", location: None, kind: None, at: None }
    }

    /// The same report under another id.
    #[must_use]
    pub fn known_as<J>(&self, id: J) -> Entry<'a, J> {
        let Self { title, text, address, location, kind, at, .. } = *self;
        Entry { id, title, text, address, location, kind, at }
    }
}

/// A case that may speak of the same problem.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match<I> {
    /// The case.
    pub id: I,
    /// How sure it is that both speak of one problem, from 0 to 1.
    pub score: f32,
    /// Whether the score reaches the threshold of the kind.
    pub likely: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// One thing that two reports have in common, or that speaks against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Word for word, or nearly, the same text.
    Copy,
    /// Both name this place.
    Place {
        /// The name, as it stands in the newer report.
        name: String,
    },
    /// They name different compounds, roads or villages.
    OtherPlace {
        /// The name in the newer report that the other one lacks.
        name: String,
    },
    /// Both use this phrase.
    Phrase {
        /// The phrase, as it stands in the newer report.
        words: String,
    },
    /// So far apart.
    Metres {
        /// Metres between the two points, rounded to whole ones.
        metres: u32,
    },
    /// So long apart.
    Hours {
        /// Hours between the two reports, rounded to whole ones.
        hours: u32,
    },
    /// Both are of the same kind.
    SameKind,
}
