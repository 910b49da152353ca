//! Judges the datum of a layer by a second one of known datum over the same ground, such as the city's divisions.
//!
//! Method: each vertex of the layer is put on the ground as if it were given in each of the datums in turn, and it is counted
//! how often it then falls on a border of the reference. Borders that two layers share fall together under the right datum
//! alone: a wrong one moves everything by hundreds of metres, and only chance hits remain. Vertices that lie on no common
//! border miss under every datum and do no harm.

use crate::layer::Layer;
use crate::measure::metres_per_degree;
use crate::problem::{Problem, RepairState, Spot};
use geo::CoordsIter;
use jingwei_terms::Datum;
use rayon::prelude::*;
use rstar::primitives::Line;
use rstar::{PointDistance as _, RTree};
use serde::Serialize;

/// The most vertices that are tried; more would not change the answer.
const SAMPLE: usize = 4000;
/// The fewest hits from which an answer is given.
const FEWEST_HITS: usize = 12;
/// How many times more hits than the next the right datum must have.
const MARGIN: usize = 3;
/// A vertex this close to a border of the reference is on it, in metres. Maps of the same border by two hands differ by so much.
const ON_BORDER_M: f64 = 10.0;

/// How well a layer fits the reference in one datum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Likeness {
    /// The datum that was tried.
    pub datum: Datum,
    /// Vertices that fall on a border of the reference.
    pub hits: usize,
    /// The median distance of those to the border, in metres.
    pub median_m: f64,
}

/// What the reference says of the datum of a layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The datum it was read in.
    pub stated: Datum,
    /// The datum it is in, as far as the reference can tell. CGCS2000 stands for WGS-84 as well.
    pub likely: Option<Datum>,
    /// Vertices that were tried.
    pub tried: usize,
    /// The three datums that were tried.
    pub tests: Vec<Likeness>,
    /// The fault, when the two differ.
    pub problem: Option<Problem>,
}

/// Judges the datum of a layer by a reference that covers the same ground and whose datum is right.
#[must_use]
pub fn judge(layer: &Layer, reference: &Layer) -> Judgement {
    let plane = Plane::at(reference);
    let edges: Vec<Line<[f64; 2]>> = reference
        .features
        .iter()
        .flat_map(|feature| feature.shape.iter())
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| ring.0.windows(2))
        .map(|edge| Line::new(plane.metres(edge[0].x, edge[0].y), plane.metres(edge[1].x, edge[1].y)))
        .collect();
    let borders = RTree::bulk_load(edges);
    let total: usize = layer.features.iter().map(|feature| feature.shape.coords_count()).sum();
    let points = layer.features.iter().flat_map(|feature| feature.shape.coords_iter());
    let points: Vec<_> = points.step_by(total.div_ceil(SAMPLE).max(1)).collect();
    let tests = [Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09].map(|datum| {
        let distance = |point: &geo::Coord<f64>| {
            // As it stood in the file, and then as if the file were in the datum that is tried.
            let (lng, lat) = layer.datum.given(point.x, point.y);
            let (lng, lat) = datum.on_ground(lng, lat);
            let at = plane.metres(lng, lat);
            borders.nearest_neighbor(at).map(|line| line.distance_2(&at).sqrt()).filter(|metres| *metres <= ON_BORDER_M)
        };
        let mut hits: Vec<f64> = points.par_iter().filter_map(distance).collect();
        hits.sort_by(f64::total_cmp);
        Likeness { datum, hits: hits.len(), median_m: hits.get(hits.len() / 2).copied().unwrap_or(0.0) }
    });
    let likely = decide(&tests);
    let problem = likely.filter(|datum| !same(*datum, layer.datum)).map(|datum| wrong(layer.datum, datum, &tests));
    Judgement { stated: layer.datum, likely, tried: points.len(), tests: tests.to_vec(), problem }
}

fn decide(tests: &[Likeness]) -> Option<Datum> {
    let best = tests.iter().max_by_key(|test| test.hits)?;
    let next = tests.iter().filter(|test| test.datum != best.datum).map(|test| test.hits).max().unwrap_or(0);
    (best.hits >= FEWEST_HITS && best.hits >= MARGIN * next).then_some(best.datum)
}

fn same(a: Datum, b: Datum) -> bool {
    let national = |datum: Datum| matches!(datum, Datum::Cgcs2000 | Datum::Wgs84);
    a == b || (national(a) && national(b))
}

fn wrong(stated: Datum, likely: Datum, tests: &[Likeness]) -> Problem {
    let hits = |datum: Datum| tests.iter().find(|test| same(test.datum, datum)).map_or(0, |test| test.hits);
    let (stated_hits, likely_hits) = (hits(stated), hits(likely));
    let (stated, likely) = (stated.name(), likely.name());
    Problem::new(
        "wrong_datum",
        Spot::layer(),
        format!("图层称坐标系为 `{stated}`，与参照图层对照却是 `{likely}`：按前者 {stated_hits} 个顶点落在参照边界上，按后者 {likely_hits} 个"),
        format!("the layer says `{stated}` yet fits the reference in `{likely}`: {stated_hits} vertices on its borders in the one, {likely_hits} in the other"),
    )
    .mended_by(RepairState::ForAPerson, "核对来源后用 --datum 指明实际坐标系", "ask where it came from and say the datum with `--datum`")
}

/// Metres on the plane that touches the ground in the middle of a layer.
struct Plane {
    origin: [f64; 2],
    east: f64,
    north: f64,
}

impl Plane {
    fn at(layer: &Layer) -> Self {
        let middle = layer.bounds().map_or([0.0, 0.0], |bounds| bounds.center().into());
        let (east, north) = metres_per_degree(middle[1]);
        Self { origin: middle, east, north }
    }

    fn metres(&self, lng: f64, lat: f64) -> [f64; 2] {
        [(lng - self.origin[0]) * self.east, (lat - self.origin[1]) * self.north]
    }
}
