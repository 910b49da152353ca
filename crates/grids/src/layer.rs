//! A layer: features with their shapes, all in one datum, as a department hands them in and as we hand them out.

use crate::geojson;
use crate::problem::Problem;
use geo::{BoundingRect, MultiPolygon, Rect};
use jingwei_terms::{Datum, Refusal};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A layer of areas. Coordinates are CGCS2000 / WGS-84, `[lng, lat]`, whatever datum the layer came in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    /// The datum it was handed in.
    pub datum: Datum,
    /// Its features, in the order of the file.
    pub features: Vec<Feature>,
}

/// An area with its properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its id: the member `id`, else the property `code`, else the property `id`, else `#` and its place in the file.
    pub id: String,
    /// Its properties, as they stood in the file.
    pub properties: Map<String, Value>,
    /// Its shape. Rings are closed; nothing more is promised before [`crate::check`] has looked at it.
    pub shape: MultiPolygon<f64>,
}

/// A layer that could be read, with what was found on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The features whose shapes could be understood.
    pub layer: Layer,
    /// Whether the file or the caller said the datum. Where nobody did, it is WGS-84, as RFC 7946 (section 4) has it.
    pub datum_stated: bool,
    /// Features counted in the file, those left out included.
    pub features: usize,
    /// What was found: repairs made while reading, and features that had to be left out (they have no repair).
    pub problems: Vec<Problem>,
}

impl Layer {
    /// Reads a layer from the bytes of a GeoJSON file (RFC 7946): a FeatureCollection, a Feature or a bare geometry.
    ///
    /// `datum` is the datum in which the caller knows the file to be. A file may say it for itself, in the member `datum`
    /// (`cgcs2000`, `wgs84`, `gcj02`, `bd09`) or in the older member `crs`.
    ///
    /// # Errors
    /// When the bytes are no GeoJSON, when the file says another datum than the caller, when its coordinates are those of
    /// a projected system, and when no feature is left.
    ///
    /// ```
    /// use jingwei_grids::Layer;
    /// let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1"},
    ///   "geometry":{"type":"Polygon","coordinates":[[[120,30],[121,30],[121,31],[120,30]]]}}]}"#;
    /// let read = Layer::parse(text.as_bytes(), None).unwrap();
    /// assert_eq!(read.layer.features[0].id, "1");
    /// assert!(read.problems.is_empty());
    /// ```
    pub fn parse(bytes: &[u8], datum: Option<Datum>) -> Result<Read, Refusal> {
        geojson::read(bytes, datum)
    }

    /// The layer as a GeoJSON FeatureCollection, one feature a line, coordinates in `datum`, which is said in the member
    /// `datum`. In CGCS2000 or WGS-84 the coordinates are written to their last digit, in the shifted datums to 10⁻⁹ degrees.
    #[must_use]
    pub fn write(&self, datum: Datum) -> Vec<u8> {
        geojson::write(self, datum)
    }

    /// The rectangle around all features; nothing when there is no ground in the layer.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect<f64>> {
        let all = self.features.iter().filter_map(|feature| feature.shape.bounding_rect());
        all.reduce(|a, b| {
            let low = geo::coord! { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
            let high = geo::coord! { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) };
            Rect::new(low, high)
        })
    }
}

impl Feature {
    /// A text property, or the digits of a whole number: codes are written both ways.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.properties.get(name)? {
            Value::String(text) => Some(Cow::Borrowed(text.trim())).filter(|text| !text.is_empty()),
            Value::Number(number) if number.is_u64() => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    /// A property that counts something: a whole number, or one written as text.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<u64> {
        match self.properties.get(name)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}
