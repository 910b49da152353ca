//! The words of a text, for searching: the same in both databases, so that both give the same answers.
//!
//! Chinese is not cut into dictionary words. A run of Han characters becomes its overlapping pairs and its characters
//! (`路灯不亮` gives `路灯`, `灯不`, `不亮`, `路`, `灯`, `不`, `亮`). A search for two or more finds the places where they stand
//! together, up to pairs that meet by chance in one text; a search for one finds every place that has it. Letters and digits
//! are taken as whole words, lower-cased; full-width forms count as their plain ones.

use crate::pinyin;
use std::collections::BTreeSet;

/// The longest word kept, in characters; what is longer is cut, in texts and in searches alike.
const LONGEST: usize = 32;

/// The most words kept of one case. PostgreSQL takes no more than a megabyte of them; a report of ten pages has a thousand.
const MOST: usize = 20_000;

/// The words to store for these texts, each once.
#[must_use]
pub fn words(texts: &[&str]) -> BTreeSet<String> {
    let all = texts.iter().flat_map(|text| runs(text)).flat_map(Run::stored);
    all.take(MOST).collect()
}

/// The sounds to store for a title and a place, by which they are found in letters.
#[must_use]
pub(crate) fn sounds(texts: &[&str]) -> BTreeSet<String> {
    let han = texts.iter().flat_map(|text| runs(text)).filter_map(|run| match run {
        Run::Han(run) => Some(run),
        Run::Plain(_) => None,
    });
    pinyin::sounds(han)
}

/// What a question asks for: of each entry one of its sets must be there, and of a set every word.
pub(crate) fn wanted(question: &str) -> Vec<Vec<BTreeSet<String>>> {
    let entry = |run: Run| {
        let sounds = match &run {
            Run::Plain(word) => pinyin::meanings(word),
            Run::Han(_) => Vec::new(),
        };
        std::iter::once(run.asked().into_iter().collect()).chain(sounds).collect()
    };
    runs(question).into_iter().map(entry).collect()
}

/// The words that a text must hold to be an answer; empty when nothing can be searched for.
#[must_use]
pub fn asked(question: &str) -> BTreeSet<String> {
    runs(question).into_iter().flat_map(Run::asked).collect()
}

/// A stretch of text of one sort.
enum Run {
    Han(Vec<char>),
    Plain(String),
}

impl Run {
    fn stored(self) -> Vec<String> {
        match self {
            Self::Plain(word) => vec![word],
            Self::Han(run) => pairs(&run).chain(run.iter().map(ToString::to_string)).collect(),
        }
    }

    fn asked(self) -> Vec<String> {
        match self {
            Self::Plain(word) => vec![word],
            Self::Han(run) if run.len() == 1 => vec![run[0].to_string()],
            Self::Han(run) => pairs(&run).collect(),
        }
    }
}

fn pairs(run: &[char]) -> impl Iterator<Item = String> + '_ {
    run.windows(2).map(|pair| pair.iter().collect())
}

fn runs(text: &str) -> Vec<Run> {
    let mut found = Vec::new();
    for c in text.chars().map(plain_form) {
        match (found.last_mut(), sort_of(c)) {
            (Some(Some(Run::Han(run))), Sort::Han) => run.push(c),
            (Some(Some(Run::Plain(word))), Sort::Plain) => push_short(word, c),
            (_, Sort::Han) => found.push(Some(Run::Han(vec![c]))),
            (_, Sort::Plain) => {
                let mut word = String::new();
                push_short(&mut word, c);
                found.push(Some(Run::Plain(word)));
            }
            (_, Sort::Between) => found.push(None),
        }
    }
    found.into_iter().flatten().collect()
}

fn push_short(word: &mut String, c: char) {
    if word.chars().count() < LONGEST {
        word.extend(c.to_lowercase());
    }
}

enum Sort {
    Han,
    Plain,
    Between,
}

fn sort_of(c: char) -> Sort {
    match c {
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Sort::Han
        }
        _ if c.is_alphanumeric() => Sort::Plain,
        _ => Sort::Between,
    }
}

/// Full-width letters, digits and signs stand at a fixed distance from their plain forms (Unicode block FF01–FF5E).
fn plain_form(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &BTreeSet<String>) -> String {
        words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn han_becomes_pairs_and_characters_and_the_rest_whole_words() {
        let cases = [
            ("路灯不亮", "不 不亮 亮 灯 灯不 路 路灯"),
            ("３号楼B座，灯坏", "3 b 号 号楼 坏 座 楼 灯 灯坏"),
            ("LED灯 LED", "led 灯"),
            ("", ""),
            ("！？ ，", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(list(&words(&[text])), expected, "{text}");
        }
    }

    #[test]
    fn whatever_is_asked_in_one_piece_is_among_what_was_stored() {
        let text = "幸福小区３号楼门口井盖松动 ABC123";
        let stored = words(&[text]);
        let holds = |question: &str| asked(question).is_subset(&stored);
        for question in ["井盖", "小区3号", "松动", "abc123", "动", "福", "号", "门口井盖松动"] {
            assert!(holds(question), "{question}");
        }
        assert!(!holds("盖井"));
        assert!(!holds("abc"));
        assert!(asked("？").is_empty());
    }
}
