//! One feature of a GeoJSON file: its id, its properties, and rings that are closed and on the globe.

use super::coordinates::Node;
use super::{broken, scan};
use crate::layer::Feature;
use crate::problem::{Problem, RepairState, Spot};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use jingwei_terms::{Datum, Refusal};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::ops::Range;

/// A feature that was read, or why it is left out.
pub(super) struct Found {
    pub(super) feature: Option<Feature>,
    pub(super) problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    id: Option<Value>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<RawGeometry>,
    // A bare geometry has these in the feature's stead.
    #[serde(default)]
    coordinates: Option<Node>,
    #[serde(default)]
    geometries: Option<Vec<RawGeometry>>,
}

#[derive(Deserialize)]
struct RawGeometry {
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default)]
    coordinates: Option<Node>,
    #[serde(default)]
    geometries: Option<Vec<RawGeometry>>,
}

/// Reads the feature at `range`, which is the `number`th of the file.
pub(super) fn read(bytes: &[u8], range: &Range<usize>, number: usize, datum: Datum) -> Result<Found, Refusal> {
    let text = &bytes[range.clone()];
    if text == b"null" {
        let en = "the feature is `null` and was left out";
        let problem = Problem::new("empty_geometry", Spot::feature(number, ""), "要素为 `null`，已略去", en);
        return Ok(Found { feature: None, problems: vec![problem] });
    }
    let raw: Raw = serde_json::from_slice(text).map_err(|why| {
        let at = range.start + scan::offset(text, why.line(), why.column());
        let refusal = broken(bytes, word_start(bytes, range.start, at), &scan::plain(&why));
        Refusal {
            zh: format!("第 {number} 个要素：{}", refusal.zh),
            en: format!("feature {number}: {}", refusal.en),
            ..refusal
        }
    })?;
    let properties = raw.properties.unwrap_or_default();
    let id = id_of(raw.id.as_ref(), &properties, number);
    let geometry =
        raw.geometry.unwrap_or(RawGeometry { r#type: None, coordinates: raw.coordinates, geometries: raw.geometries });
    let mut shaper = Shaper { number, id: &id, datum, ring: 0, problems: Vec::new() };
    let shape = shaper.geometry(geometry).filter(|shape| !shape.0.is_empty());
    let mut problems = shaper.problems;
    if shape.is_none() && problems.iter().all(|problem| problem.repair.is_some()) {
        problems.push(Problem::new(
            "empty_geometry",
            Spot::feature(number, &id),
            format!("要素 `{id}` 没有图形，已略去"),
            format!("the feature `{id}` has no shape and was left out"),
        ));
    }
    Ok(Found { feature: shape.map(|shape| Feature { id, properties, shape }), problems })
}

/// A parser stops inside `NaN`; the word begins earlier.
fn word_start(bytes: &[u8], from: usize, at: usize) -> usize {
    let letters = bytes[from..at.min(bytes.len())].iter().rev().take_while(|b| b.is_ascii_alphabetic() || **b == b'-');
    at - letters.count()
}

fn id_of(id: Option<&Value>, properties: &Map<String, Value>, number: usize) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let named = [id, properties.get("code"), properties.get("id")].into_iter().flatten().find_map(word);
    named.unwrap_or_else(|| format!("#{number}"))
}

/// Turns nested lists into polygons of one feature.
struct Shaper<'a> {
    number: usize,
    id: &'a str,
    datum: Datum,
    /// Rings seen so far.
    ring: usize,
    problems: Vec<Problem>,
}

