//! Finds the phrases of a table in a text and looks around them: what is denied, past, feared or only part of a name is no hint.

use super::table::{Hints, Row};

/// Letters that a `…` may stand for.
const GAP: usize = 6;
/// How far before and after a phrase its guards are looked for, in letters of the same clause.
const BEFORE: usize = 12;
const AFTER: usize = 6;

/// A text by letters, each as it is compared.
pub(super) struct Text {
    original: Vec<char>,
    folded: Vec<char>,
}

/// Where a row's phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) row: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A phrase: parts with gaps between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    parts: Vec<Vec<char>>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let original: Vec<char> = text.chars().collect();
        let folded = original.iter().map(|letter| fold(*letter)).collect();
        Self { original, folded }
    }

    /// The letters as they were written.
    pub(super) fn original(&self, start: usize, end: usize) -> String {
        self.original[start..end].iter().collect()
    }

    /// The run of letters around a span that `ends` does not interrupt, cut to this many letters on each side.
    fn around(&self, start: usize, end: usize, most: usize, ends: impl Fn(char) -> bool) -> (usize, usize) {
        let before = self.folded[..start].iter().rev().take(most).take_while(|letter| !ends(**letter)).count();
        let after = self.folded[end..].iter().take(most).take_while(|letter| !ends(**letter)).count();
        (start - before, end + after)
    }
}

impl Hints {
    /// The first place of each row that no guard takes back.
    pub(super) fn matches(&self, text: &Text) -> Vec<Found> {
        let mut found: Vec<Option<Found>> = vec![None; self.rows.len()];
        for (start, letter) in text.folded.iter().enumerate() {
            for &(row, phrase) in self.by_letter.get(letter).into_iter().flatten() {
                if found[row].is_some() {
                    continue;
                }
                let Some(end) = self.rows[row].any[phrase].end_at(&text.folded, start) else { continue };
                if !self.rows[row].taken_back(text, start, end) {
                    found[row] = Some(Found { row, start, end });
                }
            }
        }
        found.into_iter().flatten().collect()
    }
}

impl Row {
    fn taken_back(&self, text: &Text, start: usize, end: usize) -> bool {
        let (clause_start, clause_end) = text.around(start, end, BEFORE.max(AFTER), ends_clause);
        let before = &text.folded[clause_start.max(start.saturating_sub(BEFORE))..start];
        let after = &text.folded[end..clause_end.min(end + AFTER)];
        let holds = |letters: &[char], phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.is_in(letters));
        if holds(before, &self.before) || holds(after, &self.after) {
            return true;
        }
        let near = &text.folded[clause_start..clause_end];
        let (from, to) = (start - clause_start, end - clause_start);
        if self.none.iter().any(|phrase| phrase.overlaps(near, from, to)) {
            return true;
        }
        // A sentence without an end is cut, so that a guard ten lines away does not take back an emergency.
        let (start, end) = text.around(start, end, 60, ends_sentence);
        holds(&text.folded[start..end], &self.sentence)
    }
}

impl Phrase {
    /// The phrase written so; `None` when a part of it is empty.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts: Vec<Vec<char>> = text.split('…').map(|part| part.chars().map(fold).collect()).collect();
        parts.iter().all(|part: &Vec<char>| !part.is_empty()).then_some(Self { parts })
    }

    /// The letters that it may begin with.
    pub(super) fn first_letters(&self) -> Vec<char> {
        match self.parts[0][0] {
            '#' => ('0'..='9').collect(),
            letter => vec![letter],
        }
    }

    /// Where it ends if it begins here.
    fn end_at(&self, letters: &[char], start: usize) -> Option<usize> {
        let (first, rest) = self.parts.split_first()?;
        let mut end = start + begins(letters.get(start..)?, first)?;
        for part in rest {
            let gap = letters[end..].iter().take(GAP).take_while(|letter| !ends_clause(**letter)).count();
            let (skipped, length) = (0..=gap).find_map(|skip| Some((skip, begins(&letters[end + skip..], part)?)))?;
            end += skipped + length;
        }
        Some(end)
    }

    fn is_in(&self, letters: &[char]) -> bool {
        (0..letters.len()).any(|start| self.end_at(letters, start).is_some())
    }

    fn overlaps(&self, letters: &[char], from: usize, to: usize) -> bool {
        (0..to).any(|start| self.end_at(letters, start).is_some_and(|end| end > from))
    }
}

fn begins(letters: &[char], part: &[char]) -> Option<usize> {
    let alike = |(letter, wanted): (&char, &char)| letter == wanted || (*wanted == '#' && letter.is_ascii_digit());
    (letters.len() >= part.len() && letters.iter().zip(part).all(alike)).then_some(part.len())
}

/// A letter as it is compared: full-width figures and Latin letters as half-width, small.
fn fold(letter: char) -> char {
    let half = match letter {
        '\u{FF01}'..='\u{FF5E}' if letter.is_alphanumeric() => {
            char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter)
        }
        _ => letter,
    };
    half.to_ascii_lowercase()
}

fn ends_clause(letter: char) -> bool {
    matches!(letter, '，' | ',' | '：' | ':' | ' ' | '\t') || ends_sentence(letter)
}

fn ends_sentence(letter: char) -> bool {
    matches!(letter, '。' | '！' | '!' | '？' | '?' | '；' | ';' | '\n' | '\r')
}
