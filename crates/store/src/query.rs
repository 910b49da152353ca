//! What both databases take from a query in the same way, and how both read back what they stored.

use crate::StoreError;
use crate::cases::{CaseQuery, Stretch, TallyBy};
use crate::columns::bad;
use crate::words::wanted;
use jingwei_cases::case::{Case, Reporter};
use std::collections::{BTreeMap, BTreeSet};

/// The most that one page shows.
pub(crate) const LARGEST_PAGE: u32 = 200;

/// What the words of a query ask for.
pub(crate) enum Search {
    /// No words: everything.
    Everything,
    /// Signs without a word in them: nothing can hold it.
    Nothing,
    /// Of each entry one of its sets, and of a set every word.
    For(Vec<Vec<BTreeSet<String>>>),
}

pub(crate) fn search(query: &CaseQuery) -> Search {
    match query.q.as_deref().map(str::trim) {
        None | Some("") => Search::Everything,
        Some(question) => match wanted(question) {
            words if words.is_empty() => Search::Nothing,
            words => Search::For(words),
        },
    }
}

/// The expression of a full-text index for what is wanted, from the signs that it uses. Our words hold letters and digits alone, so
/// the quotes cannot be broken.
pub(crate) fn expression(wanted: &[Vec<BTreeSet<String>>], quote: char, and: &str, or: &str) -> String {
    let all = |set: &BTreeSet<String>| {
        let words: Vec<String> = set.iter().map(|word| format!("{quote}{word}{quote}")).collect();
        words.join(and)
    };
    let any = |sets: &Vec<BTreeSet<String>>| match sets.as_slice() {
        [one] => all(one),
        several => format!("({})", several.iter().map(|set| format!("({})", all(set))).collect::<Vec<_>>().join(or)),
    };
    wanted.iter().map(any).collect::<Vec<_>>().join(and)
}

/// The number of cases on a page.
pub(crate) fn limit(asked: u32) -> usize {
    usize::try_from(asked.clamp(1, LARGEST_PAGE)).expect("at most 200")
}

/// The case, from what is stored of it.
pub(crate) fn case(number: String, body: &[u8]) -> Result<Case, StoreError> {
    let mut case: Case = serde_json::from_slice(body).map_err(bad("a case"))?;
    case.number = number;
    Ok(case)
}

/// A stretch of cases, from places, numbers and bodies in order.
pub(crate) fn stretch(rows: Vec<(i64, String, Vec<u8>)>, limit: u32) -> Result<Stretch, StoreError> {
    let is_full = u32::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let next = rows.last().map(|(seq, ..)| *seq).filter(|_| is_full);
    let cases = rows.into_iter().map(|(_, number, body)| case(number, &body)).collect::<Result<_, _>>()?;
    Ok(Stretch { cases, next })
}

/// The reporter, from what is stored.
pub(crate) fn reporter(body: Option<Vec<u8>>) -> Result<Option<Reporter>, StoreError> {
    body.map(|body| serde_json::from_slice(&body).map_err(bad("a reporter's contact"))).transpose()
}

/// The column that a count goes by.
pub(crate) const fn tally_column(by: TallyBy) -> &'static str {
    match by {
        TallyBy::State => "state",
        TallyBy::Department => "lead",
        TallyBy::Kind => "kind",
        TallyBy::Area => "area",
        TallyBy::Grid => "grid",
        TallyBy::Channel => "channel",
    }
}

/// The letter of the facet that says the same, where every case has exactly one.
pub(crate) const fn facet_letter(by: TallyBy) -> Option<char> {
    match by {
        TallyBy::State => Some('s'),
        TallyBy::Channel => Some('c'),
        TallyBy::Department | TallyBy::Kind | TallyBy::Area | TallyBy::Grid => None,
    }
}

/// Counts, the largest first, equal ones by value.
pub(crate) fn largest_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
