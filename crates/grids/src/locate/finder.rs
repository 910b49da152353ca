//! Which feature of a layer holds a point: a table of small cells over the ground, most of which know the answer at once.

use super::outline::Outline;
use super::raster::{self, Table};
use crate::measure::metres_per_degree;
use geo::{Coord, MultiPolygon};
use rayon::prelude::*;

/// The features of one layer, ready to be asked.
#[derive(Debug)]
pub(super) struct Finder {
    outlines: Vec<Option<Outline>>,
    table: Table,
}

impl Finder {
    /// A finder over these shapes, which keep their places as numbers.
    pub(super) fn of(shapes: &[&MultiPolygon<f64>]) -> Self {
        let outlines: Vec<Option<Outline>> = shapes.par_iter().map(|shape| Outline::of(shape)).collect();
        let table = raster::table(&outlines);
        Self { outlines, table }
    }

    /// The feature that holds the point; the first in the order of the file where several do. A point on the outer edge of
    /// the layer, which the half-open rule leaves to a neighbour that is not there, belongs to the first feature it touches.
    pub(super) fn holder(&self, point: Coord<f64>) -> Option<usize> {
        let cell = self.table.cell(point)?;
        if let Some(whole) = cell.whole() {
            return Some(whole);
        }
        let outline = |n: usize| self.outlines[n].as_ref();
        let holds = |n: usize, whole: bool| whole || outline(n).is_some_and(|outline| outline.holds(point));
        cell.features().find(|(n, whole)| holds(*n, *whole)).map(|(n, _)| n).or_else(|| {
            let touched = |n: usize| outline(n).is_some_and(|outline| outline.touches(point));
            cell.features().map(|(n, _)| n).find(|n| touched(*n))
        })
    }

    /// All features that hold the point, in the order of the file.
    pub(super) fn holders(&self, point: Coord<f64>) -> Vec<usize> {
        let Some(cell) = self.table.cell(point) else { return Vec::new() };
        if let Some(whole) = cell.whole() {
            return vec![whole];
        }
        let holds = |n: usize| self.outlines[n].as_ref().is_some_and(|outline| outline.holds(point));
        cell.features().filter(|(n, whole)| *whole || holds(*n)).map(|(n, _)| n).collect()
    }

    /// The nearest feature to a point that none holds, with the distance to its border in metres, if it is within reach.
    pub(super) fn nearest(&self, point: Coord<f64>, within_m: f64) -> Option<(usize, f64)> {
        let (east, north) = metres_per_degree(point.y);
        let mut best: Option<(usize, f64)> = None;
        let mut asked = Vec::new();
        let reach = |metres: f64| Coord { x: metres / east.max(1.0), y: metres / north };
        for (n, least) in self.table.around(point, reach(within_m), [east, north]) {
            let limit = best.map_or(within_m, |(_, metres)| metres);
            if least > limit {
                break;
            }
            if asked.contains(&n) {
                continue;
            }
            asked.push(n);
            let Some(outline) = &self.outlines[n] else { continue };
            let band = reach(limit).y;
            for (a, b) in outline.edges_between(point.y - band, point.y + band) {
                let metres = distance(point, a, b, east, north);
                let better = best.is_none_or(|(m, known)| metres < known || (metres == known && n < m));
                if metres <= within_m && better {
                    best = Some((n, metres));
                }
            }
        }
        best
    }
}

/// Metres from a point to an edge, on the plane that touches the ground at the point.
fn distance(point: Coord<f64>, a: Coord<f64>, b: Coord<f64>, east: f64, north: f64) -> f64 {
    let flat = |c: Coord<f64>| ((c.x - point.x) * east, (c.y - point.y) * north);
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (ax + along * dx).hypot(ay + along * dy)
}
