//! Makes one border of two that are drawn a little differently: corners a rounding apart become one, and a corner of one unit that
//! lies on an edge of another (a T-junction) becomes a corner of both.

use super::edges::{Edge, Edges};
use super::shape::{Corner, Plane, Shape};
use rustc_hash::FxHashMap;

/// Welds the shapes where their borders come within `reach_m` of each other, and says whether anything was welded. Borders that
/// already agree are left alone. With `parts`, only borders of different parts are welded, so that gaps between parts close while
/// nothing else moves.
///
/// No corner moves, and no edge bends, by more than `reach_m`.
pub(crate) fn weld(shapes: &mut [Shape], plane: Plane, reach_m: f64, parts: Option<&[u32]>) -> bool {
    let edges = Edges::of(shapes.iter());
    let search = Search { corners: &corners(&edges.single()), plane, reach_m, parts };
    let moves = search.moves(&edges);
    if !moves.is_empty() {
        shapes.iter_mut().for_each(|shape| *shape = redraw(shape, |a, _, ring| ring.push(settled(&moves, a))));
    }
    let single = Edges::of(shapes.iter()).single();
    let splits = Search { corners: &corners(&single), plane, reach_m, parts }.splits(&single);
    if !splits.is_empty() {
        shapes.iter_mut().for_each(|shape| *shape = redraw(shape, |a, b, ring| with_splits(&splits, a, b, ring)));
    }
    !moves.is_empty() || !splits.is_empty()
}

/// A corner and the unit it belongs to, in the order of longitude.
pub(crate) type Owned = (Corner, u32);

pub(crate) fn corners(single: &[Edge]) -> Vec<Owned> {
    let mut corners: Vec<Owned> = single.iter().flat_map(|e| [(e.low, e.unit), (e.high, e.unit)]).collect();
    corners.sort_unstable();
    corners.dedup();
    corners
}

/// Corners near edges, among units of different parts.
pub(crate) struct Search<'a> {
    pub(crate) corners: &'a [Owned],
    pub(crate) plane: Plane,
    pub(crate) reach_m: f64,
    pub(crate) parts: Option<&'a [u32]>,
}

impl Search<'_> {
    /// Which corner becomes which: always the smaller of two near ones, so that the answer does not hang on any order.
    fn moves(&self, edges: &Edges) -> FxHashMap<Corner, Corner> {
        let mut moves = FxHashMap::default();
        for &(corner, unit) in self.corners {
            let mut near: Vec<Corner> = self
                .around(corner, corner)
                .filter(|&&(other, of)| other < corner && self.concerns(unit, of))
                .map(|&(other, _)| other)
                .filter(|&other| self.plane.distance_m(corner, other) <= self.reach_m)
                // The two ends of a short edge are two corners, however short the edge.
                .filter(|&other| !edges.join(corner, other))
                .collect();
            near.sort_unstable();
            if let Some(&first) = near.first() {
                moves.entry(corner).and_modify(|to: &mut Corner| *to = (*to).min(first)).or_insert(first);
            }
        }
        moves
    }

    /// The corners of other units that lie on each edge, from its lower end to its upper.
    fn splits(&self, single: &[Edge]) -> FxHashMap<(Corner, Corner), Vec<Corner>> {
        let mut splits = FxHashMap::default();
        for edge in single {
            let mut on: Vec<(f64, Corner)> = self
                .around(edge.low, edge.high)
                .filter(|&&(corner, of)| corner != edge.low && corner != edge.high && self.concerns(edge.unit, of))
                .filter_map(|&(corner, _)| Some((self.place_on(edge, corner)?, corner)))
                .collect();
            on.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            on.dedup();
            if !on.is_empty() {
                splits.insert((edge.low, edge.high), on.into_iter().map(|(_, corner)| corner).collect());
            }
        }
        splits
    }

    pub(crate) fn concerns(&self, one: u32, other: u32) -> bool {
        one != other && self.parts.is_none_or(|parts| parts[one as usize] != parts[other as usize])
    }

    /// The corners in the box around two corners, widened by the reach.
    pub(crate) fn around(&self, a: Corner, b: Corner) -> impl Iterator<Item = &Owned> {
        let (reach_x, reach_y) = (self.reach_m / self.plane.east_m, self.reach_m / self.plane.north_m);
        let (west, east) = (f64::from(a.x.min(b.x)) - reach_x, f64::from(a.x.max(b.x)) + reach_x);
        let (south, north) = (f64::from(a.y.min(b.y)) - reach_y, f64::from(a.y.max(b.y)) + reach_y);
        let from = self.corners.partition_point(|(corner, _)| f64::from(corner.x) < west);
        let here = self.corners[from..].iter().take_while(move |(corner, _)| f64::from(corner.x) <= east);
        here.filter(move |(corner, _)| (south..=north).contains(&f64::from(corner.y)))
    }

    /// How far along the edge the corner lies, in metres, when it lies on it within reach and not at one of its ends.
    fn place_on(&self, edge: &Edge, corner: Corner) -> Option<f64> {
        let (dx, dy) = self.plane.step_m(edge.low, edge.high);
        let (px, py) = self.plane.step_m(edge.low, corner);
        let length = dx.hypot(dy);
        let (along, aside) = ((px * dx + py * dy) / length, (px * dy - py * dx).abs() / length);
        (aside <= self.reach_m && along > self.reach_m && along < length - self.reach_m).then_some(along)
    }
}

