//! Reports of a file for the commands that compare them: which fields are read as what, and a fault that names its line.

use crate::Failure;
use crate::cases::import::map::{Encoding, Format, RowFault};
use crate::cases::import::rows::{self, Row};
use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::Offset;
use jingwei_terms::{Datum, KindCode, Location};
use jingwei_triage::duplicates::{Entry, Settings};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Names under which exports usually keep a report's own number, tried in this order when none is given.
const IDS: [&str; 5] = ["id", "number", "留言编号", "工单编号", "编号"];
/// Times as hotlines write them; those without an offset are Chinese time.
const TIMES: [&str; 6] =
    ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日"];

/// Where the reports come from and which fields are read as what.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// 诉求文件（JSONL、CSV 或 XLSX）/ the reports
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// 内容字段，可用逗号并列；多于一个时第一个当作标题 / the text; of several, set apart by commas, the first is the title
    #[arg(long, value_name = "FIELD[,FIELD]", value_delimiter = ',', required = true)]
    text: Vec<String>,
    /// 时间字段 / the time
    #[arg(long, value_name = "FIELD")]
    pub time: Option<String>,
    /// 地点字段：地址，或“经度,纬度” / the place: an address, or `lng,lat`
    #[arg(long, value_name = "FIELD")]
    place: Option<String>,
    /// 类别字段 / the kind
    #[arg(long, value_name = "FIELD")]
    kind: Option<String>,
    /// 编号字段；默认 id、number、留言编号、工单编号、编号中的第一个，都没有则用行号 / the id; the first of these names if not said, or the line
    #[arg(long, value_name = "FIELD")]
    id: Option<String>,
    /// 参数文件（TOML），如 pairs tune 所写 / settings (TOML), as `pairs tune` writes them
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// 本市地名，每行一个 / names of the city's places, one a line
    #[arg(long, value_name = "FILE")]
    gazetteer: Option<PathBuf>,
}

/// One report of the file.
#[derive(Debug)]
pub struct Report {
    /// Its number: as the file has it, or the line.
    pub id: Value,
    title: String,
    text: String,
    address: String,
    location: Option<Location>,
    /// Its kind.
    pub kind: Option<KindCode>,
    /// When it was made.
    pub at: Option<Timestamp>,
    row: Row,
}

impl Report {
    /// The report, known by its place among the others.
    #[must_use]
    pub fn entry(&self, place: usize) -> Entry<'_, usize> {
        Entry {
            address: &self.address,
            location: self.location,
            kind: self.kind.as_ref(),
            at: self.at,
            ..Entry::of_text(place, &self.title, &self.text)
        }
    }

    /// The title, where there is one.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands in another field.
    #[must_use]
    pub fn cell(&self, name: &str) -> Option<String> {
        self.row.cell(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The line it begins on.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.row.line
    }

    /// Its number as text.
    #[must_use]
    pub fn id_text(&self) -> String {
        self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned)
    }
}

impl Source {
    /// All reports, in the order of the file.
    ///
    /// # Errors
    /// When the file cannot be read, or a line of it; the line is named.
    pub fn reports(&self) -> Result<Vec<Report>, Failure> {
        let rows = rows::read(&self.input, format_of(&self.input), Encoding::Auto, &[])?;
        rows.into_iter()
            .map(|row| {
                let row = row.map_err(|(line, fault)| self.bad_line(line, &both(&fault)))?;
                let line = row.line;
                self.report(row).map_err(|why| self.bad_line(line, &why))
            })
            .collect()
    }

    /// The settings of the file that was named, with the gazetteer of the other one.
    ///
    /// # Errors
    /// When a file cannot be read, or the settings are not such.
    pub fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = match &self.settings {
            None => Settings::default(),
            Some(path) => toml::from_str(&read_text(path)?).map_err(|why| {
                let shown = path.display();
                let why = why.message();
                Failure::new(
                    "bad_settings",
                    format!("`{shown}` 不是参数文件：{why}"),
                    format!("`{shown}` holds no settings: {why}"),
                )
                .next("用 jingwei triage pairs tune --out 写出一份", "write one with jingwei triage pairs tune --out")
            })?,
        };
        if let Some(path) = &self.gazetteer {
            settings
                .gazetteer
                .extend(read_text(path)?.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
        }
        Ok(settings)
    }

