//! How sure it is that two reports speak of one problem: what they share and what speaks against it, weighed into one number.

use super::sketch::{Probe, Sketch};
use super::weights::NOT_KEPT;

/// Below this much of either's names, the titles name different places.
const SAME_NAME: f32 = 0.2;

/// What two reports share. Shares are of weight, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likeness {
    /// How much of what is kept of the older stands in the newer.
    pub(crate) cover: f32,
    /// How much of what is kept of the newer is kept of the older.
    pub(crate) back: f32,
    /// The first, of the older one's title alone.
    pub(crate) lead: f32,
    /// The second, of the newer one's title alone.
    pub(crate) lead_back: f32,
    /// Both titles name a place, and neither knows the other's.
    pub(crate) other_place: bool,
    /// Metres between the points, when both are known.
    pub(crate) metres: Option<f64>,
    /// Hours between the reports, when both are known.
    pub(crate) hours: Option<f32>,
    /// Whether the kinds agree, when both are known.
    pub(crate) same_kind: Option<bool>,
    /// Letter for letter the same.
    pub(crate) copy: bool,
}

/// What each measure is worth, in the logarithm of the odds.
///
/// Found by logistic regression on labelled pairs of one city's messages (`tests/data/att3_pairs.csv`, and as further negatives what
/// the index took for like across labelled clusters); with five folds of whole clusters the area under the curve is 0.956. There are
/// so few of them that they carry over, and the threshold is set per kind on a city's own pairs. What messages without points or kinds
/// cannot teach is set by hand, with its reason beside it.
mod worth {
    pub(super) const NOTHING: f32 = -2.3;
    pub(super) const COVER: f32 = 5.9;
    pub(super) const BACK: f32 = 2.9;
    pub(super) const LEAD: f32 = 4.5;
    pub(super) const LEAD_BACK: f32 = 2.3;
    pub(super) const OTHER_PLACE: f32 = -1.4;
    /// Of the logarithm of the days between, plus one.
    pub(super) const DAYS: f32 = -0.41;
    /// By hand: a copy of a text that is nearly empty must still be a copy.
    pub(super) const COPY: f32 = 4.0;
    /// By hand: kinds are often wrong at intake, so they say little.
    pub(super) const SAME_KIND: f32 = 0.4;
    pub(super) const OTHER_KIND: f32 = -0.8;
}

impl Likeness {
    /// Holds a newer report against one that is kept.
    pub(crate) fn of(newer: &Probe, kept: &Sketch) -> Self {
        let new = &newer.sketch;
        let (mut cover, mut back) = ([0.0; 3], [0.0; 3]);
        for (i, gram) in kept.grams.iter().enumerate() {
            let (weight, rank) = newer.weights.with_rank(*gram);
            if *gram == 0 || weight == 0.0 {
                continue;
            }
            add(&mut cover, kept, i, weight);
            if rank != NOT_KEPT {
                add(&mut back, new, usize::from(rank), weight);
            }
        }
        let named = kept.weight[2] > 0.0 && new.weight[2] > 0.0;
        Self {
            cover: share(cover[0], kept.weight[0]),
            back: share(back[0], new.weight[0]),
            lead: share(cover[1], kept.weight[1]),
            lead_back: share(back[1], new.weight[1]),
            other_place: named
                && share(cover[2], kept.weight[2]) < SAME_NAME
                && share(back[2], new.weight[2]) < SAME_NAME,
            metres: new.point.zip(kept.point).map(|(a, b)| a.distance_m(&b)),
            hours: new.at_s.zip(kept.at_s).map(|(a, b)| hours(a.abs_diff(b))),
            same_kind: (new.kind != 0 && kept.kind != 0).then_some(new.kind == kept.kind),
            copy: new.fingerprint == kept.fingerprint && kept.grams[0] != 0,
        }
    }

    /// How sure it is, from 0 to 1.
    pub(crate) fn score(&self) -> f32 {
        let mut odds = worth::NOTHING
            + worth::COVER * self.cover
            + worth::BACK * self.back
            + worth::LEAD * self.lead
            + worth::LEAD_BACK * self.lead_back;
        if self.other_place {
            odds += worth::OTHER_PLACE;
        }
        if self.copy {
            odds += worth::COPY;
        }
        if let Some(hours) = self.hours {
            odds += worth::DAYS * (hours / 24.0).ln_1p();
        }
        odds += self.metres.map_or(0.0, distance);
        odds += match self.same_kind {
            Some(true) => worth::SAME_KIND,
            Some(false) => worth::OTHER_KIND,
            None => 0.0,
        };
        1.0 / (1.0 + (-odds).exp())
    }
}

/// What the distance is worth, by hand: points close by speak for one problem, points far apart against it; a point given on a map is
/// easily a hundred metres off, so up to 300 m it says nothing.
fn distance(metres: f64) -> f32 {
    match metres {
        m if m <= 50.0 => 1.0,
        m if m <= 300.0 => 0.0,
        m if m <= 1000.0 => -1.5,
        _ => -3.0,
    }
}

/// Adds a piece to the sums of all, of the title, and of the names in the title.
fn add(sums: &mut [f32; 3], of: &Sketch, rank: usize, weight: f32) {
    sums[0] += weight;
    if of.lead >> rank & 1 == 1 {
        sums[1] += weight;
    }
    if of.name >> rank & 1 == 1 {
        sums[2] += weight;
    }
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "hours between reports, rounded anyway")]
fn hours(seconds: u64) -> f32 {
    (seconds / 60) as f32 / 60.0
}
