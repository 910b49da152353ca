//! Map files: how the columns of somebody else's table become a report (`rulebooks/README.md` has the format).

use crate::Failure;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Everything that a map may fill.
pub const TARGETS: &[&str] = &[
    "title",
    "description",
    "filed_at",
    "occurred_at",
    "property",
    "channel",
    "kind",
    "address",
    "lng",
    "lat",
    "datum",
    "area",
    "department",
    "reporter_name",
    "reporter_phone",
    "anonymous",
    "reply_text",
    "replied_at",
    "closed_at",
    "due_at",
    "tags",
];

/// A map, checked: every target is known, every table is there.
#[derive(Debug, Clone)]
pub struct Map {
    /// Stands in front of every key.
    pub source: String,
    /// What sort of file it is.
    pub format: Format,
    /// How its bytes are to be read.
    pub encoding: Encoding,
    /// The fields that make the key.
    pub key: Vec<String>,
    offset: Offset,
    time_formats: Vec<String>,
    empty: Vec<String>,
    fields: BTreeMap<String, Field>,
    tables: BTreeMap<String, BTreeMap<String, String>>,
}

/// What sort of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values with a header line.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// The first sheet of a workbook, its first row the header.
    Xlsx,
}

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Encoding {
    /// UTF-8 and nothing else.
    #[serde(rename = "utf-8")]
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    #[serde(rename = "gb18030")]
    Gb18030,
    /// UTF-8 if the whole file is, otherwise GB18030.
    #[default]
    #[serde(rename = "auto")]
    Auto,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMap {
    source: String,
    format: Format,
    #[serde(default)]
    encoding: Encoding,
    key: Vec<String>,
    offset: String,
    #[serde(default)]
    time_formats: Vec<String>,
    #[serde(default = "nothing")]
    empty: Vec<String>,
    fields: BTreeMap<String, Field>,
    #[serde(default)]
    tables: BTreeMap<String, BTreeMap<String, String>>,
}

fn nothing() -> Vec<String> {
    vec![String::new()]
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    from: Option<OneOrMany>,
    compose: Option<String>,
    constant: Option<String>,
    table: Option<String>,
    default: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default = "yes")]
    trim: bool,
    max_chars: Option<usize>,
}

const fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

/// Why a row cannot be filed: a code and a sentence in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// A stable code.
    pub code: &'static str,
    /// The sentence.
    pub why: String,
}

impl RowFault {
    /// A fault with its sentences.
    pub fn new(code: &'static str, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Self {
        Self { code, why: format!("{zh} / {en}") }
    }
}

