//! What is kept of a report: its weightiest pieces and places as numbers, its point, time and kind. No word of it can be read back.

use super::Entry;
use super::commonness::Commonness;
use super::places::{Gazetteer, Mention};
use super::reading::{Gram, Reading, both};
use super::weights::Weights;
use jingwei_terms::Location;

/// Pieces kept of a report.
pub(crate) const GRAMS: usize = 40;
/// Places kept of a report.
pub(crate) const PLACES: usize = 4;
/// Pieces by which a report is found …
const KEYS: usize = 12;
/// … and pieces by which one looks for others: more, since what is rare for the one may be the other's thirteenth.
const PROBES: usize = 20;
/// Of so many places …
const PAIRED_PLACES: usize = 2;
/// … each is joined with so many pieces of the matter, so that a case is found among a thousand others of its compound.
const PAIRED_GRAMS: usize = 4;
/// A piece weighs at most this much when the matter is looked for: the matter is what is said again and again, not the rarest slip.
const MATTER: f32 = 4.0;
/// Pieces of the title count so many times when the weightiest are chosen: people put into it what it is about.
const TITLE: f32 = 2.0;
/// What a piece gains by standing there so many times: one and half the logarithm.
const AGAIN: [f32; 9] = [1.0, 1.0, 1.347, 1.549, 1.693, 1.805, 1.896, 1.973, 2.04];
/// Side of a geographic cell, in degrees: some hundred metres.
const CELL: f64 = 0.001;

/// What is kept of one report.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    /// The weightiest pieces, the weightiest first; 0 where there are no more.
    pub(crate) grams: [u32; GRAMS],
    /// Which of them stand in the title, or where there is none, at the beginning: a bit each.
    pub(crate) lead: u64,
    /// Which of those are part of a place's name: a bit each.
    pub(crate) name: u64,
    /// What they weigh together: all, those of the title, those of names in the title.
    pub(crate) weight: [f32; 3],
    /// Places by their number, the title's first; 0 where there are no more.
    pub(crate) places: [u32; PLACES],
    /// The point.
    pub(crate) point: Option<Location>,
    /// Seconds since 1970, when the time is known.
    pub(crate) at_s: Option<i64>,
    /// The number of its kind; 0 when it is not known.
    pub(crate) kind: u16,
    /// Equal for equal texts.
    pub(crate) fingerprint: u64,
    /// Place and matter together.
    pairs: [u32; PAIRED_PLACES * PAIRED_GRAMS],
}

/// The part of a report that needs no index: it can be read on any core.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// The letters.
    pub(crate) reading: Reading,
    /// All pieces.
    pub(crate) grams: Vec<Gram>,
    /// All places, the title's first.
    pub(crate) mentions: Vec<Mention>,
}

/// A report to be held against others: its sketch, and what every piece of it weighs.
#[derive(Debug)]
pub(crate) struct Probe {
    /// What it was made of.
    pub(crate) pieces: Pieces,
    /// What is kept of it.
    pub(crate) sketch: Sketch,
    /// What its pieces weigh.
    pub(crate) weights: Weights,
    /// Where it lies in the index, when it was put in.
    pub(crate) slot: Option<u32>,
}

impl Pieces {
    pub(crate) fn of<I>(entry: &Entry<'_, I>, gazetteer: &Gazetteer) -> Self {
        let reading = Reading::of(entry);
        let (grams, mentions) = (reading.grams(), gazetteer.places(&reading));
        Self { reading, grams, mentions }
    }

    /// Every number that the commonness is learned of, each once.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.grams.iter().map(|gram| gram.hash).chain(self.mentions.iter().map(|mention| mention.key))
    }

    /// Which letters are part of a place's name.
    fn named(&self) -> Vec<bool> {
        let mut named = vec![false; self.reading.letters.len()];
        for mention in &self.mentions {
            named[usize::from(mention.from)..usize::from(mention.to)].fill(true);
        }
        named
    }
}

impl Probe {
    /// Weighs the pieces of a report.
    pub(crate) fn new<I>(pieces: Pieces, entry: &Entry<'_, I>, kind: u16, commonness: &Commonness) -> Self {
        let mut weights = Weights::for_pieces(pieces.grams.len());
        let named = pieces.named();
        let mut ranked = Ranked::for_pieces(pieces.grams.len());
        let mut matter = Ranked::for_pieces(pieces.grams.len());
        for (i, gram) in pieces.grams.iter().enumerate() {
            let (weight, emphasis) = (commonness.weight(gram.hash), emphasis(gram));
            weights.enter(gram.hash, weight, i);
            ranked.add(weight * emphasis, i);
            if !named[usize::from(gram.at)] {
                matter.add(weight.min(MATTER) * emphasis, i);
            }
        }
        let mut sketch = Sketch::bare(entry, kind, pieces.reading.fingerprint());
        for (rank, i) in ranked.first(GRAMS).enumerate() {
            let gram = &pieces.grams[i];
            weights.rank(gram.hash, rank);
            sketch.keep(rank, gram, named[usize::from(gram.at)], weights.of(gram.hash));
        }
        sketch.places.iter_mut().zip(&pieces.mentions).for_each(|(place, mention)| *place = mention.key);
        sketch.pairs = pairs(&pieces, matter);
        Self { pieces, sketch, weights, slot: None }
    }

