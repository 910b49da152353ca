//! A net as a layer of GeoJSON and back: one feature a grid, properties `code`, `name`, `community`, `households`, `worker`, `deputy`,
//! `duties` (`[{"department","duty","holder","share"}]`, or plain words).

use super::{GridDuty, Net, NetGrid, NetVersion, refusal};
use crate::layer::{Feature, Layer};
use jiff::Timestamp;
use jingwei_terms::{AreaCode, CodeError, Datum, DepartmentCode, GridCode, Refusal, StaffId};
use serde_json::{Map, Value, json};

impl Net {
    /// The net that this layer holds.
    ///
    /// # Errors
    /// When a grid has no code, a property is not what it should be, or the grids are no net (see [`Net::new`]).
    pub fn from_layer(version: NetVersion, effective_from: Timestamp, layer: &Layer) -> Result<Self, Refusal> {
        let grids: Result<Vec<NetGrid>, Refusal> = layer.features.iter().map(grid).collect();
        Self::new(version, effective_from, grids?)
    }

    /// The net as a layer, in the order of codes.
    #[must_use]
    pub fn to_layer(&self) -> Layer {
        Layer { datum: Datum::Cgcs2000, features: self.grids().iter().map(feature).collect() }
    }
}

fn grid(feature: &Feature) -> Result<NetGrid, Refusal> {
    let code = |name: &'static str| feature.text(name).filter(|text| !text.is_empty());
    let own = if feature.id.starts_with('#') { None } else { Some(feature.id.as_str()) };
    let text = code("code").map_or_else(|| own.unwrap_or_default().to_owned(), std::borrow::Cow::into_owned);
    let bad = |name: &'static str| move |why: CodeError| refusal::bad_property(&feature.id, name, &why);
    Ok(NetGrid {
        code: GridCode::new(&text).map_err(bad("code"))?,
        name: code("name").map(std::borrow::Cow::into_owned).unwrap_or_default(),
        community: code("community").map(|text| AreaCode::new(&text)).transpose().map_err(bad("community"))?,
        households: households(feature)?,
        worker: code("worker").map(|text| StaffId::new(&text)).transpose().map_err(bad("worker"))?,
        deputy: code("deputy").map(|text| StaffId::new(&text)).transpose().map_err(bad("deputy"))?,
        duties: duties(feature)?,
        shape: feature.shape.clone(),
    })
}

fn households(feature: &Feature) -> Result<u32, Refusal> {
    match feature.properties.get("households") {
        None | Some(Value::Null) => Ok(0),
        Some(_) => {
            let count = feature.count("households").and_then(|count| u32::try_from(count).ok());
            count.ok_or_else(|| refusal::bad_property(&feature.id, "households", &"not a whole number of households"))
        }
    }
}

fn duties(feature: &Feature) -> Result<Vec<GridDuty>, Refusal> {
    let Some(Value::Array(items)) = feature.properties.get("duties") else { return Ok(Vec::new()) };
    let department = feature.text("department").and_then(|text| DepartmentCode::new(&text).ok());
    let read = |item: &Value| match item {
        Value::String(word) => {
            Ok(GridDuty { department: department.clone(), duty: word.trim().to_owned(), holder: None, share: 1.0 })
        }
        other => {
            serde_json::from_value(other.clone()).map_err(|why| refusal::bad_property(&feature.id, "duties", &why))
        }
    };
    items.iter().map(read).collect()
}

fn feature(grid: &NetGrid) -> Feature {
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            properties.insert(name.to_owned(), value);
        }
    };
    put("code", json!(grid.code));
    put("name", json!(grid.name));
    put("community", json!(grid.community));
    put("households", json!(grid.households));
    put("worker", json!(grid.worker));
    put("deputy", json!(grid.deputy));
    if !grid.duties.is_empty() {
        put("duties", json!(grid.duties));
    }
    Feature { id: grid.code.to_string(), properties, shape: grid.shape.clone() }
}
