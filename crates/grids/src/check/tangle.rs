//! Whether the rings of a feature cross or touch themselves: a sweep over the edges from west to east, exact in every comparison.

use super::shape::rings;
use geo::kernels::{Kernel as _, Orientation, RobustKernel};
use geo::{Coord, MultiPolygon};

/// Where rings meet that should not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tangle {
    /// A ring comes back to a point or an edge of its own without crossing it.
    Touches(Coord<f64>),
    /// Two edges cross, or two rings share a stretch.
    Crosses(Coord<f64>),
    /// More edges lie over one another than could be compared.
    GivenUp(Coord<f64>),
}

/// Comparisons that are made at most: some seconds of work.
const MOST_COMPARISONS: u64 = 300_000_000;

struct Edge {
    a: Coord<f64>,
    b: Coord<f64>,
    ring: u32,
    place: u32,
    /// Edges of the ring.
    of: u32,
}

/// The worst tangle of a shape. Points that repeat the one before are passed over.
pub(super) fn tangle(shape: &MultiPolygon<f64>) -> Option<Tangle> {
    let mut edges = edges(shape);
    edges.sort_by(|p, q| west(p).total_cmp(&west(q)));
    let mut open: Vec<usize> = Vec::new();
    let (mut touch, mut compared) = (None, 0_u64);
    for (n, edge) in edges.iter().enumerate() {
        let from = west(edge);
        open.retain(|other| east(&edges[*other]) >= from);
        compared += open.len() as u64;
        if compared > MOST_COMPARISONS {
            return Some(Tangle::GivenUp(edge.a));
        }
        for other in &open {
            match meet(edge, &edges[*other]) {
                Some(Tangle::Touches(at)) => touch = touch.or(Some(at)),
                Some(found) => return Some(found),
                None => {}
            }
        }
        open.push(n);
    }
    touch.map(|at| if crosses_at_points(shape) { Tangle::Crosses(at) } else { Tangle::Touches(at) })
}

/// A ring may also cross itself in a vertex, where no edge crosses another: then its loops run against each other, and the ground
/// that it encloses by the even-odd rule is not what its edges add up to.
fn crosses_at_points(shape: &MultiPolygon<f64>) -> bool {
    use geo::{Area as _, BooleanOps as _};
    let nothing = MultiPolygon::new(Vec::new());
    shape.iter().any(|polygon| {
        let covered = polygon.union(&nothing).unsigned_area();
        let added = polygon.unsigned_area();
        (covered - added).abs() > 1e-9 * covered.max(added)
    })
}

fn edges(shape: &MultiPolygon<f64>) -> Vec<Edge> {
    let mut found = Vec::new();
    for (ring, line) in (0..).zip(shape.iter().flat_map(rings)) {
        let start = found.len();
        let pairs = line.0.windows(2).filter(|pair| pair[0] != pair[1]);
        found.extend((0..).zip(pairs).map(|(place, pair)| Edge { a: pair[0], b: pair[1], ring, place, of: 0 }));
        let of = u32::try_from(found.len() - start).unwrap_or(u32::MAX);
        found[start..].iter_mut().for_each(|edge| edge.of = of);
    }
    found
}

fn west(edge: &Edge) -> f64 {
    edge.a.x.min(edge.b.x)
}

fn east(edge: &Edge) -> f64 {
    edge.a.x.max(edge.b.x)
}

/// How two edges meet that should not.
fn meet(p: &Edge, q: &Edge) -> Option<Tangle> {
    if p.a.y.max(p.b.y) < q.a.y.min(q.b.y) || q.a.y.max(q.b.y) < p.a.y.min(p.b.y) {
        return None;
    }
    let turn = |a, b, c| RobustKernel::orient2d(a, b, c);
    let (qa, qb) = (turn(p.a, p.b, q.a), turn(p.a, p.b, q.b));
    let (pa, pb) = (turn(q.a, q.b, p.a), turn(q.a, q.b, p.b));
    let flat = Orientation::Collinear;
    if [qa, qb, pa, pb].iter().all(|turn| *turn != flat) {
        return (qa != qb && pa != pb).then_some(Tangle::Crosses(p.a));
    }
    let on = |c: Coord<f64>, e: &Edge, side| side == flat && between(c, e.a, e.b);
    let touching: Vec<Coord<f64>> = [(q.a, p, qa), (q.b, p, qb), (p.a, q, pa), (p.b, q, pb)]
        .into_iter()
        .filter(|(c, e, side)| on(*c, e, *side))
        .map(|(c, ..)| c)
        .collect();
    let first = *touching.first()?;
    let stretch = touching.iter().any(|c| *c != first);
    if p.ring != q.ring {
        // Rings may touch in a point: a hole at its outer ring, two parts of one feature.
        return stretch.then_some(Tangle::Crosses(first));
    }
    let apart = p.place.abs_diff(q.place);
    let neighbours = apart == 1 || apart + 1 == p.of;
    match (neighbours, stretch) {
        // Neighbours share their point; a stretch in common is a spike, which is told as such.
        (true, _) => None,
        (false, true) => Some(Tangle::Crosses(first)),
        (false, false) => Some(Tangle::Touches(first)),
    }
}

fn between(c: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> bool {
    a.x.min(b.x) <= c.x && c.x <= a.x.max(b.x) && a.y.min(b.y) <= c.y && c.y <= a.y.max(b.y)
}
