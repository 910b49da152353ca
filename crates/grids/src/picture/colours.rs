//! Which colour each grid has, and what the legend says about it.

use super::{Colour, Drawn};
use crate::layer::Layer;
use crate::overlay::Sheet;
use crate::plane::Plane;
use geo::{BoundingRect as _, Coord, Distance as _, Euclidean, Rect};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Hues that stay apart side by side, in print and for most who do not tell red from green (after Okabe and Ito, 2008, and Paul Tol's
/// light scheme), light enough for black letters.
const APART: [&str; 8] = ["#a6d3ec", "#f7c7a1", "#b9e0b4", "#f2e394", "#d9c2e9", "#f4b6c2", "#b4e3dd", "#d8d3c4"];
/// Five steps from few to many.
const STEPS: [&str; 5] = ["#eff6e8", "#cfe8c0", "#9fd3a0", "#63b287", "#2f8a6b"];
/// For what is not known.
const UNKNOWN: &str = "#e3e3e3";
/// Two grids are neighbours when they are no further apart. Metres.
const TOUCH_M: f64 = 1.0;
/// The most names that a legend lists.
const LISTED: usize = 12;

/// Colours and their legend.
pub(super) struct Colours {
    /// The colour of each grid.
    pub(super) of: Vec<&'static str>,
    /// What the legend is about, in Chinese and English; empty when there is none.
    pub(super) about: &'static str,
    /// Colours and what they stand for.
    pub(super) legend: Vec<(&'static str, String)>,
}

/// Chooses the colours.
pub(super) fn choose(layer: &Layer, grids: &[Drawn], plane: Plane, colour: Colour) -> Colours {
    match colour {
        Colour::Apart => {
            let one_each: Vec<usize> = (0..grids.len()).collect();
            Colours { of: coloured(layer, plane, &one_each), about: "", legend: Vec::new() }
        }
        Colour::Households => households(grids),
        Colour::Community => by_word(layer, grids, plane, "社区 community", |grid| grid.community.as_deref()),
        Colour::Worker => by_word(layer, grids, plane, "网格员 worker", |grid| grid.worker.as_deref()),
    }
}

/// Steps that hold about equally many grids each, with borders rounded to tens.
fn households(grids: &[Drawn]) -> Colours {
    let mut counts: Vec<u64> = grids.iter().filter_map(|grid| grid.households).collect();
    counts.sort_unstable();
    let mut borders: Vec<u64> = (1..STEPS.len())
        .filter_map(|n| counts.get(counts.len() * n / STEPS.len()))
        .map(|v| v.div_ceil(10) * 10)
        .collect();
    borders.dedup();
    let step = |count: u64| borders.iter().filter(|border| count >= **border).count();
    let of = grids.iter().map(|grid| grid.households.map_or(UNKNOWN, |count| STEPS[step(count)])).collect();
    let mut legend: Vec<(&'static str, String)> = Vec::new();
    if let (Some(least), Some(most)) = (counts.first(), counts.last()) {
        let mut low = *least;
        for (n, border) in borders.iter().filter(|border| **border > *least && **border <= *most).enumerate() {
            legend.push((STEPS[step(low).max(n)], format!("{low}–{}", border - 1)));
            low = *border;
        }
        legend.push((STEPS[step(low)], format!("{low}–{most}")));
    }
    if grids.iter().any(|grid| grid.households.is_none()) {
        legend.push((UNKNOWN, "未知 unknown".to_owned()));
    }
    Colours { of, about: "户数 households", legend }
}

fn by_word<'a>(
    layer: &Layer,
    grids: &'a [Drawn],
    plane: Plane,
    about: &'static str,
    word: impl Fn(&'a Drawn) -> Option<&'a str>,
) -> Colours {
    let words: Vec<Option<&str>> = grids.iter().map(word).collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words.iter().flatten() {
        let next = numbers.len();
        numbers.entry(word).or_insert(next);
    }
    let groups: Vec<usize> = words.iter().map(|word| word.map_or(usize::MAX, |word| numbers[word])).collect();
    let mut of = coloured(layer, plane, &groups);
    for (at, word) in words.iter().enumerate() {
        if word.is_none() {
            of[at] = UNKNOWN;
        }
    }
    let first = |word: &str| words.iter().position(|other| *other == Some(word)).map_or(UNKNOWN, |at| of[at]);
    let mut legend: Vec<(&'static str, String)> =
        numbers.keys().take(LISTED).map(|word| (first(word), (*word).to_owned())).collect();
    if numbers.len() > LISTED {
        legend.push(("none", format!("… 共 {} 个 / {} in all", numbers.len(), numbers.len())));
    }
    if words.contains(&None) {
        legend.push((UNKNOWN, "未知 unknown".to_owned()));
    }
    Colours { of, about, legend }
}

/// A colour for each group so that neighbouring groups differ: the group with the most neighbours chooses first, each the colour least
/// used so far among those its neighbours leave. A map needs four; eight leave room for groups that lie in several places.
fn coloured(layer: &Layer, plane: Plane, groups: &[usize]) -> Vec<&'static str> {
    let neighbours = neighbours(layer, plane);
    let mut beside: BTreeMap<usize, Vec<usize>> = groups.iter().map(|group| (*group, Vec::new())).collect();
    for (one, other) in neighbours {
        let (one, other) = (groups[one], groups[other]);
        if one != other {
            beside.entry(one).or_default().push(other);
            beside.entry(other).or_default().push(one);
        }
    }
    for list in beside.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    let mut order: Vec<usize> = beside.keys().copied().collect();
    order.sort_by_key(|group| (std::cmp::Reverse(beside[group].len()), *group));
    let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut used = [0_usize; APART.len()];
    for group in order {
        let mut clashes = [0_usize; APART.len()];
        for other in &beside[&group] {
            if let Some(colour) = chosen.get(other) {
                clashes[*colour] += 1;
            }
        }
        let colour =
            (0..APART.len()).min_by_key(|colour| (clashes[*colour], used[*colour], *colour)).unwrap_or_default();
        used[colour] += 1;
        chosen.insert(group, colour);
    }
    groups.iter().map(|group| APART[chosen[group]]).collect()
}

/// Pairs of features that touch.
fn neighbours(layer: &Layer, plane: Plane) -> Vec<(usize, usize)> {
    let flat: Vec<_> = layer.features.par_iter().map(|feature| plane.flatten(&feature.shape)).collect();
    let sheet = Sheet::of_flat(plane, flat);
    let each = |one: usize| {
        let grown = sheet.shapes()[one].bounding_rect().map(|bounds| {
            let by = Coord { x: TOUCH_M, y: TOUCH_M };
            Rect::new(bounds.min() - by, bounds.max() + by)
        });
        let near = grown.map(|bounds| sheet.near(bounds)).unwrap_or_default();
        let touches = |other: &usize| {
            *other > one && Euclidean.distance(&sheet.shapes()[one], &sheet.shapes()[*other]) <= TOUCH_M
        };
        near.into_iter().filter(touches).map(|other| (one, other)).collect::<Vec<_>>()
    };
    (0..layer.features.len()).into_par_iter().flat_map_iter(each).collect()
}
