//! One row of somebody else's table, turned into a report and what the source says became of it.

use super::map::{Map, RowFault};
use super::rows::Row;
use jiff::Timestamp;
use jingwei_cases::case::{Anonymity, Channel, Property, Reporter, Source};
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::{AreaCode, Datum, DepartmentCode, KindCode, Location};
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;

/// A report with its history in the source system.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The report, filed at the source's own time.
    pub report: Report,
    /// Where it came from.
    pub source: Source,
    /// The official reply, and when it was given.
    pub reply: Option<(String, Option<Timestamp>)>,
    /// When the source held it to be finished.
    pub closed_at: Option<Timestamp>,
    /// The department that the source names.
    pub department: Option<DepartmentCode>,
    /// What the source says besides and a case has no place for: its deadline, its tags.
    pub remarks: Vec<String>,
}

impl Incoming {
    /// What the map makes of the row.
    ///
    /// # Errors
    /// When a word cannot be meant: a time that does not exist, half a point, a code that is none.
    pub fn of(row: &Row, map: &Map, rules: &Rulebook) -> Result<Self, RowFault> {
        let cell = |name: &str| row.cell(name);
        let text = |target: &str| map.value(target, &cell);
        let description = text("description")?
            .ok_or_else(|| RowFault::new("missing_field", "缺少“description”", "`description` is missing"))?;
        let filed_at = map
            .time("filed_at", &cell)?
            .ok_or_else(|| RowFault::new("missing_field", "缺少“filed_at”", "`filed_at` is missing"))?;
        let channel = word("channel", text("channel")?)?.unwrap_or(Channel::System);
        let property = word("property", text("property")?)?.unwrap_or(Property::Help);
        let mut report = Report::new(channel, property, &description);
        report.title = text("title")?.unwrap_or_default();
        report.filed_at = Some(filed_at);
        report.occurred_at = map.time("occurred_at", &cell)?;
        report.kind = code::<KindCode>("kind", text("kind")?)?;
        report.place.address = text("address")?.unwrap_or_default();
        report.place.location = location(text("lng")?, text("lat")?, text("datum")?)?;
        report.place.area = area(text("area")?, rules)?;
        let reporter = Reporter {
            name: text("reporter_name")?.unwrap_or_default(),
            phone: text("reporter_phone")?.unwrap_or_default(),
        };
        report.anonymity = match flag("anonymous", text("anonymous")?.as_deref())? {
            true => Anonymity::Anonymous,
            false => Anonymity::Confidential,
        };
        // The source's own nickname of somebody who wants to be nobody is dropped rather than kept against their will.
        let anonymous = report.anonymity == Anonymity::Anonymous;
        report.reporter = Some(reporter).filter(|r| !anonymous && *r != Reporter::default());
        let source = Source { system: map.source.clone(), key: map.key_of(&cell)? };
        report.source = Some(source.clone());
        let replied_at = map.time("replied_at", &cell)?;
        Ok(Self {
            report,
            source,
            reply: text("reply_text")?.map(|reply| (reply, replied_at)),
            closed_at: map.time("closed_at", &cell)?,
            department: code::<DepartmentCode>("department", text("department")?)?,
            remarks: remarks(map.time("due_at", &cell)?, text("tags")?, rules),
        })
    }
}

fn remarks(due_at: Option<Timestamp>, tags: Option<String>, rules: &Rulebook) -> Vec<String> {
    let due = due_at.map(|at| format!("原办理时限 {}", shown(at, rules)));
    let tags = tags.map(|tags| format!("原标签 {tags}"));
    due.into_iter().chain(tags).collect()
}

/// An instant as people of this city write it.
pub fn shown(at: Timestamp, rules: &Rulebook) -> String {
    let offset = jiff::fmt::strtime::BrokenDownTime::parse("%:z", &rules.settings.city.utc_offset)
        .ok()
        .and_then(|parts| parts.offset())
        .unwrap_or(jiff::tz::Offset::UTC);
    offset.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A word of a fixed list, as JSON writes it.
fn word<T: DeserializeOwned>(target: &'static str, text: Option<String>) -> Result<Option<T>, RowFault> {
    let Some(text) = text else { return Ok(None) };
    serde_json::from_value(serde_json::Value::String(text.clone())).map(Some).map_err(|_| {
        RowFault::new(
            "unknown_word",
            format!("“{target}”不认识 `{text}`"),
            format!("`{text}` is not a word for `{target}`"),
        )
    })
}

fn code<T: FromStr>(target: &'static str, text: Option<String>) -> Result<Option<T>, RowFault>
where
    T::Err: Display,
{
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|why: T::Err| {
        RowFault::new(
            "bad_code",
            format!("“{target}”的编码 `{text}` 不成立"),
            format!("`{target}`: {why} (found `{text}`)"),
        )
    })
}

fn flag(target: &'static str, text: Option<&str>) -> Result<bool, RowFault> {
    match text {
        None | Some("false" | "0" | "否" | "no") => Ok(false),
        Some("true" | "1" | "是" | "yes") => Ok(true),
        Some(other) => Err(RowFault::new(
            "unknown_word",
            format!("“{target}”应为 true 或 false，实为 `{other}`"),
            format!("`{target}` must be true or false (found `{other}`)"),
        )),
    }
}

fn area(text: Option<String>, rules: &Rulebook) -> Result<Option<AreaCode>, RowFault> {
    let Some(text) = text else { return Ok(None) };
    let by_code = AreaCode::new(&text).ok().and_then(|code| rules.areas.division(&code));
    match by_code.or_else(|| rules.areas.division_named(&text)) {
        Some(division) => Ok(Some(division.code.clone())),
        None => Err(RowFault::new(
            "unknown_area",
            format!("规则手册中没有区划“{text}”（或有多个）"),
            format!("the rulebook has no division `{text}`, or several"),
        )),
    }
}

fn location(lng: Option<String>, lat: Option<String>, datum: Option<String>) -> Result<Option<Location>, RowFault> {
    let bad = |why: &dyn Display| RowFault::new("bad_location", "坐标不成立", format!("the point is none: {why}"));
    let (lng, lat) = match (lng, lat) {
        (None, None) => return Ok(None),
        (Some(lng), Some(lat)) => (lng, lat),
        _ => return Err(bad(&"longitude and latitude come together")),
    };
    let degrees = |text: &str| text.parse::<f64>().map_err(|_| bad(&format!("`{text}` is no number of degrees")));
    let datum = word::<Datum>("datum", datum)?.unwrap_or_default();
    Location::new(degrees(&lng)?, degrees(&lat)?, datum).map(Some).map_err(|why| bad(&why))
}
