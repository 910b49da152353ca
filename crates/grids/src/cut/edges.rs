//! The edges of all units of a community, each beside its twin of the neighbouring unit.

use super::shape::{Corner, Shape};

/// An edge of a unit, its ends in order, so that the same edge of two units looks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) low: Corner,
    pub(crate) high: Corner,
    /// Whose it is, as a place in the list of shapes.
    pub(crate) unit: u32,
    /// Whether the ring runs from `low` to `high`: the unit then lies to the left of that direction.
    pub(crate) upward: bool,
}

/// All edges in the order of their ends: the edges of neighbours along one border stand side by side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edges(Vec<Edge>);

impl Edges {
    /// The edges of these shapes.
    pub(crate) fn of<'a>(shapes: impl IntoIterator<Item = &'a Shape>) -> Self {
        let mut edges = Vec::new();
        for (unit, shape) in (0_u32..).zip(shapes) {
            edges.extend(shape.edges().filter(|(a, b)| a != b).map(|(a, b)| Edge {
                low: a.min(b),
                high: a.max(b),
                unit,
                upward: a < b,
            }));
        }
        edges.sort_unstable();
        Self(edges)
    }

    /// Edges between the same two corners, together.
    pub(crate) fn bundles(&self) -> impl Iterator<Item = &[Edge]> {
        self.0.chunk_by(|a, b| a.low == b.low && a.high == b.high)
    }

    /// Edges without a twin: the outer border of the community, holes, and borders that two units draw differently.
    pub(crate) fn single(&self) -> Vec<Edge> {
        self.bundles().filter(|bundle| bundle.len() == 1).map(|bundle| bundle[0]).collect()
    }

    /// Whether some unit has an edge between these two corners.
    pub(crate) fn join(&self, a: Corner, b: Corner) -> bool {
        let ends = (a.min(b), a.max(b));
        self.0.binary_search_by(|edge| (edge.low, edge.high).cmp(&ends)).is_ok()
    }
}
