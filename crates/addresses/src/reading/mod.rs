//! From a text to what the model sees: tokens, elements closed before and after each of them, names of the gazetteer, repetitions.

pub mod anchors;
pub mod features;
pub mod fold;
pub mod tokens;

use crate::gazetteer::{Found, Gazetteer, KINDS, Kind};
use anchors::anchor;
use tokens::{DIGITS, LETTERS, OUTSIDE, Tokens};

/// What is known about one token besides its characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks {
    /// The next closing character at or after this token, nought for none within reach.
    pub next_char: u32,
    /// How many tokens away it is.
    pub next_distance: u8,
    /// The sort of the closing character after that one.
    pub after_next: u8,
    /// The closing character before, nought for none.
    pub last_char: u32,
    /// How many tokens back it is.
    pub last_distance: u8,
    /// The sorts of the last two elements closed before this token.
    pub before: [u8; 2],
    /// Which of road, number, building, unit, floor, room, town and village have been closed: one bit each.
    pub seen: u8,
    /// Which number of the address this is, from 0, at most 6.
    pub number: u8,
    /// How many numbers there are, at most 6.
    pub numbers: u8,
    /// Which number of a row `12-3-1001` this is, from 1; nought outside rows.
    pub row: u8,
    /// How many numbers the row has.
    pub rows: u8,
    /// Per kind of name: where in a name this token stands, and how firm the name is; nought for none.
    pub names: [u8; KINDS],
    /// Which kinds of divisions have been named in full before this token: one bit each.
    pub named: u8,
    /// Where in a stretch that the address has said before this token stands: 1 begin, 2 inside, 3 end.
    pub said: u8,
    /// Whether such a stretch ended with the token before.
    pub said_ended: u8,
    /// The length of that stretch in tokens, at most 7.
    pub said_length: u8,
}

/// A text, read. It is kept and used again from address to address.
#[derive(Debug, Default, Clone)]
pub struct Reading {
    /// The tokens.
    pub tokens: Tokens,
    /// The digits or letters of a run as a number; nought for a single character.
    pub raw: Vec<u64>,
    /// The rest.
    pub marks: Vec<Marks>,
    found: Vec<Found>,
}

/// How far a closing character is looked for.
const REACH: usize = 7;
/// How far back a repetition is looked for: an address that says itself twice is no longer than this, and a megabyte of one line is read
/// in time that grows with its length alone.
const RECALL: usize = 64;

impl Reading {
    /// Reads a text. What was here before is forgotten, its room is kept.
    pub fn read(&mut self, text: &str, gazetteer: &Gazetteer) {
        self.tokens.read(text);
        let n = self.tokens.len();
        self.marks.clear();
        self.marks.resize(n, Marks::default());
        self.raw.clear();
        self.raw.extend((0..n).map(|token| raw(&self.tokens, token)));
        self.mark_elements();
        self.mark_numbers();
        self.mark_repeats();
        self.mark_names(gazetteer);
    }

    fn mark_elements(&mut self) {
        let n = self.tokens.len();
        let (mut before, mut seen, mut last) = ([0_u8; 2], 0_u8, (0_u32, 0_usize));
        for at in 0..n {
            let m = &mut self.marks[at];
            (m.before, m.seen) = (before, seen);
            if last.0 != 0 {
                (m.last_char, m.last_distance) = (last.0, small(at - last.1));
            }
            let sort = sort_of(self.tokens.keys[at]);
            if sort != 0 {
                before = [sort, before[0]];
                seen |= bit_of(sort);
                last = (self.tokens.keys[at], at);
            }
        }
        let (mut next, mut after) = ((0_u32, usize::MAX), 0);
        for at in (0..n).rev() {
            let m = &mut self.marks[at];
            let sort = sort_of(self.tokens.keys[at]);
            // A closing character looks past itself: what matters to it is what follows.
            if next.0 != 0 && next.1 - at <= REACH {
                (m.next_char, m.next_distance, m.after_next) = (next.0, small(next.1 - at), after);
            }
            if sort != 0 {
                after = if next.0 == 0 { 0 } else { sort_of(next.0) };
                next = (self.tokens.keys[at], at);
            }
        }
    }

