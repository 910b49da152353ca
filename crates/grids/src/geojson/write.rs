//! A layer as GeoJSON text, one feature a line, so that two nets can be compared line by line.

use crate::layer::{Feature, Layer};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use jingwei_terms::Datum;
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// The bytes of the layer.
pub(crate) fn write(layer: &Layer, datum: Datum) -> Vec<u8> {
    let line = |feature: &Feature| {
        serde_json::to_vec(&Line { feature, datum }).expect("numbers here are finite and keys are text")
    };
    let lines: Vec<Vec<u8>> = layer.features.par_iter().map(line).collect();
    let length: usize = lines.iter().map(|line| line.len() + 2).sum();
    let mut out = Vec::with_capacity(length + 80);
    out.extend_from_slice(
        format!("{{\"type\":\"FeatureCollection\",\"datum\":\"{}\",\"features\":[\n", datum.name()).as_bytes(),
    );
    for (n, line) in lines.iter().enumerate() {
        out.extend_from_slice(if n == 0 { b"" } else { b",\n" });
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

struct Line<'a> {
    feature: &'a Feature,
    datum: Datum,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Feature { id, properties, shape } = self.feature;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "Feature")?;
        // `#7` only says where the feature stood in some file; it is no id to hand on.
        if !id.starts_with('#') && !is_said(properties, id) {
            map.serialize_entry("id", id)?;
        }
        map.serialize_entry("properties", properties)?;
        map.serialize_entry("geometry", &Geometry(shape, self.datum))?;
        map.end()
    }
}

/// Whether the properties already say the id, so that reading them again finds the same one.
fn is_said(properties: &Map<String, Value>, id: &str) -> bool {
    let first = properties.get("code").or_else(|| properties.get("id"));
    match first {
        Some(Value::String(text)) => text == id,
        Some(Value::Number(number)) => number.to_string() == id,
        _ => false,
    }
}

struct Geometry<'a>(&'a MultiPolygon<f64>, Datum);

impl Serialize for Geometry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        if let [one] = &self.0.0[..] {
            map.serialize_entry("type", "Polygon")?;
            map.serialize_entry("coordinates", &Rings(one, self.1))?;
        } else {
            let all: Vec<_> = self.0.iter().map(|polygon| Rings(polygon, self.1)).collect();
            map.serialize_entry("type", "MultiPolygon")?;
            map.serialize_entry("coordinates", &all)?;
        }
        map.end()
    }
}

struct Rings<'a>(&'a Polygon<f64>, Datum);

impl Serialize for Rings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rings = std::iter::once(self.0.exterior()).chain(self.0.interiors());
        serializer.collect_seq(rings.map(|ring| Ring(ring, self.1)))
    }
}

struct Ring<'a>(&'a LineString<f64>, Datum);

impl Serialize for Ring<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.0.len()))?;
        for point in &self.0.0 {
            list.serialize_element(&given(*point, self.1))?;
        }
        list.end()
    }
}

/// The point as the datum gives it: to 10⁻⁹ degrees where that is a computed number.
fn given(point: Coord<f64>, datum: Datum) -> [f64; 2] {
    if matches!(datum, Datum::Cgcs2000 | Datum::Wgs84) {
        return [point.x, point.y];
    }
    let (lng, lat) = datum.given(point.x, point.y);
    [(lng * 1e9).round() / 1e9, (lat * 1e9).round() / 1e9]
}
