//! What a person should be asked, and what is learnt from the answers.

use crate::history::act::{Doubt, Figures};
use crate::link::{Linked, Ties};
use crate::plan::Plan;
use crate::register::{Register, Row};
use crate::weigh::{Millibits, probability, score_of};
use rustc_hash::{FxHashMap, FxHashSet};

/// The most telling questions, at most so many.
///
/// Of all pairs between two groups the surest is asked, of the joins within a group the least sure. A question tells the more, the
/// nearer its score is to the line and the more pairs of records hang on the answer; no record is asked about twice.
#[must_use]
pub fn doubts(linked: &Linked, plan: &Plan, ties: &Ties, name: impl Fn(Row) -> String, most: usize) -> Vec<Doubt> {
    let mut sizes: FxHashMap<Row, u32> = FxHashMap::default();
    for group in linked.clusters.groups() {
        sizes.insert(linked.clusters.of(group[0]), u32::try_from(group.len()).unwrap_or(u32::MAX));
    }
    let size = |row: Row| sizes.get(&linked.clusters.of(row)).copied().unwrap_or(1);
    let near = score_of(1.0 - plan.thresholds.review);
    let mut open: Vec<(f64, Doubt, Row, Row)> = Vec::new();
    let mut between: FxHashMap<(Row, Row), (Millibits, Row, Row)> = FxHashMap::default();
    for edge in linked.edges.iter().filter(|edge| (edge.score - ties.shift).abs() <= near) {
        let (a, b) = (linked.clusters.of(edge.a), linked.clusters.of(edge.b));
        if a == b || ties.apart.between([&edge.a], [&edge.b]) {
            continue;
        }
        let best = between.entry((a.min(b), a.max(b))).or_insert((edge.score, edge.a, edge.b));
        *best = (*best).max((edge.score, edge.a, edge.b));
    }
    let joins = linked.clusters.joins().iter().map(|join| (join.score, join.a, join.b));
    let joins = joins.filter(|(score, ..)| (score - ties.shift).abs() <= near);
    for (score, a, b) in between.into_values().chain(joins) {
        let decides = if linked.clusters.of(a) == linked.clusters.of(b) {
            size(a).saturating_sub(1)
        } else {
            size(a).saturating_mul(size(b))
        };
        let worth = uncertainty(score - ties.shift) * f64::from(decides.min(MOST_DECIDED));
        open.push((worth, Doubt { left: name(a), right: name(b), score, decides }, a, b));
    }
    open.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then((one.2, one.3).cmp(&(other.2, other.3))));
    let mut asked: FxHashSet<Row> = FxHashSet::default();
    let mut chosen = Vec::new();
    for (_, doubt, a, b) in open {
        if chosen.len() == most {
            break;
        }
        if !asked.contains(&a) && !asked.contains(&b) {
            asked.extend([a, b]);
            chosen.push(doubt);
        }
    }
    chosen
}

/// Beyond so many pairs an answer counts no more: one enormous group would take all the questions.
const MOST_DECIDED: u32 = 16;

/// Bits of information that an answer gives at most: one at the line, none where the score is sure.
fn uncertainty(score: Millibits) -> f64 {
    let p = probability(score);
    let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    part(p) + part(1.0 - p)
}

/// How many of the pairs compared are expected to be one, and how many of the linked are.
#[must_use]
pub fn figures(linked: &Linked, register: &Register, ties: &Ties) -> Figures {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut figures =
        Figures { records: count(register.len()), pairs_scored: count(linked.pairs_scored), ..Figures::default() };
    for edge in &linked.edges {
        let p = probability(edge.score - ties.shift);
        figures.expected_all += p;
        if linked.clusters.of(edge.a) == linked.clusters.of(edge.b) {
            figures.pairs_linked += 1;
            figures.expected_right += p;
        }
    }
    figures
}

/// How far off the line is believed to be before anybody has answered, in bits (one standard deviation).
const DOUBT_OF_LINE: f64 = 3.0;

/// By how much the answers move the line: the shift under which scores and answers fit best, held to zero by [`DOUBT_OF_LINE`].
///
/// The odds before anything is compared are what learning without labels knows worst, and they are one number in every score; so one
/// number is what is learnt. That questions were chosen near the line does no harm, since the score of each is given.
#[must_use]
pub fn shift(answers: &[(Millibits, bool)]) -> Millibits {
    let bits = std::f64::consts::LN_2;
    let mut shift = 0.0_f64;
    // The sum is smooth and has one summit; Newton's steps reach it in a few rounds, and shorter ones always do.
    for _ in 0..100 {
        let (mut slope, mut bend) = (-shift / (DOUBT_OF_LINE * DOUBT_OF_LINE), 1.0 / (DOUBT_OF_LINE * DOUBT_OF_LINE));
        for (score, same) in answers {
            let p = 1.0 / (1.0 + (-(f64::from(*score) / 1000.0 - shift) * bits).exp());
            slope -= bits * (f64::from(u8::from(*same)) - p);
            bend += bits * bits * p * (1.0 - p);
        }
        let step = (slope / bend).clamp(-1.0, 1.0);
        shift += step;
        if step.abs() < 1e-6 {
            break;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "clamped to 24 bits before")]
    let millibits = (shift.clamp(-24.0, 24.0) * 1000.0).round() as Millibits;
    millibits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_move_the_line_towards_what_they_say_and_few_move_it_little() {
        assert_eq!(shift(&[]), 0);
        let no = vec![(3_000, false); 40];
        let yes: Vec<_> = (0..40).map(|n| (9_000 + n, true)).collect();
        let moved = shift(&[no.clone(), yes].concat());
        assert!((3_000..9_000).contains(&moved), "{moved}");
        assert!(shift(&no[..1]) < moved && shift(&no[..1]) > 0);
        let yes_below: Vec<_> = (0..40).map(|_| (-3_000, true)).collect();
        assert!(shift(&yes_below) < -2_000);
    }
}
