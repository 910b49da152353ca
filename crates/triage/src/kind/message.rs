//! What is read: a message with its fields kept apart, and a message whose kind a person has settled.

/// A report as its fields; an absent field is an empty text.
///
/// The fields are borrowed, so that ten thousand messages are read without a copy of any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Message<'a> {
    /// What the person wrote above it; may be empty.
    pub title: &'a str,
    /// What the person said.
    pub text: &'a str,
    /// Where it is, in words: an address, a road, a community; may be empty.
    pub place: &'a str,
}

impl<'a> Message<'a> {
    /// A message of which there is one text alone.
    #[must_use]
    pub const fn of(text: &'a str) -> Self {
        Self { title: "", text, place: "" }
    }
}

/// A message with the kind that a person has settled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example<'a> {
    /// The message.
    pub message: Message<'a>,
    /// The code of its kind; blanks around it do not count.
    pub kind: &'a str,
}

/// Which field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The title.
    Title,
    /// The text.
    Text,
    /// The place.
    Place,
}