/// Where a corner ends up when the corner it moves to moves as well. Every step goes to a smaller corner, so this ends.
fn settled(moves: &FxHashMap<Corner, Corner>, corner: Corner) -> Corner {
    let mut at = corner;
    while let Some(&to) = moves.get(&at) {
        at = to;
    }
    at
}

fn with_splits(splits: &FxHashMap<(Corner, Corner), Vec<Corner>>, a: Corner, b: Corner, ring: &mut Vec<Corner>) {
    ring.push(a);
    if let Some(on) = splits.get(&(a.min(b), a.max(b))) {
        if a < b { ring.extend(on) } else { ring.extend(on.iter().rev()) }
    }
}

/// The shape with each edge from `a` to `b` drawn anew; `draw` pushes everything from `a` up to, not including, `b`.
fn redraw(shape: &Shape, mut draw: impl FnMut(Corner, Corner, &mut Vec<Corner>)) -> Shape {
    let (mut redrawn, mut drawn) = (Shape::default(), Vec::new());
    for ring in shape.rings() {
        drawn.clear();
        for (a, b) in super::shape::ring_edges(ring) {
            draw(a, b, &mut drawn);
        }
        drawn.dedup();
        redrawn.push_as_is(&drawn);
    }
    redrawn
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANE: Plane = Plane { east_m: 0.01, north_m: 0.01 };

    fn shape(of: &[(i32, i32)]) -> Shape {
        let mut shape = Shape::default();
        assert!(shape.push(of.iter().map(|&(x, y)| Corner { x, y }), false));
        shape
    }

    fn unmatched(shapes: &[Shape]) -> usize {
        Edges::of(shapes.iter()).single().len()
    }

    #[test]
    fn a_corner_on_a_neighbours_edge_becomes_a_corner_of_both() {
        let mut shapes = [
            shape(&[(0, 0), (1000, 0), (1000, 2000), (0, 2000)]),
            shape(&[(1000, 0), (2000, 0), (2000, 1000), (1001, 1000)]),
            shape(&[(1001, 1000), (2000, 1000), (2000, 2000), (1000, 2000)]),
        ];
        assert_eq!(unmatched(&shapes), 10);
        assert!(weld(&mut shapes, PLANE, 0.05, None));
        // Of eleven edges along the outside, none is left unmatched inside.
        assert_eq!(unmatched(&shapes), 7);
        assert!(!weld(&mut shapes, PLANE, 0.05, None), "what is welded stays as it is");
    }

    #[test]
    fn a_gap_closes_between_parts_only() {
        let two = || {
            [
                shape(&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]),
                shape(&[(1040, 0), (2000, 0), (2000, 1000), (1040, 1000)]),
            ]
        };
        let mut apart = two();
        assert!(weld(&mut apart, PLANE, 0.5, Some(&[0, 1])));
        assert_eq!(unmatched(&apart), 6);
        let mut one = two();
        assert!(!weld(&mut one, PLANE, 0.5, Some(&[0, 0])));
    }

    #[test]
    fn short_edges_stay() {
        let mut shapes = [shape(&[(0, 0), (3, 0), (1000, 500), (0, 500)]), shape(&[(0, 0), (3, 0), (500, -900)])];
        assert!(!weld(&mut shapes, PLANE, 0.05, None));
    }
}