    fn mark_numbers(&mut self) {
        let keys = &self.tokens.keys;
        let n = keys.len();
        let numbers = small(keys.iter().filter(|&&key| is_run(key)).count().min(6));
        let mut number = 0;
        for (mark, &key) in self.marks.iter_mut().zip(keys) {
            (mark.number, mark.numbers) = (number, numbers);
            if is_run(key) && number < 6 {
                number += 1;
            }
        }
        let mut at = 0;
        while at < n {
            let mut end = at;
            while end < n && (is_run(keys[end]) || (end > at && sort_of(keys[end]) == 22)) {
                end += 1;
            }
            let row = self.marks[at..end].iter_mut().zip(&keys[at..end]);
            let rows = keys[at..end].iter().filter(|&&key| is_run(key)).count().min(6);
            let mut place = 0;
            for (mark, &key) in row {
                place += usize::from(is_run(key));
                (mark.row, mark.rows) = (small(place.min(6)), small(rows));
            }
            at = end.max(at + 1);
        }
    }

    /// Stretches of two tokens or more that the address has already said.
    fn mark_repeats(&mut self) {
        let n = self.tokens.len();
        let mut at = 2;
        while at + 1 < n {
            let length = self.longest_repeat(at);
            if length < 2 {
                at += 1;
                continue;
            }
            for step in 0..length {
                self.marks[at + step].said = match step {
                    0 => 1,
                    _ if step + 1 == length => 3,
                    _ => 2,
                };
                self.marks[at + step].said_length = small(length.min(7));
            }
            if let Some(after) = self.marks.get_mut(at + length) {
                after.said_ended = 1;
                after.said_length = small(length.min(7));
            }
            at += length;
        }
    }

    /// The length of the longest stretch before this token that is said again from it on.
    fn longest_repeat(&self, at: usize) -> usize {
        let (keys, raw) = (&self.tokens.keys, &self.raw);
        let mut longest = 0;
        for earlier in at.saturating_sub(RECALL)..at - 1 {
            if keys[earlier] != keys[at] || keys[earlier + 1] != keys.get(at + 1).copied().unwrap_or(0) {
                continue;
            }
            let most = (keys.len() - at).min(at - earlier);
            let same =
                (0..most).take_while(|&i| keys[earlier + i] == keys[at + i] && raw[earlier + i] == raw[at + i]).count();
            longest = longest.max(same);
        }
        longest
    }

    fn mark_names(&mut self, gazetteer: &Gazetteer) {
        self.found.clear();
        gazetteer.find(&self.tokens.folded, &mut self.found);
        let mut named = 0;
        let mut ends = self.found.iter().filter(|found| found.full && found.kind <= Kind::Town).peekable();
        for (at, mark) in self.marks.iter_mut().enumerate() {
            while let Some(found) = ends.next_if(|found| found.end <= self.tokens.starts[at] as usize) {
                named |= 1 << found.kind as u8;
            }
            mark.named = named;
        }
        for found in &self.found {
            let (begin, last) = (self.tokens.token_of(found.begin), self.tokens.token_of(found.end - 1));
            for token in begin..=last {
                let part = match (token == begin, token == last) {
                    (true, true) => 4,
                    (true, false) => 1,
                    (false, true) => 3,
                    (false, false) => 2,
                };
                self.marks[token].names[found.kind as usize] = part | u8::from(found.full) << 3 | found.agrees << 4;
            }
        }
    }
}

fn raw(tokens: &Tokens, token: usize) -> u64 {
    if !is_run(tokens.keys[token]) {
        return 0;
    }
    tokens.chars(token).iter().fold(1, |all: u64, &c| all.wrapping_mul(131).wrapping_add(u64::from(u32::from(c))))
}

const fn is_run(key: u32) -> bool {
    key >= DIGITS && key < OUTSIDE
}

fn sort_of(key: u32) -> u8 {
    match key {
        LETTERS.. => 0,
        key => char::from_u32(key).map_or(0, anchor),
    }
}

const fn bit_of(sort: u8) -> u8 {
    match sort {
        5 => 1,
        6 => 2,
        8 | 9 => 4,
        10 => 8,
        11 | 12 => 16,
        13 => 32,
        14 | 15 => 64,
        16 => 128,
        _ => 0,
    }
}

fn small(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}
