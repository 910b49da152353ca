//! Why two reports are held to be like: places, phrases, distance, time and kind, in the words of the newer report.

use super::entry::Reason;
use super::likeness::Likeness;
use super::settings::Threshold;
use super::sketch::{Probe, Sketch};

/// Phrases that are shown.
const PHRASES: usize = 4;
/// Letters of the longest phrase that is shown.
const LONGEST: usize = 16;

impl Likeness {
    /// Whether it is one thing by place and time alone: the same kind, near enough, soon enough, and no other place named.
    pub(crate) fn is_same_spot(&self, threshold: &Threshold) -> bool {
        let near = self.metres.is_some_and(|metres| metres <= f64::from(threshold.within_m));
        let soon = self.hours.is_some_and(|hours| hours <= threshold.within_hours);
        near && soon && self.same_kind == Some(true) && !self.other_place
    }
}

/// The reasons, the weightiest first.
pub(crate) fn reasons(probe: &Probe, kept: &Sketch, likeness: &Likeness) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if likeness.copy {
        reasons.push(Reason::Copy);
    }
    let name = |from: u16, to: u16| probe.pieces.reading.words(usize::from(from), usize::from(to));
    for mention in probe.pieces.mentions.iter().take(super::sketch::PLACES).filter(|m| kept.places.contains(&m.key)) {
        reasons.push(Reason::Place { name: name(mention.from, mention.to) });
    }
    if likeness.other_place
        && let Some(place) = probe.pieces.mentions.first()
    {
        reasons.push(Reason::OtherPlace { name: name(place.from, place.to) });
    }
    reasons.extend(phrases(probe, kept).into_iter().map(|words| Reason::Phrase { words }));
    if let Some(metres) = likeness.metres {
        reasons.push(Reason::Metres { metres: whole(metres) });
    }
    if let Some(hours) = likeness.hours {
        reasons.push(Reason::Hours { hours: whole(f64::from(hours)) });
    }
    if likeness.same_kind == Some(true) {
        reasons.push(Reason::SameKind);
    }
    reasons
}

/// The shared pieces, neighbouring ones joined, the weightiest first and no phrase within another.
fn phrases(probe: &Probe, kept: &Sketch) -> Vec<String> {
    let mut shared: Vec<_> =
        kept.grams.iter().filter_map(|gram| probe.weights.at(*gram)).map(|at| &probe.pieces.grams[at]).collect();
    shared.sort_unstable_by_key(|gram| gram.at);
    let mut runs: Vec<(usize, usize, f32)> = Vec::new();
    for gram in shared {
        let (from, to) = (usize::from(gram.at), usize::from(gram.at) + usize::from(gram.letters));
        let weight = probe.weights.of(gram.hash);
        match runs.last_mut() {
            // Pieces that overlap, or touch, are one phrase.
            Some((begin, end, sum)) if from <= *end && to > *begin && to - *begin <= LONGEST => {
                *end = to.max(*end);
                *sum += weight;
            }
            _ => runs.push((from, to, weight)),
        }
    }
    runs.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let mut phrases: Vec<String> = Vec::new();
    for (from, to, _) in runs {
        let words = probe.pieces.reading.words(from, to);
        if phrases.len() < PHRASES && !phrases.iter().any(|phrase| phrase.contains(&words)) {
            phrases.push(words);
        }
    }
    phrases
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative; a cast from float keeps to the range of the type"
)]
fn whole(value: f64) -> u32 {
    value.round() as u32
}
