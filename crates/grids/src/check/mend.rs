//! The safe repairs: those that change no more ground than the noise of the drawing, and after which nobody has lost anything.

use super::tangle::{Tangle, tangle};
use super::{Settings, cover, sheet};
use crate::layer::Layer;
use crate::measure::{area_m2, runs_against_the_clock};
use crate::overlay::{Sheet, mended, united};
use crate::plane::Plane;
use geo::{
    Area as _, BooleanOps as _, BoundingRect as _, Buffer as _, Coord, CoordsIter as _, LineString, MapCoords as _,
    MultiPolygon, Polygon,
};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::VecDeque;

/// A layer after its repairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// The layer.
    pub layer: Layer,
    /// What was done to which feature, in the order of the layer.
    pub changed: Vec<Changed>,
}

/// What was done to a feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// The codes of the problems that were mended.
    pub mended: Vec<&'static str>,
    /// Its area before, in square metres.
    pub area_before_m2: f64,
    /// Its area after, in square metres.
    pub area_after_m2: f64,
}

/// Metres by which a gap is grown before it is joined to a neighbour.
const GROWN_M: f64 = 0.001;

/// Makes the safe repairs: repeats dropped, spikes cut, rings without area dropped, rings turned, rings that touch themselves split,
/// slivers given to one neighbour. What is for a person to decide stays as it is.
#[must_use]
pub fn mend(layer: &Layer, settings: &Settings) -> Mended {
    let mut layer = layer.clone();
    let before: Vec<f64> = layer.features.iter().map(|feature| area_m2(&feature.shape)).collect();
    let mut made: Vec<Vec<&'static str>> =
        layer.features.iter_mut().map(|feature| cleaned(&mut feature.shape)).collect();
    snap_overlaps(&mut layer, &mut made, settings);
    snap_gaps(&mut layer, &mut made, settings);
    let changed = layer.features.iter().zip(before).zip(made).filter(|(_, made)| !made.is_empty()).map(
        |((feature, before), made)| Changed {
            id: feature.id.clone(),
            mended: made,
            area_before_m2: before,
            area_after_m2: area_m2(&feature.shape),
        },
    );
    let changed = changed.collect();
    Mended { layer, changed }
}

/// Mends one shape by itself.
fn cleaned(shape: &mut MultiPolygon<f64>) -> Vec<&'static str> {
    let mut made = Vec::new();
    *shape = tidied(std::mem::take(&mut shape.0), &mut made);
    if matches!(tangle(shape), Some(Tangle::Touches(_))) {
        made.push("self_touching");
        let plane = Plane::over(shape.bounding_rect().unwrap_or_else(|| geo::Rect::new((0.0, 0.0), (0.0, 0.0))));
        let split = plane.restore(&mended(&plane.flatten(shape)));
        *shape = with_numbers_of(&split, &[shape]);
    }
    made.sort_unstable();
    made.dedup();
    made
}

/// These polygons, each ring mended by itself; a ring that encloses nothing is left out.
fn tidied(polygons: Vec<Polygon<f64>>, made: &mut Vec<&'static str>) -> MultiPolygon<f64> {
    let tidied = polygons.into_iter().filter_map(|polygon| {
        let (outer, holes) = polygon.into_inner();
        let outer = ring(outer, true, made)?;
        Some(Polygon::new(outer, holes.into_iter().filter_map(|hole| ring(hole, false, made)).collect()))
    });
    MultiPolygon(tidied.collect())
}

/// A ring without repeats and spikes, running the right way round; nothing when it encloses nothing.
fn ring(mut ring: LineString<f64>, outer: bool, made: &mut Vec<&'static str>) -> Option<LineString<f64>> {
    let points = ring.0.len();
    ring.0.dedup();
    if ring.0.len() < points {
        made.push("repeated_points");
    }
    if first_spike(&ring).is_some() {
        made.push("spike");
        ring = bare(&ring);
    }
    if encloses_nothing(&ring) {
        made.push("no_area");
        return None;
    }
    if runs_against_the_clock(&ring).is_some_and(|against| against != outer) {
        made.push("wrong_orientation");
        ring.0.reverse();
    }
    Some(ring)
}

/// The shape with its repeats and spikes taken out, and nothing else done.
pub(super) fn without_spikes(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let polygon = |p: &Polygon<f64>| Polygon::new(bare(p.exterior()), p.interiors().iter().map(bare).collect());
    MultiPolygon(shape.iter().map(polygon).collect())
}

/// Whether nothing of a ring is left when its spikes are cut off. One whose loops cancel each other out does enclose ground; that it
/// crosses itself is told, and it is for a person to put right.
pub(super) fn encloses_nothing(ring: &LineString<f64>) -> bool {
    bare(ring).0.len() < 4
}

/// The first point at which a closed ring turns straight back, repeats passed over.
pub(super) fn first_spike(ring: &LineString<f64>) -> Option<usize> {
    let last = ring.0.len().checked_sub(1)?;
    let places: Vec<usize> = (0..last).filter(|n| ring.0[*n] != ring.0[n + 1]).collect();
    let at = |k: usize| ring.0[places[k % places.len()]];
    let spike = |k: &usize| turns_back(at(k + places.len() - 1), at(*k), at(k + 1));
    (0..places.len()).filter(|_| places.len() > 2).find(spike).map(|k| places[k])
}

