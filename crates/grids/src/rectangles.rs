//! An index of shapes by their rectangles: which ones may meet a point or a rectangle. Whether they do is for the caller to see.

use geo::{BoundingRect as _, Coord, MultiPolygon, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The rectangles of a list of shapes, each with its position in the list. A shape without ground has none.
#[derive(Debug, Clone)]
pub(crate) struct Rectangles(RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>);

impl Rectangles {
    /// Of these shapes, in this order.
    pub(crate) fn of<'a>(shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Self {
        let bounds = shapes.into_iter().map(|shape| shape.bounding_rect()).enumerate();
        let boxed = bounds.filter_map(|(at, bounds)| {
            let bounds = bounds?;
            Some(GeomWithData::new(Rectangle::from_corners(pair(bounds.min()), pair(bounds.max())), at))
        });
        Self(RTree::bulk_load(boxed.collect()))
    }

    /// Positions of the shapes whose rectangles meet this one, in order.
    pub(crate) fn meeting(&self, bounds: Rect<f64>) -> Vec<usize> {
        self.within(AABB::from_corners(pair(bounds.min()), pair(bounds.max())))
    }

    /// Positions of the shapes whose rectangles hold this point, in order.
    pub(crate) fn holding(&self, point: Coord<f64>) -> Vec<usize> {
        self.within(AABB::from_point(pair(point)))
    }

    fn within(&self, bounds: AABB<[f64; 2]>) -> Vec<usize> {
        let mut found: Vec<usize> = self.0.locate_in_envelope_intersecting(bounds).map(|boxed| boxed.data).collect();
        found.sort_unstable();
        found
    }
}

const fn pair(at: Coord<f64>) -> [f64; 2] {
    [at.x, at.y]
}
