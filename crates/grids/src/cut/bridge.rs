//! Bridges: units of different parts of a community that lie so near to each other that a city may let one grid hold both.

use super::borders::Borders;
use super::edges::{Edge, Edges};
use super::inside::point_inside;
use super::shape::{Corner, Plane, Shape};
use super::weld::{Search, corners};

/// The pairs of units of different parts at most `reach_m` apart, the smaller place first. A bridge never leads over a hard border.
pub(crate) fn bridges(shapes: &[Shape], plane: Plane, reach_m: f64, parts: &[u32], hard: &Borders) -> Vec<(u32, u32)> {
    let single = Edges::of(shapes).single();
    let search = Search { corners: &corners(&single), plane, reach_m, parts: Some(parts) };
    let mut pairs: Vec<(u32, u32)> = single
        .iter()
        .flat_map(|edge| {
            let near = search.around(edge.low, edge.high).filter(|(_, of)| search.concerns(edge.unit, *of));
            let near = near.filter(|(corner, _)| distance_m(plane, edge, *corner) <= reach_m);
            near.map(|(_, of)| (edge.unit.min(*of), edge.unit.max(*of))).collect::<Vec<_>>()
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|&(a, b)| !hard.crossed(point_inside(&shapes[a as usize]), point_inside(&shapes[b as usize])));
    pairs
}

fn distance_m(plane: Plane, edge: &Edge, corner: Corner) -> f64 {
    let (dx, dy) = plane.step_m(edge.low, edge.high);
    let (px, py) = plane.step_m(edge.low, corner);
    let along = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (px - along * dx).hypot(py - along * dy)
}