impl Map {
    /// Reads a map file.
    ///
    /// # Errors
    /// When it cannot be read, has an unknown key or target, or contradicts itself.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
        Self::parse(&text).map_err(|(line, why)| {
            let place = format!("{}:{line}", path.display());
            Failure::new("bad_map", format!("映射文件有误：{place}：{why}"), format!("{place}: {why}"))
                .next("格式见 rulebooks/README.md 的“Map files”", "see `Map files` in rulebooks/README.md")
        })
    }

    /// Reads a map from its text; a fault comes with its line, 0 for the whole file.
    ///
    /// # Errors
    /// As [`Map::read`].
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let raw: RawMap = toml::from_str(text).map_err(|why| {
            let before = why.span().map_or("", |span| &text[..span.start.min(text.len())]);
            (before.matches('\n').count() + 1, why.message().to_owned())
        })?;
        let offset = parse_offset(&raw.offset)
            .ok_or_else(|| (0, format!("`offset` must be such as `+08:00` (found `{}`)", raw.offset)))?;
        if raw.source.trim().is_empty() || raw.source.contains('/') {
            return Err((0, "`source` must be a name without `/`".to_owned()));
        }
        if raw.key.is_empty() {
            return Err((0, "`key` must name at least one field, or no row can be told from another".to_owned()));
        }
        for needed in ["description", "filed_at"] {
            if !raw.fields.contains_key(needed) {
                return Err((0, format!("`[fields.{needed}]` is missing; every map has it")));
            }
        }
        for (target, field) in &raw.fields {
            check_field(target, field, &raw.tables).map_err(|why| (0, format!("`[fields.{target}]`: {why}")))?;
        }
        let RawMap { source, format, encoding, key, time_formats, empty, fields, tables, .. } = raw;
        Ok(Self { source, format, encoding, key, offset, time_formats, empty, fields, tables })
    }

    /// Every field of the source that the map speaks of.
    pub fn columns(&self) -> impl Iterator<Item = String> + '_ {
        let used = self.fields.values().flat_map(|field| {
            let named = field.from.iter().flat_map(|from| from.names().iter().cloned());
            named.chain(field.compose.iter().flat_map(|text| slots(text).map(str::to_owned)))
        });
        self.key.iter().cloned().chain(used)
    }

    /// The key of a row: its fields joined with `/`.
    ///
    /// # Errors
    /// When one of them is empty.
    pub fn key_of(&self, cell: &impl Fn(&str) -> Option<String>) -> Result<String, RowFault> {
        let mut parts = Vec::with_capacity(self.key.len());
        for name in &self.key {
            let Some(value) = self.cell(name, true, cell) else {
                return Err(RowFault::new(
                    "empty_key",
                    format!("键字段“{name}”为空"),
                    format!("the key field `{name}` is empty"),
                ));
            };
            parts.push(value);
        }
        Ok(parts.join("/"))
    }

    /// What the map makes of a row for this target; `None` when nothing is there.
    ///
    /// # Errors
    /// When the target is required and nothing is there.
    pub fn value(&self, target: &str, cell: &impl Fn(&str) -> Option<String>) -> Result<Option<String>, RowFault> {
        let Some(field) = self.fields.get(target) else { return Ok(None) };
        let found = self.raw_value(field, cell).or_else(|| field.default.clone());
        match found {
            None if field.required => {
                Err(RowFault::new("missing_field", format!("缺少“{target}”"), format!("`{target}` is missing")))
            }
            Some(text) => Ok(Some(match field.max_chars {
                Some(most) => text.chars().take(most).collect(),
                None => text,
            })),
            None => Ok(None),
        }
    }

    /// The instant that the map makes of a row for this target.
    ///
    /// # Errors
    /// When something is there that is no time in any of the map's formats, or does not exist on the calendar.
    pub fn time(&self, target: &str, cell: &impl Fn(&str) -> Option<String>) -> Result<Option<Timestamp>, RowFault> {
        let Some(text) = self.value(target, cell)? else { return Ok(None) };
        match self.parse_time(text.trim()) {
            Some(at) => Ok(Some(at)),
            None => Err(RowFault::new(
                "bad_time",
                format!("“{target}”不是可能的时间：`{text}`"),
                format!("`{target}` is not a possible time: `{text}`"),
            )),
        }
    }

    fn parse_time(&self, text: &str) -> Option<Timestamp> {
        for format in &self.time_formats {
            let Ok(parts) = BrokenDownTime::parse(format, text) else { continue };
            if parts.offset().is_some() {
                return parts.to_timestamp().ok();
            }
            // A format with a date alone means the beginning of that day.
            let civil = parts.to_datetime().or_else(|_| parts.to_date().map(|date| date.to_datetime(Time::midnight())));
            return self.offset.to_timestamp(civil.ok()?).ok();
        }
        text.parse().ok()
    }

    fn raw_value(&self, field: &Field, cell: &impl Fn(&str) -> Option<String>) -> Option<String> {
        if let Some(constant) = &field.constant {
            return self.through_table(field, constant.clone());
        }
        if let Some(text) = &field.compose {
            let composed = self.compose(text, field.trim, cell)?;
            return self.through_table(field, composed);
        }
        let names = field.from.as_ref()?.names();
        names.iter().find_map(|name| self.through_table(field, self.cell(name, field.trim, cell)?))
    }

    fn through_table(&self, field: &Field, text: String) -> Option<String> {
        match &field.table {
            None => Some(text),
            Some(table) => self.tables.get(table)?.get(&text).cloned(),
        }
    }

    fn cell(&self, name: &str, trim: bool, cell: &impl Fn(&str) -> Option<String>) -> Option<String> {
        let raw = cell(name)?;
        if self.empty.iter().any(|word| word == raw.trim()) {
            return None;
        }
        let text = if trim { raw.split_whitespace().collect::<Vec<_>>().join(" ") } else { raw };
        (!text.is_empty()).then_some(text)
    }

    fn compose(&self, text: &str, trim: bool, cell: &impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut composed = text.to_owned();
        let mut any = false;
        for slot in slots(text) {
            let value = self.cell(slot, trim, cell);
            any |= value.is_some();
            composed = composed.replace(&format!("{{{slot}}}"), &value.unwrap_or_default());
        }
        any.then_some(composed)
    }
}

fn check_field(target: &str, field: &Field, tables: &BTreeMap<String, BTreeMap<String, String>>) -> Result<(), String> {
    if !TARGETS.contains(&target) {
        return Err(format!("there is no such target; the targets are {}", TARGETS.join(", ")));
    }
    let ways = [field.from.is_some(), field.compose.is_some(), field.constant.is_some()];
    if ways.iter().filter(|given| **given).count() != 1 {
        return Err("exactly one of `from`, `compose` and `constant` is needed".to_owned());
    }
    match &field.table {
        Some(table) if !tables.contains_key(table) => Err(format!("there is no `[tables.{table}]`")),
        _ => Ok(()),
    }
}

