//! A message as it is read: its characters that count, and what can be seen of it before anything is understood.

use super::doubt::Look;
use super::message::Message;
use super::plain::{self, Sign};

/// The characters of one message, kept from message to message so that reading allocates nothing.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    said: Vec<Sign>,
    place: Vec<Sign>,
}

impl Reading {
    /// Reads a message.
    pub(crate) fn read(&mut self, message: &Message<'_>) -> Look {
        plain::said(message, &mut self.said);
        plain::place(message, &mut self.place);
        Look::of(message, &self.said)
    }

    /// The characters of a block, by its number: what is said, its head, the place.
    #[inline]
    pub(crate) fn signs(&self, block: usize) -> &[Sign] {
        if block == 2 { &self.place } else { &self.said }
    }
}
