//! `jingwei evaluation report`: all figures of a period, as a table, as JSON or as a workbook.

use super::{Desk, Which, workbook};
use crate::config::Config;
use crate::{Answer, Failure, Verdict};
use jingwei_cases::Rulebook;
use jingwei_evaluation::{By, Light, Line, Period, Report, Threshold, Value};
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// Which figures, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 另存为 Excel 工作簿 / write a workbook as well
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
}

/// One figure beside its like in the period before and a year ago.
pub(super) struct Row {
    pub(super) group: String,
    pub(super) group_name: String,
    pub(super) line: Line,
    pub(super) light: Option<Light>,
    pub(super) before: Value,
    pub(super) year_before: Value,
}

pub(super) async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let desk = Desk::open(config).await?;
    let period = desk.period(&args.which);
    let by = args.which.by.map(By::from);
    let window = desk.window(period)?;
    let present = desk.report(window, by).await?;
    let before = other(&desk, period.before(), by).await?;
    let year_before = other(&desk, period.year_before(), by).await?;
    let rows: Vec<Row> =
        present.groups().flat_map(|group| rows(group, by, [&present, &before, &year_before], &desk.rules)).collect();
    if let Some(path) = &args.xlsx {
        workbook::write(path, period, by.is_some(), &rows)?;
        answer.remark(format!("已写入 / written: {}", path.display()));
    }
    answer.object(&json!({
        "period": period.to_string(), "from": window.from, "until": window.until, "by": by.map(By::code),
        "figures": rows.iter().map(|row| object(row, period, by)).collect::<Vec<_>>(),
    }));
    let mut last = None;
    for row in &rows {
        if by.is_some() && last != Some(&row.group) {
            answer.say(format!("\n{} {}", shown(&row.group), row.group_name));
            last = Some(&row.group);
        }
        answer.say(line(row));
    }
    Ok(Verdict::Done)
}

async fn other(desk: &Desk, period: Period, by: Option<By>) -> Result<Report, Failure> {
    match period.window(&desk.zone, desk.now) {
        Some(window) => desk.report(window, by).await,
        None => Err(Failure::bad_argument("时期不可用", "the period cannot be used")),
    }
}

fn rows(group: &str, by: Option<By>, reports: [&Report; 3], rules: &Rulebook) -> Vec<Row> {
    let [present, before, year_before] = reports.map(|report| report.lines(group));
    let others = before.into_iter().zip(year_before);
    let row = |(line, (before, year_before)): (Line, (Line, Line))| Row {
        group: group.to_owned(),
        group_name: name(by, group, rules),
        light: light(&line, rules),
        before: before.figure.value,
        year_before: year_before.figure.value,
        line,
    };
    present.into_iter().zip(others).map(row).collect()
}

fn light(line: &Line, rules: &Rulebook) -> Option<Light> {
    let set = rules.settings.indicator.iter().find(|set| set.code == line.indicator.code)?;
    let threshold =
        Threshold { code: set.code.clone(), green: set.green, yellow: set.yellow, basis: set.basis.clone() };
    threshold.light(line.indicator, line.figure.value)
}

fn name(by: Option<By>, code: &str, rules: &Rulebook) -> String {
    let found = match by {
        Some(By::Area) => code.parse().ok().and_then(|code| Some(rules.areas.division(&code)?.name.clone())),
        Some(By::Department) => code.parse().ok().and_then(|code| Some(rules.departments.get(&code)?.name.clone())),
        Some(By::Kind) => code.parse().ok().and_then(|code| Some(rules.kinds.get(&code)?.name.clone())),
        Some(By::Grid) => code.parse().ok().and_then(|code| Some(rules.areas.grid(&code)?.name.clone())),
        Some(By::Channel) | None => None,
    };
    found.unwrap_or_default()
}

fn object(row: &Row, period: Period, by: Option<By>) -> Json {
    let (indicator, figure) = (row.line.indicator, row.line.figure);
    let mut list = format!("/api/v1/evaluation/lists/{}?period={period}", indicator.code);
    let mut object = json!({
        "code": indicator.code, "name": indicator.zh, "name_en": indicator.en,
        "value": figure.value.number(), "numerator": figure.numerator, "denominator": figure.denominator,
        "light": row.light.map(Light::code), "before": row.before.number(), "year_before": row.year_before.number(),
    });
    if let Some(by) = by {
        object["group"] = json!(row.group);
        object["group_name"] = json!(row.group_name);
        list = format!("{list}&by={}&group={}", by.code(), row.group);
    }
    object["list"] = json!(list);
    object
}

fn line(row: &Row) -> String {
    let figure = row.line.figure;
    let made_of = match figure.value {
        Value::Share(_) => format!("（{}/{}）", figure.numerator, figure.denominator),
        Value::Hours(_) => format!("（{}）", figure.denominator),
        Value::None | Value::Count(_) => String::new(),
    };
    let light = match row.light {
        Some(Light::Green) => "绿 ",
        Some(Light::Yellow) => "黄 ",
        Some(Light::Red) => "红 ",
        None => "",
    };
    let (value, before) = (written(figure.value), written(row.before));
    let names = format!("{} / {}", row.line.indicator.zh, row.line.indicator.en);
    format!("{light}{names}: {value}{made_of}  上期 {before}  去年同期 {}", written(row.year_before))
}

fn written(value: Value) -> String {
    match value {
        Value::None => "—".to_owned(),
        Value::Count(n) => n.to_string(),
        Value::Share(share) => format!("{:.1}%", share * 100.0),
        Value::Hours(hours) => format!("{hours:.1} h"),
    }
}

/// A group of what has no value there is named, not left blank.
pub(super) fn shown(group: &str) -> &str {
    if group.is_empty() { "（未定）" } else { group }
}
