//! Hard borders: rivers, railways and main roads that no grid crosses.

use super::numbers::{Met, walk};
use super::ring_check::side;
use super::shape::{Corner, Plane};
use jingwei_terms::{Datum, Refusal, RefusalClass};
use rstar::{AABB, RTree, RTreeObject};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Lines and areas that no grid crosses, found by place.
#[derive(Debug, Clone, Default)]
pub struct Borders {
    pieces: RTree<Piece>,
}

/// A straight piece of a border.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: Corner,
    to: Corner,
    /// Whether it is the shore of an area (a wide river), of which any crossing counts; a line counts when it is crossed an
    /// odd number of times, that is when both ends lie on different sides of it.
    shore: bool,
}

impl RTreeObject for Piece {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(place(self.from), place(self.to))
    }
}

fn place(corner: Corner) -> [i64; 2] {
    [i64::from(corner.x), i64::from(corner.y)]
}

/// A common border as near as this to a hard one over its whole length runs along it, in metres. Twenty times a rounding.
const ALONG_M: f64 = 0.2;

impl Borders {
    /// The borders of these lines and rings.
    pub(crate) fn of(lines: impl IntoIterator<Item = (Vec<Corner>, bool)>) -> Self {
        let pieces = lines
            .into_iter()
            .flat_map(|(line, shore)| {
                let ends: Vec<_> = line.windows(2).map(|two| (two[0], two[1])).filter(|(a, b)| a != b).collect();
                ends.into_iter().map(move |(from, to)| Piece { from, to, shore })
            })
            .collect();
        Self { pieces: RTree::bulk_load(pieces) }
    }

    /// The borders of several files as one.
    #[must_use]
    pub fn together(several: &[Self]) -> Self {
        Self { pieces: RTree::bulk_load(several.iter().flat_map(|borders| borders.pieces.iter().copied()).collect()) }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.size() == 0
    }

    /// Whether a hard border parts two units along this common border: it runs along it, or it lies between it and the middle of
    /// either unit. A border drawn some metres beside the true one, or straight through units, parts the units by the side on which
    /// their middles lie.
    pub(crate) fn part(&self, plane: Plane, one: Corner, common: (Corner, Corner), other: Corner) -> bool {
        let middle = Corner { x: i32::midpoint(common.0.x, common.1.x), y: i32::midpoint(common.0.y, common.1.y) };
        let along = [common.0, middle, common.1].iter().all(|&at| self.within(plane, at));
        along || self.count(one, middle).combine(&self.count(middle, other)).parts()
    }

    /// Whether the straight way between two points leads over a hard border.
    pub(crate) fn crossed(&self, one: Corner, other: Corner) -> bool {
        self.count(one, other).parts()
    }

    fn within(&self, plane: Plane, at: Corner) -> bool {
        // A tick is about a centimetre at most, so this box holds the reach in every latitude where people live.
        let reach = 200;
        let [x, y] = place(at);
        let near = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
        self.pieces.locate_in_envelope_intersecting(near).any(|piece| {
            let (dx, dy) = plane.step_m(piece.from, piece.to);
            let (px, py) = plane.step_m(piece.from, at);
            let share = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            (px - share * dx).hypot(py - share * dy) <= ALONG_M
        })
    }

    fn count(&self, one: Corner, other: Corner) -> Crossings {
        let mut count = Crossings::default();
        for piece in self.pieces.locate_in_envelope_intersecting(AABB::from_corners(place(one), place(other))) {
            let left = |a, b, c| side(a, b, c) > 0;
            let crosses = left(one, other, piece.from) != left(one, other, piece.to)
                && left(piece.from, piece.to, one) != left(piece.from, piece.to, other);
            match (crosses, piece.shore) {
                (true, true) => count.shores += 1,
                (true, false) => count.lines += 1,
                (false, _) => {}
            }
        }
        count
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Crossings {
    lines: u32,
    shores: u32,
}

impl Crossings {
    const fn combine(self, other: &Self) -> Self {
        Self { lines: self.lines + other.lines, shores: self.shores + other.shores }
    }

    const fn parts(self) -> bool {
        self.shores > 0 || self.lines % 2 == 1
    }
}

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(default)]
    datum: Option<Datum>,
    #[serde(borrow)]
    features: Vec<Feature<'a>>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow, default)]
    geometry: Option<Geometry<'a>>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    coordinates: &'a RawValue,
}

