//! What some reports are about, in the citizens' own words: the clause that says most of what they have in common, with its place.

use super::commonness::Commonness;
use super::reading::BREAK;
use super::sketch::Pieces;
use rustc_hash::FxHashMap;

/// Letters of the shortest clause that says something.
const SHORTEST: usize = 4;
/// Letters of the longest label.
const LONGEST: usize = 30;
/// Letters of a text without title in which a clause is looked for.
const BEGINNING: usize = 300;
/// Added to the length of a clause: a short clause is better than a long one that says a little more, but not any short one.
const BREVITY: f32 = 8.0;
/// Digits in a row from which on a clause holds a number that belongs to somebody.
const NUMBER: usize = 7;

/// A clause or title out of these reports; empty when they have no words.
pub(crate) fn label(reports: &[Pieces], commonness: &Commonness) -> String {
    let support = support(reports);
    let mut best: Option<(f32, String)> = None;
    for report in reports {
        for (from, to) in clauses(report) {
            let said = worth(report, from, to, &support, reports.len(), commonness);
            if best.as_ref().is_none_or(|(most, _)| said > *most) {
                best = Some((said, report.reading.words(from, to)));
            }
        }
    }
    let clause = best.map_or_else(String::new, |(_, clause)| clause);
    match common_place(reports) {
        Some(place) if !clause.contains(&place) && !clause.is_empty() => format!("{place}：{clause}"),
        _ => clause,
    }
}

/// How many reports have a piece.
fn support(reports: &[Pieces]) -> FxHashMap<u32, usize> {
    let mut support = FxHashMap::default();
    for gram in reports.iter().flat_map(|report| &report.grams) {
        *support.entry(gram.hash).or_insert(0) += 1;
    }
    support
}

/// The clauses of the title, or of the beginning where there is none.
fn clauses(report: &Pieces) -> Vec<(usize, usize)> {
    let letters = &report.reading.letters;
    let has_title = letters.get(report.reading.title_end.wrapping_sub(1)).is_some_and(|c| *c == BREAK);
    let end = if has_title { report.reading.title_end } else { letters.len().min(BEGINNING) };
    let mut clauses = Vec::new();
    let mut from = 0;
    for to in 0..=end {
        if to < end && letters[to] != BREAK {
            continue;
        }
        let cut = to.min(from + LONGEST);
        if cut >= from + SHORTEST && !holds_a_number(&letters[from..cut]) {
            clauses.push((from, cut));
        }
        from = to + 1;
    }
    clauses
}

/// A phone or identity number must not become the name of a topic.
fn holds_a_number(letters: &[char]) -> bool {
    letters.windows(NUMBER).any(|window| window.iter().all(char::is_ascii_digit))
}

/// The weight of what the clause shares with the others, for its length. What only one report says is worth nothing.
fn worth(
    report: &Pieces,
    from: usize,
    to: usize,
    support: &FxHashMap<u32, usize>,
    reports: usize,
    commonness: &Commonness,
) -> f32 {
    let inside = |at: u16| (from..to).contains(&usize::from(at));
    let shared = report.grams.iter().filter(|gram| inside(gram.at));
    let sum: f32 = shared
        .map(|gram| commonness.weight(gram.hash) * part(support.get(&gram.hash).copied().unwrap_or(0), reports))
        .sum();
    sum / (length(to - from) + BREVITY)
}

/// The place that most reports name, in the words of the first of them, when it is at least half of them.
fn common_place(reports: &[Pieces]) -> Option<String> {
    let named =
        |key: u32| reports.iter().filter(|report| report.mentions.iter().any(|mention| mention.key == key)).count();
    let first = |report: &Pieces| {
        report.mentions.first().map(|mention| {
            (named(mention.key), report.reading.words(usize::from(mention.from), usize::from(mention.to)))
        })
    };
    let candidates = reports.iter().filter_map(first);
    // Of equally frequent ones the shortest is the one that nothing ran into.
    let best = candidates.min_by_key(|(named, name)| (std::cmp::Reverse(*named), name.chars().count()))?;
    (best.0 * 2 >= reports.len() && best.0 > 1).then_some(best.1)
}

#[expect(clippy::cast_precision_loss, reason = "a dozen reports")]
fn part(support: usize, reports: usize) -> f32 {
    support.saturating_sub(1) as f32 / (reports.max(2) - 1) as f32
}

#[expect(clippy::cast_precision_loss, reason = "at most thirty letters")]
fn length(letters: usize) -> f32 {
    letters as f32
}
