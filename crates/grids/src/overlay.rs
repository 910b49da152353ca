//! Which shapes of two lists share ground, and how much: the one place where polygons are laid over one another.
//!
//! Method: candidates from an R-tree of rectangles, then polygon by polygon the overlay of the `geo` crate (`i_overlay`), which works on
//! a lattice of integers fitted to each pair: with shapes of a few hundred metres its step is below a micrometre. Cost: one overlay per
//! pair of rectangles that meet, on every core, gathered in order.

use crate::plane::Plane;
use crate::rectangles::Rectangles;
use geo::bool_ops::{FillRule, OpType};
use geo::orient::Direction;
use geo::{
    Area as _, BooleanOps as _, BoundingRect as _, Coord, InteriorPoint as _, LineString, MultiPolygon, Orient as _,
    Polygon, Rect, unary_union,
};
use rayon::prelude::*;

/// Shapes laid flat on one sheet, mended so that each covers its ground once, with an index of their rectangles.
#[derive(Debug, Clone)]
pub struct Sheet {
    plane: Plane,
    shapes: Vec<MultiPolygon<f64>>,
    areas: Vec<f64>,
    index: Rectangles,
}

/// Ground that one shape of the left list shares with one of the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Position in the left list.
    pub left: usize,
    /// Position in the right list.
    pub right: usize,
    /// The shared ground, flat.
    pub shape: MultiPolygon<f64>,
    /// Its area in square metres; above zero.
    pub area_m2: f64,
}

impl Sheet {
    /// These shapes, given in degrees, on this plane. Coordinates that are no number are left out with their ring.
    #[must_use]
    pub fn of(plane: Plane, shapes: &[&MultiPolygon<f64>]) -> Self {
        let shapes: Vec<_> = shapes.par_iter().map(|shape| mended(&plane.flatten(shape))).collect();
        Self::of_flat(plane, shapes)
    }

    /// Shapes that are flat and mended already.
    #[must_use]
    pub fn of_flat(plane: Plane, shapes: Vec<MultiPolygon<f64>>) -> Self {
        let areas = shapes.iter().map(MultiPolygon::unsigned_area).collect();
        let index = Rectangles::of(&shapes);
        Self { plane, shapes, areas, index }
    }

    /// The plane on which they lie.
    #[must_use]
    pub const fn plane(&self) -> Plane {
        self.plane
    }

    /// The shapes, flat.
    #[must_use]
    pub fn shapes(&self) -> &[MultiPolygon<f64>] {
        &self.shapes
    }

    /// Their areas in square metres.
    #[must_use]
    pub fn areas_m2(&self) -> &[f64] {
        &self.areas
    }

    /// Positions of the shapes whose rectangles meet this one, in order.
    #[must_use]
    pub fn near(&self, bounds: Rect<f64>) -> Vec<usize> {
        self.index.meeting(bounds)
    }

    /// The ground that shapes of this list share with shapes of another on the same plane: in the order of this list, then the other.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> Vec<Piece> {
        let each = |left: usize| {
            let near = self.shapes[left].bounding_rect().map(|bounds| other.near(bounds)).unwrap_or_default();
            near.into_iter()
                .filter_map(move |right| piece(left, &self.shapes[left], right, &other.shapes[right]))
                .collect::<Vec<_>>()
        };
        (0..self.shapes.len()).into_par_iter().flat_map_iter(each).collect()
    }

    /// The ground that two shapes of this list share with one another, each pair once.
    #[must_use]
    pub fn shared_within(&self) -> Vec<Piece> {
        let each = |left: usize| {
            let near = self.shapes[left].bounding_rect().map(|bounds| self.near(bounds)).unwrap_or_default();
            let after = near.into_iter().filter(move |right| *right > left);
            after
                .filter_map(move |right| piece(left, &self.shapes[left], right, &self.shapes[right]))
                .collect::<Vec<_>>()
        };
        (0..self.shapes.len()).into_par_iter().flat_map_iter(each).collect()
    }

    /// What is left of a flat shape when the ground of this list is taken from it.
    #[must_use]
    pub fn beyond(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let near = shape.bounding_rect().map(|bounds| self.near(bounds)).unwrap_or_default();
        without(shape, near.iter().map(|at| &self.shapes[*at]))
    }
}

/// The ground that two flat, mended shapes share.
#[must_use]
pub fn common(one: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let Some(window) = one.bounding_rect().zip(other.bounding_rect()).and_then(|(a, b)| window(a, b)) else {
        return MultiPolygon::new(Vec::new());
    };
    // Most of either border is far from the other shape; what is cut off first need not be laid over anything.
    let (one, other) = (within(one, window), within(other, window));
    oriented(&one.boolean_op_with_fill_rule(&other, OpType::Intersection, FillRule::NonZero))
}

/// A flat, mended shape without the ground of others. The others may overlap one another.
#[must_use]
pub fn without<'a>(
    shape: &MultiPolygon<f64>,
    others: impl Iterator<Item = &'a MultiPolygon<f64>>,
) -> MultiPolygon<f64> {
    let others = MultiPolygon::new(others.flat_map(|other| other.0.iter().cloned()).collect());
    if others.0.is_empty() {
        return shape.clone();
    }
    oriented(&shape.boolean_op_with_fill_rule(&others, OpType::Difference, FillRule::NonZero))
}