/// The hard borders in a GeoJSON text: `LineString`, `MultiLineString`, `Polygon` and `MultiPolygon`.
///
/// # Errors
/// When the text is no feature collection, or a feature is something else, such as a point.
pub fn read(text: &str, datum: Option<Datum>) -> Result<Borders, Refusal> {
    let collection: Collection<'_> = serde_json::from_str(text).map_err(|why| unreadable(&why.to_string()))?;
    let datum = collection.datum.or(datum).unwrap_or_default();
    let mut lines = Vec::new();
    for (at, feature) in collection.features.iter().enumerate() {
        let Some(geometry) = &feature.geometry else {
            return Err(unreadable(&format!("feature {at} has no geometry")));
        };
        let (depth, shore) = match geometry.kind.as_ref() {
            "LineString" => (1, false),
            "MultiLineString" => (2, false),
            "Polygon" => (2, true),
            "MultiPolygon" => (3, true),
            other => return Err(unreadable(&format!("feature {at} is a `{other}`, neither a line nor a polygon"))),
        };
        let (mut line, mut sound) = (Vec::new(), true);
        let walked = walk(geometry.coordinates.get(), |met| match met {
            Met::Point(lng, lat) => match super::units::corner(lng, lat, datum) {
                Some(corner) => line.push(corner),
                None => sound = false,
            },
            Met::End(end) if end == depth => lines.push((std::mem::take(&mut line), shore)),
            Met::End(_) => {}
        });
        if walked.is_none() || !sound {
            return Err(unreadable(&format!("feature {at} has coordinates that make no line")));
        }
    }
    Ok(Borders::of(lines))
}

fn unreadable(why: &str) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "bad_borders",
        format!("硬边界文件读不懂：{why}"),
        format!("the hard borders cannot be read: {why}"),
    )
    .next("请给出由线或面组成的 GeoJSON FeatureCollection", "give a GeoJSON FeatureCollection of lines or polygons")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANE: Plane = Plane { east_m: 0.01, north_m: 0.01 };

    fn at(x: i32, y: i32) -> Corner {
        Corner { x, y }
    }

    /// Two squares side by side, their common border at x = 1000.
    fn parted(border: &str) -> bool {
        let borders = read(border, None).unwrap();
        borders.part(PLANE, at(500, 500), (at(1000, 0), at(1000, 1000)), at(1500, 500))
    }

    fn line(coordinates: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{coordinates}}}}}]}}"#
        )
    }

    #[test]
    fn a_border_parts_along_the_common_edge_or_beside_it_and_not_across_it() {
        assert!(parted(&line("[[0.0001,-0.001],[0.0001,0.001]]")), "along");
        assert!(parted(&line("[[0.00012,-0.001],[0.00012,0.001]]")), "two metres beside");
        assert!(!parted(&line("[[-0.001,0.00002],[0.001,0.00002]]")), "across, both middles on one side");
        assert!(!parted(&line("[[0.0001,0.001],[0.0001,0.002]]")), "elsewhere");
    }

    #[test]
    fn a_line_that_weaves_back_does_not_part_and_an_area_does() {
        assert!(!parted(&line("[[0.00008,-0.001],[0.00008,0.001],[0.00012,0.001],[0.00012,-0.001]]")));
        let area = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0.00008,-0.001],[0.00008,0.001],[0.00012,0.001],[0.00012,-0.001],[0.00008,-0.001]]]}}]}"#;
        assert!(parted(area));
    }

    #[test]
    fn points_are_no_borders() {
        let point = r#"{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        assert_eq!(read(point, None).unwrap_err().code, "bad_borders");
        assert_eq!(read("[]", None).unwrap_err().code, "bad_borders");
    }
}
