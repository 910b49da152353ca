//! How much there is to do in each grid, estimated from its households and from what was done there before.

use crate::layer::Layer;
use jingwei_terms::{Refusal, RefusalClass};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What one piece of work takes, in minutes. A city's own figures; these are a beginning to be replaced by its records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minutes {
    /// For a case that was filed in the grid, the way included.
    pub per_case: f64,
    /// For a visit to a household that needs one.
    pub per_visit: f64,
    /// For each household in a month, for patrols and what else nobody counts.
    pub per_household: f64,
}

impl Default for Minutes {
    fn default() -> Self {
        Self { per_case: 45.0, per_visit: 30.0, per_household: 6.0 }
    }
}

/// A grid that needs a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Its code.
    pub code: String,
    /// Its community.
    pub community: String,
    /// The duties of all departments there.
    pub duties: Vec<String>,
    /// Hours of work in a month.
    pub hours: f64,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    grid: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    cases: f64,
    #[serde(default)]
    visits: f64,
}

/// The grids of a net with their work. `counts` is a table of cases and visits in a month with the columns `grid` or `unit`, `cases`
/// and `visits`; where there is none, households alone are counted.
///
/// # Errors
/// When a grid has no code or no number of households, a line of the table cannot be read, or names a place that is not in the net.
pub fn grids(net: &Layer, counts: Option<&str>, minutes: Minutes) -> Result<Vec<Grid>, Refusal> {
    let (mut grids, mut places) = (Vec::new(), BTreeMap::new());
    for (at, feature) in net.features.iter().enumerate() {
        let text = |key: &str| feature.properties.get(key).map(said).unwrap_or_default();
        let households = feature.properties.get("households").and_then(Value::as_f64).filter(|count| *count >= 0.0);
        let households = households.ok_or_else(|| bad(&format!("grid `{}` has no `households`", feature.id)))?;
        let list = |key: &str| feature.properties.get(key).and_then(Value::as_array).into_iter().flatten().map(said);
        places.insert(feature.id.clone(), at);
        places.extend(list("units").map(|unit| (unit, at)));
        let hours = households * minutes.per_household / 60.0;
        grids.push(Grid {
            code: feature.id.clone(),
            community: text("community"),
            duties: list("duties").collect(),
            hours,
        });
    }
    let mut rows = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(counts.unwrap_or("grid\n").trim_start_matches('\u{feff}').as_bytes());
    for (row, line) in rows.deserialize::<Row>().zip(2..) {
        let row = row.map_err(|why| bad(&format!("line {line} of the counts: {why}")))?;
        let place = if row.grid.is_empty() { &row.unit } else { &row.grid };
        let Some(&at) = places.get(place) else {
            return Err(bad(&format!("line {line} of the counts names `{place}`, which is not in the net")));
        };
        let spent = row.cases * minutes.per_case + row.visits * minutes.per_visit;
        // Written so that what is not a number is refused as well.
        if !(0.0..1e9).contains(&spent) || row.cases < 0.0 || row.visits < 0.0 {
            return Err(bad(&format!("line {line} of the counts has a number below 0 or beyond belief")));
        }
        grids[at].hours += spent / 60.0;
    }
    grids.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(grids)
}

fn said(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn bad(why: &str) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "bad_work",
        format!("工作量算不出：{why}"),
        format!("the work cannot be counted: {why}"),
    )
    .next("请核对网格的 households 与工作量表", "check the grids' households and the table of counts")
}
