//! Addresses whose elements a person has marked.

use crate::reading::tokens::Tokens;
use serde::Deserialize;

/// A marked element: characters `start..end` of the text, and its label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct Span {
    /// Its first character, counted in Unicode scalars from 0.
    pub start: usize,
    /// One past its last.
    pub end: usize,
    /// What it is, in small letters.
    pub label: String,
}

/// A text and its elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    text: String,
    spans: Vec<Span>,
}

/// Why a text and its elements do not belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExampleError {
    /// The element with this number, from 0, is empty or ends after the text.
    Outside(usize),
    /// The element with this number begins before the one before it ends.
    Overlapping(usize),
    /// The element with this number has no label.
    NoLabel(usize),
}

impl std::fmt::Display for ExampleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Outside(at) => {
                write!(f, "span {at} is empty or reaches past the text; count characters from 0, end exclusive")
            }
            Self::Overlapping(at) => write!(f, "span {at} overlaps another; elements follow one another"),
            Self::NoLabel(at) => write!(f, "span {at} has no label"),
        }
    }
}

impl std::error::Error for ExampleError {}

impl Example {
    /// Puts a text and its elements together; labels are folded to small letters, elements put in order.
    ///
    /// # Errors
    /// When an element is empty, has no label, lies outside the text or over another one.
    pub fn new(
        text: impl Into<String>,
        spans: impl IntoIterator<Item = (usize, usize, String)>,
    ) -> Result<Self, ExampleError> {
        let text = text.into();
        let length = text.chars().count();
        let mut spans: Vec<Span> =
            spans.into_iter().map(|(start, end, label)| Span { start, end, label: label.to_lowercase() }).collect();
        spans.sort();
        let mut before = 0;
        for (at, span) in spans.iter().enumerate() {
            match span {
                span if span.start >= span.end || span.end > length => return Err(ExampleError::Outside(at)),
                span if span.start < before => return Err(ExampleError::Overlapping(at)),
                span if span.label.is_empty() || span.label == NOTHING => return Err(ExampleError::NoLabel(at)),
                span => before = span.end,
            }
        }
        Ok(Self { text, spans })
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its elements, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }
}

/// The label of what lies between elements.
pub const NOTHING: &str = "o";

/// The elements as segments of tokens: label and one past the last token. What lies between is [`NOTHING`]. A token belongs to the element
/// that its first character belongs to.
#[must_use]
pub fn segments<'e>(example: &'e Example, tokens: &Tokens) -> Vec<(usize, &'e str)> {
    let mut owners = tokens.starts[..tokens.len()].iter().map(|&start| {
        let start = start as usize;
        example.spans.iter().position(|span| span.start <= start && start < span.end)
    });
    let mut found: Vec<(usize, &str)> = Vec::new();
    let Some(mut owner) = owners.next() else { return found };
    let label = |owner: Option<usize>| owner.map_or(NOTHING, |at| example.spans[at].label.as_str());
    for (at, next) in owners.enumerate() {
        if next != owner {
            found.push((at + 1, label(owner)));
            owner = next;
        }
    }
    found.push((tokens.len(), label(owner)));
    found
}
