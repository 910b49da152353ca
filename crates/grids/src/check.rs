//! What is wrong with a net: gaps, overlaps, slivers, crossing rings, wrong nesting, codes that stand twice. Each by name, with its
//! place and the repair that is proposed.
//!
//! Reading order: [`shape`] (one feature by itself), [`tangle`] (rings that cross), [`cover`] (features beside each other), [`nest`]
//! (grids in their communities), [`mend`] (the safe repairs).

mod cover;
mod mend;
mod nest;
mod shape;
mod tangle;

pub use mend::{Changed, Mended, mend};

use crate::layer::Layer;
use crate::overlay::Sheet;
use crate::problem::{Problem, RepairState, Spot};
use geo::{CoordsIter as _, MultiPolygon};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// From which size on something is a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Overlaps and gaps below this area, in square metres, are noise of the drawing.
    pub least_m2: f64,
    /// An overlap or gap whose mean width is below this, in metres, is a sliver, which may be snapped to a neighbour.
    pub sliver_width_m: f64,
    /// Features of more points are not laid over their neighbours, so that one of them cannot hold up the rest.
    pub most_points: usize,
    /// The most problems of one code that are told one by one.
    pub most_of_a_code: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { least_m2: 0.5, sliver_width_m: 1.0, most_points: 100_000, most_of_a_code: 1000 }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    /// The problems, in the order of the features; of each code no more than the settings say.
    pub problems: Vec<Problem>,
    /// How many there are of each code, those left out included, in the order of the codes.
    pub counts: Vec<(&'static str, usize)>,
}

impl Findings {
    /// Whether nothing is wrong. A ring that runs the wrong way round spoils nothing and does not count.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.counts.iter().all(|(code, _)| *code == "wrong_orientation")
    }
}

/// Checks a layer, and where the shapes of the communities are given, how its features lie in them.
#[must_use]
pub fn check(layer: &Layer, within: Option<&Layer>, settings: &Settings) -> Findings {
    let alone = |(n, feature)| shape::problems(n + 1, feature, settings);
    let mut problems: Vec<Problem> = layer.features.par_iter().enumerate().flat_map_iter(alone).collect();
    problems.extend(codes_twice(layer));
    let sheet = sheet(layer, settings);
    problems.extend(cover::overlaps(layer, &sheet, settings));
    match within {
        None => problems.extend(cover::gaps(&sheet, settings)),
        Some(within) => problems.extend(nest::problems(layer, &sheet, within, settings)),
    }
    gather(problems, settings)
}

/// The layer laid flat; what has too many points stays out.
fn sheet(layer: &Layer, settings: &Settings) -> Sheet {
    let nothing = MultiPolygon::new(Vec::new());
    let fits = |shape: &MultiPolygon<f64>| shape.coords_count() <= settings.most_points;
    let shapes: Vec<_> = layer.features.iter().map(|f| if fits(&f.shape) { &f.shape } else { &nothing }).collect();
    Sheet::of(crate::overlay::plane_over(shapes.iter().copied()), &shapes)
}

fn codes_twice(layer: &Layer) -> Vec<Problem> {
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    let mut found = Vec::new();
    for (n, feature) in layer.features.iter().enumerate() {
        let id = feature.id.as_str();
        // `#7` is no id but a place in the file.
        if id.starts_with('#') {
            continue;
        }
        let known = *first.entry(id).or_insert(n);
        if known != n {
            let spot = spot(layer, n);
            let zh = format!("代码 `{id}` 已用于第 {} 个要素", known + 1);
            let en = format!("the code `{id}` is that of feature {} already", known + 1);
            let (fix_zh, fix_en) = ("另编一个代码，或合并两个要素", "give it a code of its own, or join the two");
            let problem =
                Problem::new("duplicate_code", spot, zh, en).mended_by(RepairState::ForAPerson, fix_zh, fix_en);
            found.push(problem.with(format!("#{}", known + 1)));
        }
    }
    found
}

/// The spot of a feature, with its first point to look at.
fn spot(layer: &Layer, n: usize) -> Spot {
    let feature = &layer.features[n];
    let spot = Spot::feature(n + 1, &feature.id);
    match feature.shape.coords_iter().next() {
        Some(point) => spot.at(point.x, point.y),
        None => spot,
    }
}

fn gather(mut problems: Vec<Problem>, settings: &Settings) -> Findings {
    problems.sort_by_key(|problem| problem.place.feature);
    let mut counts = std::collections::BTreeMap::new();
    problems.retain(|problem| {
        let count = counts.entry(problem.code).or_insert(0_usize);
        *count += 1;
        *count <= settings.most_of_a_code
    });
    Findings { problems, counts: counts.into_iter().collect() }
}