/// The names between braces.
fn slots(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(slot, _)| slot))
}

fn parse_offset(text: &str) -> Option<Offset> {
    let parts = BrokenDownTime::parse("%:z", text).ok()?;
    parts.offset()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"
source = "test"
format = "csv"
key = ["id", "part"]
offset = "+08:00"
time_formats = ["%Y/%m/%d %H:%M:%S", "%Y-%m-%d"]
empty = ["", "-"]
[fields.description]
compose = "{what} 在 {where}"
[fields.filed_at]
from = "at"
required = true
[fields.kind]
from = ["sub", "main"]
table = "kind"
default = "H1"
[fields.title]
from = "title"
max_chars = 3
[tables.kind]
"路灯" = "C1"
"市政" = "C2"
"#;

    fn cells(pairs: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        let all: BTreeMap<String, String> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        move |name| all.get(name).cloned()
    }

    #[test]
    fn values_come_from_the_first_field_that_is_there_and_known() {
        let map = Map::parse(MAP).unwrap();
        let kind = |sub: &str, main: &str| map.value("kind", &cells(&[("sub", sub), ("main", main)])).unwrap();
        assert_eq!(kind("路灯", "市政").as_deref(), Some("C1"));
        assert_eq!(kind("-", "市政").as_deref(), Some("C2"));
        assert_eq!(
            kind("别的", "市政").as_deref(),
            Some("C2"),
            "a word that is not in the table leaves it to the next field"
        );
        assert_eq!(kind("", "").as_deref(), Some("H1"));
    }

    #[test]
    fn texts_are_composed_cut_and_trimmed() {
        let map = Map::parse(MAP).unwrap();
        let row = cells(&[("what", " 灯\t\n 坏了 "), ("where", "-"), ("title", "一二三四五")]);
        assert_eq!(map.value("description", &row).unwrap().as_deref(), Some("灯 坏了 在 "));
        assert_eq!(map.value("title", &row).unwrap().as_deref(), Some("一二三"));
        assert_eq!(map.value("description", &cells(&[])).unwrap(), None, "every slot is empty");
    }

    #[test]
    fn times_are_read_in_the_maps_offset_and_impossible_ones_are_refused() {
        let map = Map::parse(MAP).unwrap();
        let at = |text: &str| map.time("filed_at", &cells(&[("at", text)]));
        assert_eq!(at("2019/7/19 18:19:54").unwrap().unwrap().to_string(), "2019-07-19T10:19:54Z");
        assert_eq!(at("2019-07-19").unwrap().unwrap().to_string(), "2019-07-18T16:00:00Z");
        assert_eq!(at("2019-07-19T00:00:00Z").unwrap().unwrap().to_string(), "2019-07-19T00:00:00Z");
        for impossible in ["2019/2/30 10:00:00", "2019/13/1 10:00:00", "2019/1/1 25:00:00", "昨天", "2019-02-30"] {
            assert_eq!(at(impossible).unwrap_err().code, "bad_time", "{impossible}");
        }
        assert_eq!(at("").unwrap_err().code, "missing_field");
    }

    #[test]
    fn a_row_without_its_whole_key_is_refused() {
        let map = Map::parse(MAP).unwrap();
        assert_eq!(map.key_of(&cells(&[("id", "7"), ("part", "2")])).unwrap(), "7/2");
        assert_eq!(map.key_of(&cells(&[("id", "7"), ("part", "-")])).unwrap_err().code, "empty_key");
    }

    #[test]
    fn a_map_that_cannot_be_meant_is_refused_with_the_reason() {
        let cases = [
            (MAP.replace("[fields.title]", "[fields.titel]"), "there is no such target"),
            (MAP.replace("max_chars = 3", "constant = \"x\""), "exactly one of"),
            (MAP.replace("table = \"kind\"", "table = \"kinds\""), "there is no `[tables.kinds]`"),
            (MAP.replace("offset = \"+08:00\"", "offset = \"Beijing\""), "`offset` must be"),
            (MAP.replace("key = [\"id\", \"part\"]", "key = []"), "`key` must name"),
            (MAP.replace("format = \"csv\"", "format = \"pdf\""), "pdf"),
            (MAP.replace("source = \"test\"", "sauce = \"test\""), "sauce"),
        ];
        for (text, expected) in cases {
            let (_, why) = Map::parse(&text).unwrap_err();
            assert!(why.contains(expected), "{why}");
        }
    }
}