/// The plane through the middle of all these shapes, given in degrees.
#[must_use]
pub fn plane_over<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> Plane {
    let join = |a: Rect<f64>, b: Rect<f64>| {
        Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    };
    shapes.filter_map(geo::BoundingRect::bounding_rect).reduce(join).map_or_else(|| Plane::at(0.0, 0.0), Plane::over)
}

/// The ground of all these flat, mended shapes as one.
#[must_use]
pub fn united<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> MultiPolygon<f64> {
    let shapes: Vec<_> = shapes.collect();
    match shapes[..] {
        [] => MultiPolygon::new(Vec::new()),
        [one] => one.clone(),
        _ => oriented(&unary_union(shapes)),
    }
}

/// The same ground with rings that do not cross themselves or one another, outer rings counter-clockwise and holes clockwise: loops are
/// read by the even-odd rule ring by ring, and parts that overlap count once.
#[must_use]
pub fn mended(flat: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::new(Vec::new());
    let sound = |polygon: &&Polygon<f64>| {
        let numbers = |ring: &LineString<f64>| ring.0.iter().all(|c| c.x.is_finite() && c.y.is_finite());
        polygon.exterior().0.len() > 3 && numbers(polygon.exterior()) && polygon.interiors().iter().all(numbers)
    };
    let parts: Vec<MultiPolygon<f64>> =
        flat.0.iter().filter(sound).map(|polygon| oriented(&polygon.union(&nothing))).collect();
    united(parts.iter())
}

/// A point inside the largest part of a flat shape, in degrees rounded to a centimetre.
#[must_use]
pub fn point_in(flat: &MultiPolygon<f64>, plane: Plane) -> [f64; 2] {
    let largest = flat.0.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let point = largest.and_then(Polygon::interior_point).map_or(Coord { x: 0.0, y: 0.0 }, Coord::from);
    let degrees = plane.round(point);
    [degrees.x, degrees.y].map(|v| (v * 1e7).round() / 1e7)
}

/// The rectangle in which two shapes may meet, a metre wider, so that its own sides touch none of their common ground.
fn window(a: Rect<f64>, b: Rect<f64>) -> Option<Rect<f64>> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    let rim = Coord { x: 1.0, y: 1.0 };
    (low.x <= high.x && low.y <= high.y).then(|| Rect::new(low - rim, high + rim))
}

/// A shape cut to a window, ring by ring, side by side (Sutherland and Hodgman, 1974). Where a ring leaves and comes back it runs along the
/// window's side, there and back over the same line where need be, which encloses nothing.
fn within(shape: &MultiPolygon<f64>, window: Rect<f64>) -> MultiPolygon<f64> {
    let polygon = |polygon: &Polygon<f64>| {
        let outer = ring_within(polygon.exterior(), window)?;
        let holes = polygon.interiors().iter().filter_map(|hole| ring_within(hole, window)).collect();
        Some(Polygon::new(outer, holes))
    };
    shape.0.iter().filter_map(polygon).collect()
}

fn ring_within(ring: &LineString<f64>, window: Rect<f64>) -> Option<LineString<f64>> {
    let inside = |c: &Coord<f64>| {
        c.x >= window.min().x && c.x <= window.max().x && c.y >= window.min().y && c.y <= window.max().y
    };
    if ring.0.iter().all(inside) {
        return Some(ring.clone());
    }
    let mut kept: Vec<Coord<f64>> = ring.0.split_last().map(|(_, open)| open.to_vec())?;
    for (limit, sign) in [(window.min().x, 1.0), (window.max().x, -1.0)] {
        kept = one_side(&kept, |c| (c.x - limit) * sign);
    }
    for (limit, sign) in [(window.min().y, 1.0), (window.max().y, -1.0)] {
        kept = one_side(&kept, |c| (c.y - limit) * sign);
    }
    (kept.len() > 2).then(|| {
        kept.push(kept[0]);
        LineString(kept)
    })
}

/// The part of a ring where `depth` is not negative.
fn one_side(ring: &[Coord<f64>], depth: impl Fn(Coord<f64>) -> f64) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(ring.len() / 2);
    let Some(mut from) = ring.last().copied() else { return kept };
    for to in ring.iter().copied() {
        let (a, b) = (depth(from), depth(to));
        if (a >= 0.0) != (b >= 0.0) {
            kept.push(from + (to - from) * (a / (a - b)));
        }
        if b >= 0.0 {
            kept.push(to);
        }
        from = to;
    }
    kept
}

fn piece(left: usize, one: &MultiPolygon<f64>, right: usize, other: &MultiPolygon<f64>) -> Option<Piece> {
    let shape = common(one, other);
    let area_m2 = shape.unsigned_area();
    (area_m2 > 0.0).then_some(Piece { left, right, shape, area_m2 })
}

/// The same shape with outer rings against the clock and holes with it. The overlay counts windings, and where rings touch in a point it
/// hands back holes that run the wrong way.
fn oriented(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    shape.orient(Direction::Default)
}
