//! Whether a ring crosses itself, and what it encloses when it does.

use super::shape::{Corner, Shape, ring_edges};
use geo::{BooleanOps as _, Coord, LineString, MultiPolygon, Polygon};

/// Whether two edges of the ring that are not neighbours cross or overlap. Touching at a corner is not crossing.
pub(crate) fn crosses_itself(ring: &[Corner]) -> bool {
    some_cross(|| ring_edges(ring), ring.len())
}

/// Whether edges of these rings cross or overlap, be they of one ring or of two.
pub(crate) fn cross_each_other(rings: &[Vec<Corner>]) -> bool {
    some_cross(|| rings.iter().flat_map(|ring| ring_edges(ring)), rings.iter().map(Vec::len).sum())
}

/// Edges are swept in the order of their western (or southern) ends, so a ring of a million corners takes a second or two
/// rather than days.
fn some_cross<I: Iterator<Item = (Corner, Corner)>>(all: impl Fn() -> I, count: usize) -> bool {
    // Few edges are compared one with another; that is what nearly every unit has, and it needs no order.
    let few = count <= 16;
    let across = |c: Corner| Corner { x: c.y, y: c.x };
    // The sweep is quick along the axis on which the edges are short.
    let turned = !few && all().map(|(a, b)| extent(a.x, b.x) - extent(a.y, b.y)).sum::<i64>() > 0;
    let placed = |(a, b): (Corner, Corner)| if turned { (across(a), across(b)) } else { (a, b) };
    let ordered = |(a, b): (Corner, Corner)| if a < b { (a, b) } else { (b, a) };
    let mut edges: Vec<_> = all().filter(|(a, b)| a != b).map(placed).map(ordered).collect();
    if !few {
        edges.sort_unstable();
    }
    edges.iter().enumerate().any(|(at, &edge)| {
        edges[at + 1..].iter().take_while(|other| few || other.0.x <= edge.1.x).any(|&other| cross(edge, other))
    })
}

fn extent(a: i32, b: i32) -> i64 {
    (i64::from(a) - i64::from(b)).abs()
}

/// Whether two edges have more in common than an end of one.
fn cross((a, b): (Corner, Corner), (c, d): (Corner, Corner)) -> bool {
    if a.y.max(b.y) < c.y.min(d.y) || c.y.max(d.y) < a.y.min(b.y) || b.x < c.x || d.x < a.x {
        return false;
    }
    let (c_side, d_side) = (side(a, b, c), side(a, b, d));
    let (a_side, b_side) = (side(c, d, a), side(c, d, b));
    if c_side == 0 && d_side == 0 {
        // On one line, and ordered from west to east: they overlap when the later begin lies before the earlier end.
        return a.max(c) < b.min(d);
    }
    c_side * d_side < 0 && a_side * b_side < 0
}

/// On which side of the line from `a` to `b` the corner `c` lies: left 1, right -1, on it 0. Exact.
pub(crate) fn side(a: Corner, b: Corner, c: Corner) -> i8 {
    let step =
        |from: Corner, to: Corner| (i128::from(to.x) - i128::from(from.x), i128::from(to.y) - i128::from(from.y));
    let ((bx, by), (cx, cy)) = (step(a, b), step(a, c));
    match (bx * cy - by * cx).signum() {
        1 => 1,
        -1 => -1,
        _ => 0,
    }
}

/// What the rings enclose, counted by even and odd crossings, as clean rings.
pub(crate) fn untangle(shape: &Shape) -> Shape {
    let rings = shape.rings().map(|ring| Polygon::new(line(ring), vec![]));
    let nothing = MultiPolygon::<f64>::new(vec![]);
    // Exclusive-or of the rings one after the other is the even-odd rule across rings.
    let clean = rings.fold(nothing, |sum, ring| sum.xor(&MultiPolygon::new(vec![ring])));
    of_polygons(&clean)
}

/// The shape of these polygons, rounded to the lattice.
pub(crate) fn of_polygons(polygons: &MultiPolygon<f64>) -> Shape {
    let mut shape = Shape::default();
    for polygon in polygons {
        shape.push(corners(polygon.exterior()), false);
        for hole in polygon.interiors() {
            shape.push(corners(hole), true);
        }
    }
    shape
}

/// A ring as a closed line, in ticks.
pub(crate) fn line(ring: &[Corner]) -> LineString<f64> {
    let mut line: LineString<f64> =
        ring.iter().map(|c| Coord { x: f64::from(c.x), y: f64::from(c.y) }).collect::<Vec<_>>().into();
    line.close();
    line
}

fn corners(line: &LineString<f64>) -> Vec<Corner> {
    #[expect(clippy::cast_possible_truncation, reason = "the corners lie between corners that fit")]
    let of = |at: &Coord<f64>| Corner { x: at.x.round() as i32, y: at.y.round() as i32 };
    line.0.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cut::shape::doubled_area;

    fn ring(of: &[(i32, i32)]) -> Vec<Corner> {
        of.iter().map(|&(x, y)| Corner { x, y }).collect()
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        assert!(crosses_itself(&ring(&[(0, 0), (10, 10), (10, 0), (0, 10)])));
        assert!(!crosses_itself(&ring(&[(0, 0), (10, 0), (10, 10), (0, 10)])));
        assert!(crosses_itself(&ring(&[(0, 0), (10, 0), (4, 0), (4, 8)])), "an edge that runs back over another");
    }

    #[test]
    fn a_long_ring_is_told_from_the_same_ring_with_one_crossing() {
        let round = |count: i32| {
            (0..count).map(move |i| {
                let turn = f64::from(i) / f64::from(count) * std::f64::consts::TAU;
                #[expect(clippy::cast_possible_truncation, reason = "within a million")]
                let corner = Corner { x: (turn.cos() * 1e6) as i32, y: (turn.sin() * 1e6) as i32 };
                corner
            })
        };
        let mut ring: Vec<Corner> = round(5_000).collect();
        assert!(!crosses_itself(&ring));
        ring.swap(1_000, 1_001);
        assert!(crosses_itself(&ring));
    }

    #[test]
    fn an_untangled_bow_tie_is_its_two_halves() {
        let mut shape = Shape::default();
        shape.push_as_is(&ring(&[(0, 0), (100, 100), (100, 0), (0, 100)]));
        let clean = untangle(&shape);
        assert_eq!(clean.rings().map(doubled_area).collect::<Vec<_>>(), [5000.0, 5000.0]);
    }
}
