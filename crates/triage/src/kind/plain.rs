//! Characters as they count: wide forms, capitals, blanks, punctuation and the digits of numbers make no difference.
//!
//! A text that was segmented by blanks, typed with full-width letters or broken over lines must read as the same text: what was
//! learnt from one form is asked for in the other. Numbers say that there is a number and not which, since the day, the house and
//! the telephone of one report teach nothing about the next.

use super::message::{Field, Message};

/// A character that counts, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign {
    /// The folded character.
    pub(crate) value: u32,
    /// The field it stood in.
    pub(crate) field: Field,
    /// Its place among the Unicode scalars of the field.
    pub(crate) at: u32,
}

/// The longest part of a message that is read, in characters that count. The longest of 9,210 messages to a provincial governor
/// that were looked at has 12,000; beyond this the same is said again.
pub(crate) const LONGEST: usize = 20_000;

/// The character as it counts; `None` for blanks, punctuation, symbols and marks.
#[inline]
pub(crate) fn folded(c: char) -> Option<char> {
    // Most characters of a report are ideographs, and those are what they are.
    if matches!(c, '\u{4E00}'..='\u{9FFF}') {
        return Some(c);
    }
    let narrow = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    match narrow {
        '0'..='9' => Some('0'),
        _ if narrow.is_ascii() => narrow.is_ascii_alphabetic().then(|| narrow.to_ascii_lowercase()),
        _ if narrow.is_numeric() => Some('0'),
        _ if narrow.is_alphabetic() => Some(narrow.to_lowercase().next().unwrap_or(narrow)),
        _ => None,
    }
}

/// Title and text as one run of folded characters, at most [`LONGEST`].
pub(crate) fn said(message: &Message<'_>, out: &mut Vec<Sign>) {
    out.clear();
    append(message.title, Field::Title, out);
    append(message.text, Field::Text, out);
}

/// The place as folded characters, at most [`LONGEST`].
pub(crate) fn place(message: &Message<'_>, out: &mut Vec<Sign>) {
    out.clear();
    append(message.place, Field::Place, out);
}

fn append(text: &str, field: Field, out: &mut Vec<Sign>) {
    for (at, c) in (0_u32..).zip(text.chars()) {
        if out.len() >= LONGEST {
            return;
        }
        if let Some(c) = folded(c) {
            out.push(Sign { value: u32::from(c), field, at });
        }
    }
}