    /// The numbers under which one looks for others.
    pub(crate) fn probes(&self) -> impl Iterator<Item = u32> + '_ {
        self.sketch.text_keys(PROBES).chain(self.sketch.point.into_iter().flat_map(cells_around))
    }
}

impl Sketch {
    fn bare<I>(entry: &Entry<'_, I>, kind: u16, fingerprint: u64) -> Self {
        Self {
            grams: [0; GRAMS],
            lead: 0,
            name: 0,
            weight: [0.0; 3],
            places: [0; PLACES],
            point: entry.location,
            at_s: entry.at.map(jiff::Timestamp::as_second),
            kind,
            fingerprint,
            pairs: [0; PAIRED_PLACES * PAIRED_GRAMS],
        }
    }

    fn keep(&mut self, rank: usize, gram: &Gram, in_name: bool, weight: f32) {
        self.grams[rank] = gram.hash;
        self.weight[0] += weight;
        if gram.in_title {
            self.lead |= 1 << rank;
            self.weight[1] += weight;
            if in_name {
                self.name |= 1 << rank;
                self.weight[2] += weight;
            }
        }
    }

    /// The numbers under which it is found.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        self.text_keys(KEYS).chain(self.point.map(|point| cell(point, 0, 0)))
    }

    /// Whether there is nothing to compare: no piece at all, and no point.
    pub(crate) fn is_empty(&self) -> bool {
        self.grams[0] == 0 && self.point.is_none()
    }

    fn text_keys(&self, grams: usize) -> impl Iterator<Item = u32> + '_ {
        let grams = self.grams.iter().take(grams);
        grams.chain(&self.places).chain(&self.pairs).copied().filter(|key| *key != 0)
    }
}

fn emphasis(gram: &Gram) -> f32 {
    let again = AGAIN[usize::from(gram.times).min(AGAIN.len() - 1)];
    if gram.in_title { TITLE * again } else { again }
}

/// Every one of the first places with every one of the pieces that speak of the matter: repeated, in the title, and no part of a name.
fn pairs(pieces: &Pieces, matter: Ranked) -> [u32; PAIRED_PLACES * PAIRED_GRAMS] {
    let mut pairs = [0; PAIRED_PLACES * PAIRED_GRAMS];
    let places = pieces.mentions.iter().take(PAIRED_PLACES);
    let matter: Vec<u32> = matter.first(PAIRED_GRAMS).map(|i| pieces.grams[i].hash).collect();
    let all = places.flat_map(|place| matter.iter().map(|gram| both(place.key, *gram)));
    pairs.iter_mut().zip(all).for_each(|(slot, pair)| *slot = pair);
    pairs
}

/// Pieces by their weight, each as one number: the bits of a positive float stand in the order of its value, and of equal ones the earlier
/// piece comes out first.
struct Ranked(Vec<u64>);

impl Ranked {
    fn for_pieces(pieces: usize) -> Self {
        Self(Vec::with_capacity(pieces))
    }

    fn add(&mut self, weight: f32, piece: usize) {
        if weight > 0.0 {
            let piece = u32::try_from(piece).expect("a report is read as far as a thousand letters");
            self.0.push(u64::from(weight.to_bits()) << 32 | u64::from(u32::MAX - piece));
        }
    }

    /// The weightiest so many, the weightiest first.
    fn first(mut self, most: usize) -> impl Iterator<Item = usize> {
        let descending = |a: &u64, b: &u64| b.cmp(a);
        if self.0.len() > most {
            self.0.select_nth_unstable_by(most, descending);
            self.0.truncate(most);
        }
        self.0.sort_unstable_by(descending);
        let piece = |ranked: u64| usize::try_from(u64::from(u32::MAX) - (ranked & u64::from(u32::MAX)));
        self.0.into_iter().map(move |ranked| piece(ranked).expect("it was the number of a piece when it was added"))
    }
}

fn cells_around(point: Location) -> impl Iterator<Item = u32> {
    (-1..=1).flat_map(move |east| (-1..=1).map(move |north| cell(point, east, north)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "degrees divided by a cell are far below 2^31, and only the bits are wanted"
)]
fn cell(point: Location, east: i32, north: i32) -> u32 {
    let x = (point.lng() / CELL).floor() as i32 + east;
    let y = (point.lat() / CELL).floor() as i32 + north;
    both(x as u32 ^ 0x5bd1_e995, y as u32)
}
