//! Slivers: pieces that only the drawing of nearly equal borders made, and the neighbour to which each goes.

use super::input::Settings;
use crate::overlay::Sheet;
use geo::{
    Area as _, BoundingRect as _, Coord, Distance as _, Euclidean, Length as _, LineString, Point, Polygon, Rect,
};
use rayon::prelude::*;

/// A border is common where the two are no further apart. Metres.
const TOUCH_M: f64 = 0.02;
/// A border is asked every so many metres who lies beyond it.
const STEP_M: f64 = 3.0;
/// No edge is asked more often than this.
const MOST_STEPS: f64 = 64.0;

/// Whether a flat polygon is too small or too thin to be a piece of ground by itself.
pub(super) fn is_sliver(polygon: &Polygon<f64>, settings: &Settings) -> bool {
    let area_m2 = polygon.unsigned_area();
    let border: f64 = rings(polygon).map(|ring| Euclidean.length(ring)).sum();
    area_m2 < settings.min_sliver_m2 || 2.0 * area_m2 < settings.sliver_width_m * border
}

/// For each sliver the shape with which it has the longest common border, if it touches any. A sliver behind slivers goes where they go.
pub(super) fn homes(slivers: &[&Polygon<f64>], shapes: &Sheet) -> Vec<Option<usize>> {
    let mut homes: Vec<Option<usize>> = slivers.par_iter().map(|sliver| home(sliver, shapes)).collect();
    loop {
        let (settled, open): (Vec<usize>, Vec<usize>) = (0..slivers.len()).partition(|at| homes[*at].is_some());
        if open.is_empty() || settled.is_empty() {
            return homes;
        }
        let around = settled.iter().map(|at| slivers[*at].clone().into()).collect();
        let around = Sheet::of_flat(shapes.plane(), around);
        let found: Vec<(usize, Option<usize>)> = open.par_iter().map(|at| (*at, home(slivers[*at], &around))).collect();
        let mut any = false;
        for (at, next) in found {
            if let Some(next) = next {
                homes[at] = homes[settled[next]];
                any = true;
            }
        }
        if !any {
            return homes;
        }
    }
}

fn home(sliver: &Polygon<f64>, shapes: &Sheet) -> Option<usize> {
    let near = shapes.near(grown(sliver.bounding_rect()?));
    let common = |at: usize| -> f64 {
        let touches = |point: Point<f64>| Euclidean.distance(&point, &shapes.shapes()[at]) <= TOUCH_M;
        rings(sliver).flat_map(steps).filter(|(point, _)| touches(*point)).map(|(_, metres)| metres).sum()
    };
    let longest = near.into_iter().map(|at| (at, common(at))).filter(|(_, metres)| *metres > 0.0);
    // Of equal borders the first: the answer depends on the input alone.
    longest.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(at, _)| at)
}

/// Points along a ring, each standing for so many metres of it.
fn steps(ring: &LineString<f64>) -> impl Iterator<Item = (Point<f64>, f64)> {
    ring.lines().flat_map(|line| {
        let metres = Euclidean.length(&line);
        let count = (metres / STEP_M).ceil().clamp(1.0, MOST_STEPS);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 64")]
        let steps = count as u32;
        (0..steps).map(move |n| {
            let along = (f64::from(n) + 0.5) / count;
            (Point::from(line.start + line.delta() * along), metres / count)
        })
    })
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn grown(bounds: Rect<f64>) -> Rect<f64> {
    let by = Coord { x: TOUCH_M, y: TOUCH_M };
    Rect::new(bounds.min() - by, bounds.max() + by)
}
