//! One character, one form: full-width and half-width, capital and small, and the many dashes are the same to every part of the room.

/// The form in which a character is compared. One character stays one character, so offsets hold.
#[must_use]
pub const fn fold(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{20}'..='\u{7e}' => c,
        '\u{3000}' | '\u{a0}' | '\t' | '\r' | '\n' => ' ',
        // Full-width forms lie in the same order as ASCII.
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(narrow) => narrow.to_ascii_lowercase(),
            None => c,
        },
        '—' | '–' | '―' | '‐' | '‑' | '−' | '﹣' | '─' | 'ー' => '-',
        '〇' | '○' => '零',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    }
}
