//! Finds the features of a GeoJSON file without reading them: strings and brackets are enough for that.

use super::{broken, invalid};
use jingwei_terms::Refusal;
use serde_json::{Map, Value};
use std::ops::Range;

/// The file in outline.
pub(super) struct Outline {
    /// The members around the features.
    pub(super) around: Map<String, Value>,
    /// Where each feature stands in the bytes.
    pub(super) features: Vec<Range<usize>>,
}

/// The outline of these bytes, which are UTF-8.
pub(super) fn outline(bytes: &[u8]) -> Result<Outline, Refusal> {
    let start = skip_space(bytes, 0);
    if bytes.get(start) != Some(&b'{') {
        return Err(not_geojson("文件开头不是 `{`", "the file does not begin with `{`"));
    }
    let Some(array) = member(bytes, start, b"\"features\"")? else {
        return alone(bytes, start);
    };
    if bytes.get(array) != Some(&b'[') {
        return Err(not_geojson("`features` 不是列表", "`features` is not a list"));
    }
    let (features, end) = elements(bytes, array)?;
    // What is left when the features are taken out must be JSON by itself, which checks everything around them.
    let mut rest = bytes[..=array].to_vec();
    rest.extend_from_slice(&bytes[end..]);
    let around = match serde_json::from_slice::<Value>(&rest) {
        Ok(Value::Object(around)) => around,
        Ok(_) => unreachable_object(),
        Err(why) => {
            let at = offset(&rest, why.line(), why.column());
            return Err(broken(bytes, if at > array { at + (end - array - 1) } else { at }, &plain(&why)));
        }
    };
    match around.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") | None => Ok(Outline { around, features }),
        Some(other) => Err(not_geojson(
            &format!("`type` 是 `{other}`，应为 FeatureCollection"),
            &format!("`type` is `{other}`, not FeatureCollection"),
        )),
    }
}

/// The words of a JSON error without its line and column, which are those of a part of the file.
pub(super) fn plain(why: &serde_json::Error) -> String {
    let text = why.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// Where line and column of an error are in the bytes.
pub(super) fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let starts = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(n, _)| n + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1)).unwrap_or(0);
    (start + column.saturating_sub(1)).min(bytes.len())
}

/// A file that is one feature or one geometry.
fn alone(bytes: &[u8], start: usize) -> Result<Outline, Refusal> {
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|why| broken(bytes, offset(bytes, why.line(), why.column()), &plain(&why)))?;
    let end = bytes.iter().rposition(|b| *b == b'}').map_or(bytes.len(), |n| n + 1);
    let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "Feature" | "Polygon" | "MultiPolygon" | "GeometryCollection" => {
            let Value::Object(mut around) = value else { unreachable_object() };
            around.retain(|name, _| name == "crs" || name == "datum");
            Ok(Outline { around, features: std::iter::once(start..end).collect() })
        }
        "Topology" => Err(not_geojson("这是 TopoJSON", "this is TopoJSON")),
        "FeatureCollection" => Err(not_geojson("没有 `features`", "there is no `features`")),
        "" if value.get("rings").is_some() || value.get("geometryType").is_some() => {
            Err(not_geojson("这是 Esri JSON", "this is Esri JSON"))
        }
        other => Err(not_geojson(
            &format!("`type` 是 `{other}`，应为 FeatureCollection"),
            &format!("`type` is `{other}`, not FeatureCollection"),
        )),
    }
}

fn unreachable_object() -> ! {
    unreachable!("bytes that begin with a brace and parse as JSON are an object")
}

fn not_geojson(zh: &str, en: &str) -> Refusal {
    invalid("not_geojson", format!("不是 GeoJSON 图层：{zh}"), format!("not a GeoJSON layer: {en}"))
        .next("导出为 GeoJSON 的 FeatureCollection（面图层）", "export a GeoJSON FeatureCollection of polygons")
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// The end of the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut here = at + 1;
    loop {
        match bytes.get(here)? {
            b'"' => return Some(here + 1),
            b'\\' => here += 2,
            _ => here += 1,
        }
    }
}

/// Where the value of a member of the object at `start` begins.
fn member(bytes: &[u8], start: usize, quoted: &[u8]) -> Result<Option<usize>, Refusal> {
    let (mut at, mut depth) = (start, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = string_end(bytes, at).ok_or_else(|| cut_short(bytes))?;
                let after = skip_space(bytes, end);
                if depth == 1 && &bytes[at..end] == quoted && bytes.get(after) == Some(&b':') {
                    return Ok(Some(skip_space(bytes, after + 1)));
                }
                at = end;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            return Ok(None);
        }
        at += 1;
    }
    Ok(None)
}

/// The elements of the list at `array`, and where its closing bracket stands.
fn elements(bytes: &[u8], array: usize) -> Result<(Vec<Range<usize>>, usize), Refusal> {
    let mut found = Vec::new();
    let mut at = skip_space(bytes, array + 1);
    if bytes.get(at) == Some(&b']') {
        return Ok((found, at));
    }
    loop {
        let end = element_end(bytes, at)?;
        found.push(at..end);
        at = skip_space(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = skip_space(bytes, at + 1),
            Some(b']') => return Ok((found, at)),
            Some(_) => return Err(broken(bytes, at, "a comma is expected between two features")),
            None => return Err(cut_short(bytes)),
        }
    }
}

/// The end of the element that begins at `at`: an object, or a word that the reader of features will refuse.
fn element_end(bytes: &[u8], at: usize) -> Result<usize, Refusal> {
    let (mut here, mut depth) = (at, 0_usize);
    loop {
        match bytes.get(here) {
            None => return Err(cut_short(bytes)),
            Some(b'"') => here = string_end(bytes, here).ok_or_else(|| cut_short(bytes))?,
            Some(b'{' | b'[') => {
                depth += 1;
                here += 1;
            }
            Some(b'}' | b']') if depth > 0 => {
                depth -= 1;
                here += 1;
            }
            Some(b',' | b'}' | b']') if depth == 0 => {
                return if here > at { Ok(here) } else { Err(broken(bytes, at, "a feature is expected")) };
            }
            Some(_) => here += 1,
        }
        if depth == 0 && matches!(bytes[here - 1], b'}' | b']' | b'"') {
            return Ok(here);
        }
    }
}

fn cut_short(bytes: &[u8]) -> Refusal {
    broken(bytes, bytes.len(), "the file ends too early")
}
