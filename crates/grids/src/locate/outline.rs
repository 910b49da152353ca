//! The rings of one feature, and whether they hold a point: the same answer every time, for both neighbours of a border.

use geo::kernels::{Kernel as _, Orientation, RobustKernel};
use geo::{BoundingRect as _, Coord, MultiPolygon, Rect};

/// Rings of a feature in one list, with a table of which edges meet which band of latitudes.
///
/// INVARIANT (bands): every edge is listed in each band that its latitudes touch, ends included.
#[derive(Debug)]
pub(super) struct Outline {
    /// The rings one behind the other, each closed.
    points: Vec<Coord<f64>>,
    bounds: Rect<f64>,
    /// Bands a degree of latitude.
    per_degree: f64,
    /// Where the edges of each band begin in `edges`.
    starts: Vec<u32>,
    /// The first point of each edge, band by band.
    edges: Vec<u32>,
}

/// About so many edges share a band.
const EDGES_A_BAND: usize = 6;

impl Outline {
    /// The outline of a shape; nothing when it has no rings.
    pub(super) fn of(shape: &MultiPolygon<f64>) -> Option<Self> {
        let bounds = shape.bounding_rect()?;
        let rings = shape.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let mut points = Vec::new();
        let mut firsts = Vec::new();
        for ring in rings {
            for (n, _) in ring.0.windows(2).enumerate() {
                firsts.push(narrow(points.len() + n));
            }
            points.extend_from_slice(&ring.0);
        }
        let mut outline = Self { points, bounds, per_degree: 0.0, starts: Vec::new(), edges: Vec::new() };
        // A comb of long teeth would stand in every band. The number of bands is halved until the table is no more than
        // four times the edges, so that no shape can blow it up.
        let mut bands = (firsts.len() / EDGES_A_BAND).clamp(1, 1 << 18);
        loop {
            outline.per_degree = count(bands) / bounds.height().max(f64::MIN_POSITIVE);
            if !outline.per_degree.is_finite() {
                outline.per_degree = 0.0;
            }
            let entries: usize =
                firsts.iter().map(|edge| outline.bands_of(*edge, bands)).map(|(low, high)| high - low + 1).sum();
            if bands == 1 || entries <= firsts.len() * 4 {
                break;
            }
            bands /= 2;
        }
        outline.fill(&firsts, bands);
        Some(outline)
    }

    fn fill(&mut self, firsts: &[u32], bands: usize) {
        let mut starts = vec![0_u32; bands + 1];
        for edge in firsts {
            let (low, high) = self.bands_of(*edge, bands);
            starts[low + 1..=high + 1].iter_mut().for_each(|n| *n += 1);
        }
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let mut next = starts.clone();
        let mut edges = vec![0; starts[bands] as usize];
        for edge in firsts {
            let (low, high) = self.bands_of(*edge, bands);
            for place in &mut next[low..=high] {
                edges[*place as usize] = *edge;
                *place += 1;
            }
        }
        (self.starts, self.edges) = (starts, edges);
    }

    fn bands_of(&self, edge: u32, bands: usize) -> (usize, usize) {
        let (a, b) = self.edge(edge);
        (self.band(a.y.min(b.y), bands), self.band(a.y.max(b.y), bands))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the bands")]
    fn band(&self, lat: f64, bands: usize) -> usize {
        // Monotonous in `lat`, rounding included, so a point is never looked for in a band that its edges are not in.
        (((lat - self.bounds.min().y) * self.per_degree).max(0.0) as usize).min(bands - 1)
    }

    fn edge(&self, first: u32) -> (Coord<f64>, Coord<f64>) {
        (self.points[first as usize], self.points[first as usize + 1])
    }

    /// The edges whose latitudes may touch those from `low` to `high`. One that crosses several bands comes several times.
    pub(super) fn edges_between(&self, low: f64, high: f64) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
        let bands = self.starts.len() - 1;
        let (low, high) = (self.band(low, bands), self.band(high, bands));
        self.edges[self.starts[low] as usize..self.starts[high + 1] as usize].iter().map(|edge| self.edge(*edge))
    }

    /// All edges, each once.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
        // The step from the end of one ring to the start of the next is no edge; those that are stand in the bands.
        let mut all = self.edges.clone();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(|edge| self.edge(edge))
    }

    pub(super) const fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// Whether the rings hold the point, by the even-odd rule. An edge counts from its lower end up to, and without, its
    /// upper end, and a point on it lies to its right: so of two neighbours exactly one holds a point of their border.
    pub(super) fn holds(&self, point: Coord<f64>) -> bool {
        if point.y < self.bounds.min().y || point.y >= self.bounds.max().y {
            return false;
        }
        let mut odd = false;
        for (a, b) in self.edges_between(point.y, point.y) {
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            if low.y <= point.y && point.y < high.y {
                odd ^= left_of(point, low, high);
            }
        }
        odd
    }

    /// Whether the point lies on one of the rings.
    pub(super) fn touches(&self, point: Coord<f64>) -> bool {
        self.edges_between(point.y, point.y).any(|(a, b)| {
            let within = |p: f64, q: f64, v: f64| p.min(q) <= v && v <= p.max(q);
            within(a.x, b.x, point.x)
                && within(a.y, b.y, point.y)
                && RobustKernel::orient2d(a, b, point) == Orientation::Collinear
        })
    }
}

/// Whether the point lies strictly left of the edge that rises from `low` to `high`. Exact: what floating point cannot tell is
/// worked out with as many digits as it takes (Shewchuk, *Adaptive Precision Floating-Point Arithmetic*, 1997).
fn left_of(point: Coord<f64>, low: Coord<f64>, high: Coord<f64>) -> bool {
    if point.x < low.x && point.x < high.x {
        return true;
    }
    if point.x >= low.x && point.x >= high.x {
        return false;
    }
    RobustKernel::orient2d(low, high, point) == Orientation::CounterClockwise
}

#[expect(clippy::cast_possible_truncation, reason = "a layer of 2^32 points does not fit into memory")]
const fn narrow(n: usize) -> u32 {
    n as u32
}

#[expect(clippy::cast_precision_loss, reason = "bands are few")]
const fn count(n: usize) -> f64 {
    n as f64
}
