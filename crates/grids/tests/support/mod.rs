//! Ground for tests: warped nets whose borders wind like streets, and shapes in metres around a point of Shenzhen.

#![allow(dead_code, reason = "each test file takes what it needs")]

use geo::{Coord, LineString, MultiPolygon, Polygon};
use jingwei_grids::plane::Plane;

/// The plane on which test shapes are given in metres.
pub(crate) fn plane() -> Plane {
    Plane::at(114.05, 22.55)
}

/// A polygon in metres, as a shape in degrees.
pub(crate) fn shape(rings: &[&[(f64, f64)]]) -> MultiPolygon<f64> {
    let ring = |points: &&[(f64, f64)]| -> LineString<f64> {
        points.iter().chain(points.first()).map(|(x, y)| plane().round(Coord { x: *x, y: *y })).collect()
    };
    let mut rings = rings.iter().map(ring);
    let outer = rings.next().unwrap_or(LineString::new(Vec::new()));
    Polygon::new(outer, rings.collect()).into()
}

/// A rectangle in metres, as a shape in degrees.
pub(crate) fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> MultiPolygon<f64> {
    shape(&[&[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]])
}

/// A net of `cols` × `rows` grids of about 200 m, `steps` points a side, over the same ground for every `way`; borders wind in a way of
/// their own.
pub(crate) fn winding(cols: u32, rows: u32, steps: u32, way: f64) -> Vec<MultiPolygon<f64>> {
    let (width, height) = (f64::from(cols) * 200.0, f64::from(rows) * 200.0);
    let bend = move |x: f64, y: f64| {
        // Nothing bends at the rim, so that every net covers the same ground; and nowhere so much that a border meets itself.
        let calm = (x.min(width - x).min(y).min(height - y) * 0.2).clamp(0.0, 22.0);
        let (u, v) = (x / 97.0 + way, y / 83.0 - way);
        (x + calm * (v * 1.3 + (u * 0.7).sin()).sin(), y + calm * (u * 1.1 + (v * 0.9).cos()).cos())
    };
    let mut cells = Vec::new();
    for row in 0..rows {
        for col in 0..cols {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
                .map(|(a, b)| (f64::from(col + a) * 200.0, f64::from(row + b) * 200.0));
            let mut ring: Vec<Coord<f64>> = Vec::new();
            for side in corners.windows(2) {
                for n in 0..steps {
                    let t = f64::from(n) / f64::from(steps);
                    let at = (side[0].0 + (side[1].0 - side[0].0) * t, side[0].1 + (side[1].1 - side[0].1) * t);
                    let (x, y) = bend(at.0, at.1);
                    ring.push(plane().round(Coord { x, y }));
                }
            }
            ring.push(ring[0]);
            cells.push(Polygon::new(LineString(ring), Vec::new()).into());
        }
    }
    cells
}

/// The ground of flat shapes, by how many of them cover it: at least one, and two or more. Square metres.
///
/// A slow reference that shares nothing with the program: the plane is cut into upright strips at every corner and crossing, in which
/// edges are straight and do not cross, so that lengths on the middle line of a strip are exact.
pub(crate) fn covered(shapes: &[MultiPolygon<f64>]) -> (f64, f64) {
    use geo::{CoordsIter as _, LinesIter as _};
    let edges: Vec<(usize, geo::Line<f64>)> =
        shapes.iter().enumerate().flat_map(|(n, shape)| shape.lines_iter().map(move |line| (n, line))).collect();
    let mut cuts: Vec<f64> = shapes.iter().flat_map(|shape| shape.coords_iter().map(|c| c.x)).collect();
    for (at, (_, a)) in edges.iter().enumerate() {
        for (_, b) in &edges[at + 1..] {
            let (d, e, between) = (a.delta(), b.delta(), b.start - a.start);
            let turn = d.x * e.y - d.y * e.x;
            let (t, u) = ((between.x * e.y - between.y * e.x) / turn, (between.x * d.y - between.y * d.x) / turn);
            if turn.abs() > 1e-12 && (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u) {
                cuts.push(a.start.x + d.x * t);
            }
        }
    }
    cuts.sort_by(f64::total_cmp);
    let (mut once, mut twice) = (0.0, 0.0);
    for strip in cuts.windows(2).filter(|strip| strip[1] > strip[0]) {
        let x = f64::midpoint(strip[0], strip[1]);
        let meets = |line: &geo::Line<f64>| (line.start.x > x) != (line.end.x > x);
        let y = |line: &geo::Line<f64>| line.start.y + (x - line.start.x) * line.slope();
        let mut crossed: Vec<(f64, usize)> =
            edges.iter().filter(|(_, line)| meets(line)).map(|(n, line)| (y(line), *n)).collect();
        crossed.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut inside = vec![false; shapes.len()];
        let mut depth = 0_i32;
        for two in crossed.windows(2) {
            let shape = two[0].1;
            inside[shape] = !inside[shape];
            depth += if inside[shape] { 1 } else { -1 };
            let ground = (two[1].0 - two[0].0) * (strip[1] - strip[0]);
            once += if depth > 0 { ground } else { 0.0 };
            twice += if depth > 1 { ground } else { 0.0 };
        }
    }
    (once, twice)
}
