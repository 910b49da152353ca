//! One report as it counts towards a topic.

use crate::duplicates::Entry;
use jiff::Timestamp;
use jingwei_terms::{AreaCode, KindCode};

/// A report, as far as it matters for what the city speaks of. It borrows everything.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a, I> {
    /// What the caller knows the case by.
    pub id: I,
    /// The title, when the report has one; empty counts as none.
    pub title: &'a str,
    /// The words of the report.
    pub text: &'a str,
    /// The area it lies in, by the code or the word that the caller groups by.
    pub area: Option<&'a str>,
    /// The kind of matter, when one is known.
    pub kind: Option<&'a KindCode>,
    /// When it was reported.
    pub at: Timestamp,
    /// Who spoke, as an opaque number that is the same for the same person and says nothing else (a keyed hash). It serves to count
    /// voices and is given back nowhere.
    pub reporter: Option<u64>,
}

impl<'a, I> Voice<'a, I> {
    /// The same report, in the area with this code.
    #[must_use]
    pub fn in_area(mut self, area: &'a AreaCode) -> Self {
        self.area = Some(area.as_str());
        self
    }

    /// The report as it is compared with others. Its time is left out: what is spoken of now must be known again in its own past.
    pub(crate) const fn entry(&self) -> Entry<'a, ()> {
        Entry { kind: self.kind, ..Entry::of_text((), self.title, self.text) }
    }
}
