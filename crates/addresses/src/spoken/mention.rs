//! Names of places and divisions in a text, with the number that follows and whether the name begins there for certain.

use super::names::{Bearers, Names, written};

/// A name that was said.
#[derive(Debug, Clone)]
pub(super) struct Mention<'n> {
    pub(super) name: String,
    pub(super) bearers: &'n Bearers,
    /// The number right after it, with what it counts.
    pub(super) number: Option<(String, char)>,
    /// Whether nothing before it can be part of the name: 新金帆路 is not 金帆路.
    pub(super) clean: bool,
}

/// Words after which a name begins.
const BEFORE: &str = "在住于到从与和跟及至往近旁边的处是位去";

/// The names in a text from left to right, without overlap.
pub(super) fn mentions<'n>(names: &'n Names, text: &str) -> Vec<Mention<'n>> {
    let text = written(text);
    let (mut found, mut at, mut last) = (Vec::new(), 0, 0);
    while at < text.len() {
        let Some((length, bearers)) = names.begins(&text[at..]) else {
            at += 1;
            continue;
        };
        let end = at + length;
        let clean = match at.checked_sub(1).map(|before| text[before]) {
            None => true,
            Some(before) => at == last || !before.is_alphabetic() || BEFORE.contains(before),
        };
        found.push(Mention { name: text[at..end].iter().collect(), bearers, number: number(&text[end..]), clean });
        (at, last) = (end, end);
    }
    found
}

/// The number with which a text begins and what it counts, in one form: 3幢, 3号楼 and 3栋 are one.
pub(super) fn number(text: &[char]) -> Option<(String, char)> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let unit = match (text.get(digits)?, text.get(digits + 1)) {
        ('号', Some('楼' | '栋')) | ('幢' | '座' | '栋' | '#', _) => '栋',
        (unit, _) => *unit,
    };
    (digits > 0).then(|| (text[..digits].iter().collect(), unit))
}
