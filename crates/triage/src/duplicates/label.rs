//! What some reports are about, in the citizens' own words: the clause that says most of what they have in common, with its place.

use super::commonness::Commonness;
use super::reading::BREAK;
use super::sketch::Pieces;
use rustc_hash::FxHashMap;

/// Letters of the shortest clause that says something.
const SHORTEST: usize = 4;
/// Letters of the shortest name of a place that is set before a clause.
const SHORTEST_PLACE: usize = 3;
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

/// The whole title when it is short, otherwise its clauses; those of the beginning where there is no title.
fn clauses(report: &Pieces) -> Vec<(usize, usize)> {
    let letters = &report.reading.letters;
    let title_end = report.reading.title_end;
    let has_title = letters.get(title_end.wrapping_sub(1)).is_some_and(|c| *c == BREAK);
    if has_title && (SHORTEST..=LONGEST).contains(&title_end) && !holds_a_number(&letters[..title_end]) {
        return vec![(0, title_end - 1)];
    }
    let end = if has_title { title_end } else { letters.len().min(BEGINNING) };
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

/// The place that most reports name, when it is at least half of them: the letters that they have in common, for what runs into a name from
/// the left is seldom the same twice.
fn common_place(reports: &[Pieces]) -> Option<String> {
    let by = |key: u32| {
        reports.iter().filter_map(move |report| Some((report, report.mentions.iter().find(|m| m.key == key)?)))
    };
    let firsts = reports.iter().filter_map(|report| report.mentions.first());
    let most = firsts.max_by_key(|mention| (by(mention.key).count(), std::cmp::Reverse(mention.key)))?;
    let stands_out = by(most.key).any(|(_, mention)| mention.in_title);
    if by(most.key).count() * 2 < reports.len() || !stands_out {
        return None;
    }
    let names: Vec<Vec<char>> =
        by(most.key).map(|(report, m)| report.reading.words(m.from.into(), m.to.into()).chars().collect()).collect();
    let (first, others) = names.split_first()?;
    let shared = |other: &Vec<char>| first.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let length = others.iter().map(shared).min()?;
    let name: String = first[first.len() - length..].iter().collect();
    // 有限公司 and the like are what firms have in common, not the name of one.
    (length >= SHORTEST_PLACE && !name.ends_with("公司")).then_some(name)
}

#[expect(clippy::cast_precision_loss, reason = "a dozen reports")]
fn part(support: usize, reports: usize) -> f32 {
    support.saturating_sub(1) as f32 / (reports.max(2) - 1) as f32
}

#[expect(clippy::cast_precision_loss, reason = "at most thirty letters")]
fn length(letters: usize) -> f32 {
    letters as f32
}