impl Shaper<'_> {
    /// The shape; nothing when a fault makes it unusable.
    fn geometry(&mut self, raw: RawGeometry) -> Option<MultiPolygon<f64>> {
        if let Some(parts) = raw.geometries {
            let parts: Option<Vec<_>> = parts.into_iter().map(|part| self.geometry(part)).collect();
            return Some(MultiPolygon(parts?.into_iter().flatten().collect()));
        }
        match raw.r#type.as_deref() {
            None | Some("Polygon" | "MultiPolygon" | "Feature") => {}
            Some(other) => {
                self.refuse(
                    "not_an_area",
                    Spot::feature(self.number, self.id),
                    &format!("几何类型 `{other}` 不是面"),
                    &format!("a `{other}` is no area"),
                );
                return None;
            }
        }
        let deep = raw.r#type.as_deref() == Some("MultiPolygon");
        let polygons = match raw.coordinates {
            None => return Some(MultiPolygon(Vec::new())),
            Some(Node::List(polygons)) if polygons.iter().any(is_polygon) => {
                self.note_depth(!deep);
                polygons
            }
            Some(rings) => {
                self.note_depth(deep && rings != Node::List(Vec::new()));
                vec![rings]
            }
        };
        let polygons: Option<Vec<_>> = polygons.into_iter().map(|polygon| self.polygon(polygon)).collect();
        Some(MultiPolygon(polygons?.into_iter().flatten().collect()))
    }

    fn note_depth(&mut self, differs: bool) {
        if differs {
            let (zh, en) = ("嵌套层数与几何类型不符", "the nesting of the lists does not fit the type of the geometry");
            let problem = Problem::new("wrong_depth", Spot::feature(self.number, self.id), zh, en);
            self.problems.push(problem.mended_by(RepairState::Made, "按实际层数读取", "read as it is nested"));
        }
    }

    /// A polygon; `Some(None)` when it is empty.
    fn polygon(&mut self, node: Node) -> Option<Option<Polygon<f64>>> {
        let rings = match node {
            Node::List(rings) => rings,
            // A bare ring, one list too shallow, or a fault in the first ring.
            other => vec![other],
        };
        let rings: Option<Vec<_>> = rings.into_iter().map(|ring| self.ring(ring)).collect();
        let mut rings = rings?.into_iter();
        // Holes of an outer ring that is empty are holes in nothing.
        Some(rings.next().flatten().map(|outer| Polygon::new(outer, rings.flatten().collect())))
    }

    /// A closed ring in our datum; `Some(None)` when it is empty.
    fn ring(&mut self, node: Node) -> Option<Option<LineString<f64>>> {
        self.ring += 1;
        let spot = Spot::feature(self.number, self.id).ring(self.ring);
        let mut points = match node {
            Node::Ring(points) => points,
            Node::List(lists) if lists.is_empty() => return Some(None),
            Node::BadRing(what, vertex) => return self.stray(spot.vertex(vertex), &what),
            Node::BadPosition(what) | Node::Stray(what) => return self.stray(spot, &what),
            Node::Number(number) => return self.stray(spot, &number.to_string()),
            Node::Position(_) | Node::List(_) => return self.stray(spot, "[…]"),
        };
        if let Some(vertex) = points.iter().position(|point| !on_globe(*point)) {
            self.off_globe(spot.vertex(vertex + 1), points[vertex]);
            return None;
        }
        for point in &mut points {
            (point.x, point.y) = self.datum.on_ground(point.x, point.y);
        }
        if points.first() != points.last() {
            let end = points[0];
            let spot = spot.clone().vertex(points.len()).at(end.x, end.y);
            let problem = Problem::new(
                "unclosed_ring",
                spot,
                format!("要素 `{}` 的环没有闭合", self.id),
                format!("a ring of `{}` is not closed", self.id),
            );
            self.problems.push(problem.mended_by(RepairState::Made, "补上首点使其闭合", "closed with its first point"));
            points.push(end);
        }
        if points.len() < 4 {
            let (x, y) = (points[0].x, points[0].y);
            let problem = Problem::new(
                "too_few_points",
                spot.at(x, y),
                format!("要素 `{}` 的环不足三个点，围不成面", self.id),
                format!("a ring of `{}` has fewer than three points and encloses nothing", self.id),
            );
            self.problems.push(problem.mended_by(RepairState::Made, "删去该环", "the ring was dropped"));
            return Some(None);
        }
        Some(Some(LineString(points)))
    }

    fn stray<T>(&mut self, spot: Spot, what: &str) -> Option<T> {
        let degrees = what.contains(['°', '′', '度', '分']) || what.contains('\'');
        let (code, zh, en) = match degrees {
            true => (
                "degrees_minutes",
                format!("坐标写成了度分秒（`{what}`）"),
                format!("a coordinate is written in degrees and minutes (`{what}`)"),
            ),
            false => {
                ("not_a_number", format!("坐标不是数（`{what}`）"), format!("a coordinate is not a number (`{what}`)"))
            }
        };
        self.refuse(code, spot, &zh, &en);
        None
    }

    fn off_globe(&mut self, spot: Spot, point: Coord<f64>) {
        let Coord { x, y } = point;
        if !x.is_finite() || !y.is_finite() {
            self.refuse("not_a_number", spot, "坐标不是有限的数", "a coordinate is not a finite number");
        } else if x.abs() <= 90.0 && y.abs() <= 180.0 {
            self.refuse(
                "swapped",
                spot,
                &format!("经度和纬度写反了（{x}, {y}）"),
                &format!("longitude and latitude are swapped ({x}, {y})"),
            );
        } else if x.abs() > 1000.0 && y.abs() > 1000.0 {
            self.refuse(
                "projected",
                spot,
                &format!("是以米为单位的投影坐标（{x}, {y}）"),
                &format!("these are projected metres ({x}, {y})"),
            );
        } else {
            self.refuse(
                "out_of_range",
                spot,
                &format!("坐标超出范围（{x}, {y}）"),
                &format!("the coordinate is off the globe ({x}, {y})"),
            );
        }
    }

    /// A fault that leaves the feature out.
    fn refuse(&mut self, code: &'static str, spot: Spot, zh: &str, en: &str) {
        let id = self.id;
        self.problems.push(Problem::new(
            code,
            spot,
            format!("要素 `{id}`：{zh}，已略去"),
            format!("the feature `{id}` was left out: {en}"),
        ));
    }
}

/// Whether a node holds rings, so that the list around it is one of polygons.
fn is_polygon(node: &Node) -> bool {
    matches!(node, Node::List(rings) if rings.iter().any(|ring| matches!(ring, Node::Ring(_) | Node::BadRing(..))))
}

fn on_globe(point: Coord<f64>) -> bool {
    (-180.0..=180.0).contains(&point.x) && (-90.0..=90.0).contains(&point.y)
}
