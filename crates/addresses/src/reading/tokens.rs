//! An address as tokens: a run of digits is one, a run of letters is one, every other character is one.

use super::fold::fold;

/// What a token is to the model: the folded character itself, or the length of the run it stands for.
pub type Key = u32;

/// Above all characters: runs of digits by length, then runs of letters by length, then what lies outside the text.
pub const DIGITS: Key = 0x11_0000;
/// A run of letters.
pub const LETTERS: Key = 0x11_0010;
/// Before the first and after the last token.
pub const OUTSIDE: Key = 0x11_0020;

/// The tokens of one text. Offsets are in characters, as the spans of an address are.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The folded characters of the text.
    pub folded: Vec<char>,
    /// What each token is to the model.
    pub keys: Vec<Key>,
    /// Where each token begins; one more entry holds the length of the text.
    pub starts: Vec<u32>,
}

impl Tokens {
    /// Cuts a text. What was here before is forgotten, its room is kept.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.keys.clear();
        self.starts.clear();
        self.folded.extend(text.chars().map(fold));
        let mut at = 0;
        while at < self.folded.len() {
            let end = run_end(&self.folded, at);
            self.starts.push(u32::try_from(at).expect("an address is shorter than four thousand million characters"));
            self.keys.push(key(&self.folded[at..end]));
            at = end;
        }
        self.starts.push(u32::try_from(at).expect("an address is shorter than four thousand million characters"));
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether the text was empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The characters of one token.
    #[must_use]
    pub fn chars(&self, token: usize) -> &[char] {
        &self.folded[self.starts[token] as usize..self.starts[token + 1] as usize]
    }

    /// The token that holds this character.
    #[must_use]
    pub fn token_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }
}

fn run_end(chars: &[char], at: usize) -> usize {
    let same: fn(&char) -> bool = match chars[at] {
        c if c.is_ascii_digit() => char::is_ascii_digit,
        c if c.is_ascii_alphabetic() => char::is_ascii_alphabetic,
        _ => return at + 1,
    };
    at + chars[at..].iter().take_while(|c| same(c)).count()
}

fn key(run: &[char]) -> Key {
    let length = |most: usize| Key::try_from(run.len().min(most)).expect("at most five");
    match run[0] {
        c if c.is_ascii_digit() => DIGITS + length(5),
        c if c.is_ascii_alphabetic() => LETTERS + length(3),
        c => Key::from(c),
    }
}