    fn report(&self, row: Row) -> Result<Report, Why> {
        let found: Vec<Option<String>> = self.text.iter().map(|name| row.cell(name)).collect();
        if found.iter().all(Option::is_none) {
            return Err(lacking(&self.text.join(",")));
        }
        let mut words = found.into_iter().map(Option::unwrap_or_default);
        let title = if self.text.len() > 1 { words.next().unwrap_or_default() } else { String::new() };
        let text = words.collect::<Vec<_>>().join("\n");
        let cell =
            |name: &Option<String>| name.as_ref().and_then(|name| row.cell(name)).map(|text| text.trim().to_owned());
        let place = cell(&self.place).unwrap_or_default();
        let location = point(&place);
        let at = cell(&self.time)
            .filter(|text| !text.is_empty())
            .map(|text| time(&text).ok_or_else(|| no_time(&text)))
            .transpose()?;
        let kind = cell(&self.kind).filter(|text| !text.is_empty()).map(|text| KindCode::new(&text)).transpose();
        let kind = kind.map_err(|why| ("类别代码不对".to_owned(), why.to_string()))?;
        let id = self.id_of(&row)?;
        let address = if location.is_some() { String::new() } else { place };
        Ok(Report { id, title: title.trim().to_owned(), text, address, location, kind, at, row })
    }

    fn id_of(&self, row: &Row) -> Result<Value, Why> {
        let cell = |name: &str| row.cell(name).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        match &self.id {
            Some(name) => cell(name).map(Value::from).ok_or_else(|| lacking(name)),
            None => Ok(IDS.iter().find_map(|name| cell(name)).map_or_else(|| json!(row.line), Value::from)),
        }
    }

    fn bad_line(&self, line: u64, (zh, en): &Why) -> Failure {
        let path = self.input.display();
        Failure::new("bad_row", format!("`{path}` 第 {line} 行：{zh}"), format!("`{path}` line {line}: {en}"))
            .next("改正这一行", "mend the line")
    }
}

/// What is wrong with a row, in Chinese and English.
type Why = (String, String);

/// Reads an instant as people and programs write it; without an offset it is Chinese time.
#[must_use]
pub fn time(text: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let text = text.replace('/', "-");
    let china = Offset::constant(8);
    TIMES.iter().find_map(|format| {
        let parts = BrokenDownTime::parse(format, &text).ok()?;
        let at = parts.to_datetime().or_else(|_| parts.to_date().map(|date| date.at(0, 0, 0, 0))).ok()?;
        china.to_timestamp(at).ok()
    })
}

/// A point written as `lng,lat` or `[lng, lat]`, in CGCS2000.
fn point(text: &str) -> Option<Location> {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    let (lng, lat) = inner.split_once([',', '，'])?;
    Location::new(lng.trim().parse().ok()?, lat.trim().parse().ok()?, Datum::Cgcs2000).ok()
}

fn lacking(name: &str) -> Why {
    (format!("缺少“{name}”"), format!("`{name}` is missing"))
}

fn no_time(text: &str) -> Why {
    let en = format!("`{text}` is no time; write it as 2026-10-09T08:30:00+08:00 or 2026/10/9 8:30:00");
    (format!("`{text}` 不是时间，可写作 2026-10-09T08:30:00+08:00 或 2026/10/9 8:30:00"), en)
}

/// A fault's Chinese and English sentences, which it keeps as one text.
fn both(fault: &RowFault) -> Why {
    let (zh, en) = fault.why.split_once(" / ").unwrap_or((&fault.why, &fault.why));
    (zh.to_owned(), en.to_owned())
}

fn format_of(path: &Path) -> Format {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => Format::Csv,
        Some("xlsx") => Format::Xlsx,
        _ => Format::Jsonl,
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_hotlines_write_them() {
        let cases = [
            ("2019/7/19 18:19:54", "2019-07-19T10:19:54Z"),
            ("2019-12-25", "2019-12-24T16:00:00Z"),
            ("2019/07/21", "2019-07-20T16:00:00Z"),
            ("2026-10-09T08:30:00+08:00", "2026-10-09T00:30:00Z"),
            ("2026年10月9日", "2026-10-08T16:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(time(text).map(|at| at.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(time("昨天"), None);
        assert_eq!(time("2019/13/45"), None);
    }

    #[test]
    fn a_place_is_a_point_when_it_is_two_degrees_and_an_address_otherwise() {
        assert!(point("114.05, 22.54").is_some() && point("[114.05,22.54]").is_some());
        assert!(point("人民路5号").is_none() && point("200,95").is_none());
    }
}
