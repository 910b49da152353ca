//! The outline of a grid: what is left of its units' borders when those that two of them share are taken away. Exact: no corner is
//! computed anew.

use super::edges::Edges;
use super::inside::holds;
use super::ring_check::{line, of_polygons, side};
use super::shape::{Corner, Shape, doubled_area};
use geo::{BooleanOps as _, MultiPolygon, Polygon};
use rustc_hash::FxHashMap;

/// A part of a grid's ground: its outer ring, and its holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The outer ring, counter-clockwise, without the repeated first corner.
    pub outer: Vec<Corner>,
    /// The holes, clockwise.
    pub holes: Vec<Vec<Corner>>,
}

/// The outline of these units.
pub(crate) fn outline(shapes: &[&Shape]) -> Vec<Part> {
    let mut from: FxHashMap<Corner, Vec<Corner>> = FxHashMap::default();
    let mut overlaps = false;
    let edges = Edges::of(shapes.iter().copied());
    for bundle in edges.bundles() {
        let upward = bundle.iter().filter(|edge| edge.upward).count();
        let downward = bundle.len() - upward;
        overlaps |= upward.abs_diff(downward) > 1;
        match upward.cmp(&downward) {
            std::cmp::Ordering::Greater => from.entry(bundle[0].low).or_default().push(bundle[0].high),
            std::cmp::Ordering::Less => from.entry(bundle[0].high).or_default().push(bundle[0].low),
            std::cmp::Ordering::Equal => {}
        }
    }
    let rings = trace(from);
    let traced: f64 = rings.iter().map(|ring| doubled_area(ring)).sum();
    let whole: f64 = shapes.iter().flat_map(|shape| shape.rings()).map(doubled_area).sum();
    let crossing = super::ring_check::cross_each_other(&rings);
    if overlaps || crossing || (traced - whole).abs() > 0.5 {
        return parts(united(shapes).rings().map(<[Corner]>::to_vec).collect());
    }
    parts(rings)
}

/// Follows the edges from corner to corner into rings. Where several leave a corner, the way goes along the ground that is being
/// walked around, and a ring that meets itself is parted there: parts and holes that touch in a corner become rings of their own.
fn trace(mut from: FxHashMap<Corner, Vec<Corner>>) -> Vec<Vec<Corner>> {
    let mut starts: Vec<Corner> = from.keys().copied().collect();
    starts.sort_unstable();
    from.values_mut().for_each(|ends| ends.sort_unstable());
    let mut rings = Vec::new();
    for start in starts {
        while from.get(&start).is_some_and(|ends| !ends.is_empty()) {
            let (mut way, mut place) = (vec![start], FxHashMap::from_iter([(start, 0)]));
            let mut at = start;
            let mut before = None;
            while let Some(next) = leave(&mut from, before, at) {
                if let Some(&first) = place.get(&next) {
                    let ring: Vec<Corner> = way.drain(first..).collect();
                    place.retain(|_, at| *at < first);
                    rings.push(ring);
                    if first == 0 {
                        break;
                    }
                    // The way goes on from the corner where the ring was parted off.
                    before = way.last().copied();
                } else {
                    before = Some(at);
                }
                place.insert(next, way.len());
                way.push(next);
                at = next;
            }
        }
    }
    rings.retain(|ring| doubled_area(ring) != 0.0);
    rings
}

/// Takes an edge that leaves `at`: the first one clockwise from where the way came.
fn leave(from: &mut FxHashMap<Corner, Vec<Corner>>, before: Option<Corner>, at: Corner) -> Option<Corner> {
    let ends = from.get_mut(&at)?;
    let chosen = match before {
        Some(before) if ends.len() > 1 => {
            (0..ends.len()).reduce(|a, b| if clockwise_first(at, before, ends[b], ends[a]) { b } else { a })
        }
        _ => ends.len().checked_sub(1),
    };
    chosen.map(|chosen| ends.swap_remove(chosen))
}

/// Whether, turning clockwise from `before`, `one` is met earlier than `other`.
fn clockwise_first(at: Corner, before: Corner, one: Corner, other: Corner) -> bool {
    // Right of the way back comes first, and the rest after the half turn.
    let late = |c: Corner| side(at, before, c) > 0;
    match (late(one), late(other)) {
        (false, true) => true,
        (true, false) => false,
        _ => side(at, other, one) > 0,
    }
}

/// Outer rings with the holes that lie in them.
pub(crate) fn parts(rings: Vec<Vec<Corner>>) -> Vec<Part> {
    let (mut outer, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| doubled_area(ring) > 0.0);
    outer.sort_by(|a, b| doubled_area(b).total_cmp(&doubled_area(a)).then(a.cmp(b)));
    let mut parts: Vec<Part> = outer.into_iter().map(|outer| Part { outer, holes: Vec::new() }).collect();
    for hole in holes {
        let mut probe = Shape::default();
        probe.push(hole.iter().copied(), false);
        let inside = super::inside::point_inside(&probe);
        // The smallest outer ring around a hole is its own.
        let around = |part: &Part| {
            let mut ground = Shape::default();
            ground.push_as_is(&part.outer);
            holds(&ground, inside)
        };
        if let Some(part) = parts.iter().rposition(around) {
            parts[part].holes.push(hole);
        }
    }
    parts
}

/// The union computed the slow way, for units that overlap.
fn united(shapes: &[&Shape]) -> Shape {
    let polygons = shapes.iter().flat_map(|shape| {
        let rings = shape.rings().map(<[Corner]>::to_vec).collect();
        parts(rings)
            .into_iter()
            .map(|part| Polygon::new(line(&part.outer), part.holes.iter().map(|hole| line(hole)).collect()))
    });
    let sum = polygons.fold(MultiPolygon::<f64>::new(vec![]), |sum, one| sum.union(&MultiPolygon::new(vec![one])));
    of_polygons(&sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Shape {
        let mut shape = Shape::default();
        let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)];
        shape.push(corners.map(|(x, y)| Corner { x, y }), false);
        shape
    }

    fn drawn(squares: &[(i32, i32)]) -> Vec<Part> {
        let shapes: Vec<Shape> = squares.iter().map(|&(x, y)| square(x * 10, y * 10, 10)).collect();
        outline(&shapes.iter().collect::<Vec<_>>())
    }

    fn area(parts: &[Part]) -> f64 {
        let of =
            |part: &Part| doubled_area(&part.outer) + part.holes.iter().map(|hole| doubled_area(hole)).sum::<f64>();
        parts.iter().map(of).sum::<f64>() / 200.0
    }

    #[test]
    fn shared_borders_vanish_and_holes_stay() {
        let ring = drawn(&[(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2), (2, 2)]);
        assert_eq!((ring.len(), ring[0].holes.len()), (1, 1));
        assert!((area(&ring) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn what_touches_in_a_corner_only_is_two_parts_or_a_hole_of_its_own() {
        let apart = drawn(&[(0, 0), (1, 1)]);
        assert_eq!(apart.len(), 2);
        // The hole touches the outside in one corner.
        let around = drawn(&[(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2)]);
        assert_eq!((around.len(), around[0].holes.len()), (1, 1));
        assert!((area(&around) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn overlapping_units_cover_their_ground_once() {
        let shapes = [square(0, 0, 10), square(5, 0, 10)];
        let parts = outline(&shapes.iter().collect::<Vec<_>>());
        assert!((area(&parts) - 1.5).abs() < 1e-9);
    }
}