/// A closed ring without repeats and spikes, in one walk: when a point turns back it goes, and the one before it is looked at anew.
fn bare(ring: &LineString<f64>) -> LineString<f64> {
    let mut kept: VecDeque<Coord<f64>> = VecDeque::with_capacity(ring.0.len());
    for &point in &ring.0[..ring.0.len().saturating_sub(1)] {
        while kept.len() > 1 && turns_back(kept[kept.len() - 2], kept[kept.len() - 1], point) {
            kept.pop_back();
        }
        if kept.back() != Some(&point) {
            kept.push_back(point);
        }
    }
    // The walk began anywhere, so that its two ends are still to be looked at.
    while kept.len() > 2 {
        let (n, front, back) = (kept.len(), kept[0], kept[kept.len() - 1]);
        if front == back || turns_back(kept[n - 2], back, front) {
            kept.pop_back();
        } else if turns_back(back, front, kept[1]) {
            kept.pop_front();
        } else {
            break;
        }
    }
    kept.extend(kept.front().copied());
    LineString(kept.into())
}

/// Whether the way turns straight back at `here`. One that comes back within a thousandth of a radian is a slip of the hand, as no
/// border runs so.
fn turns_back(before: Coord<f64>, here: Coord<f64>, after: Coord<f64>) -> bool {
    let (ux, uy, vx, vy) = (before.x - here.x, before.y - here.y, after.x - here.x, after.y - here.y);
    let (along, across) = (ux * vx + uy * vy, ux * vy - uy * vx);
    along > 0.0 && across.abs() < 1e-3 * along
}

/// Takes slivers that two features claim off the later one.
fn snap_overlaps(layer: &mut Layer, made: &mut [Vec<&'static str>], settings: &Settings) {
    let flat = sheet(layer, settings);
    let mut shapes: FxHashMap<usize, MultiPolygon<f64>> = FxHashMap::default();
    for piece in flat.shared_within() {
        if piece.area_m2 < settings.least_m2 || !cover::is_sliver(&piece.shape, settings) {
            continue;
        }
        let shape = shapes.entry(piece.right).or_insert_with(|| flat.shapes()[piece.right].clone());
        let left = shape.difference(&flat.shapes()[piece.left]);
        if left.unsigned_area() > 0.0 {
            *shape = left;
            made[piece.right].push("sliver_overlap");
        }
    }
    put_back(layer, &flat, shapes);
}

/// Gives slivers that nobody claims to the neighbour with the longest common border.
fn snap_gaps(layer: &mut Layer, made: &mut [Vec<&'static str>], settings: &Settings) {
    let flat = sheet(layer, settings);
    let mut shapes: FxHashMap<usize, MultiPolygon<f64>> = FxHashMap::default();
    for hole in cover::holes(&flat) {
        if hole.unsigned_area() < settings.least_m2 || !cover::is_sliver(&hole, settings) {
            continue;
        }
        // The hole is grown a little, since laying shapes over one another rounds each border its own way and would leave a
        // thread between the hole and the neighbour; what it then takes of other neighbours is given back.
        let grown = hole.buffer(GROWN_M);
        let near = grown.bounding_rect().map(|bounds| flat.near(bounds)).unwrap_or_default();
        let shared = |n: usize| flat.shapes()[n].intersection(&grown).unsigned_area();
        let by_border = near.iter().map(|n| (*n, shared(*n))).filter(|(_, area)| *area > 0.0);
        let Some((n, _)) = by_border.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) else { continue };
        let others = united(near.iter().filter(|other| **other != n).map(|other| &flat.shapes()[*other]));
        let shape = shapes.entry(n).or_insert_with(|| flat.shapes()[n].clone());
        *shape = shape.union(&grown.difference(&others));
        made[n].push("sliver_gap");
    }
    put_back(layer, &flat, shapes);
}

fn put_back(layer: &mut Layer, flat: &Sheet, shapes: FxHashMap<usize, MultiPolygon<f64>>) {
    let mut changed: Vec<_> = shapes.into_iter().collect();
    changed.sort_unstable_by_key(|(n, _)| *n);
    for (n, shape) in changed {
        let bounds = shape.bounding_rect();
        // A neighbour whose border was rounded the other way still is one.
        let wider =
            |b: geo::Rect<f64>| geo::Rect::new(b.min() - Coord { x: 1.0, y: 1.0 }, b.max() + Coord { x: 1.0, y: 1.0 });
        let near = bounds.map(|bounds| flat.near(wider(bounds))).unwrap_or_default();
        let originals: Vec<_> = near.iter().map(|n| &layer.features[*n].shape).collect();
        layer.features[n].shape = with_numbers_of(&flat.plane().restore(&shape), &originals);
    }
}

/// The shape with the numbers of these originals wherever a point of it is one of theirs: laying shapes over one another rounds
/// every point a little, and a border must stay the same number on both sides. Points that become one by it are not told twice.
fn with_numbers_of(shape: &MultiPolygon<f64>, originals: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    let key = |c: Coord<f64>| ((c.x * 1e7).round().to_bits(), (c.y * 1e7).round().to_bits());
    let known: FxHashMap<_, Coord<f64>> = originals.iter().flat_map(|o| o.coords_iter()).map(|c| (key(c), c)).collect();
    let numbered =
        shape.map_coords(|c| known.get(&key(c)).copied().filter(|k| (k.x - c.x).hypot(k.y - c.y) < 2e-8).unwrap_or(c));
    tidied(numbered.0, &mut Vec::new())
}
