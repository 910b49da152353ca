//! `jingwei evaluation list`: what a figure counts, line by line.

use super::{Desk, Which};
use crate::config::Config;
use crate::{Answer, Failure, Verdict};
use jingwei_evaluation::{Entry, Indicator};
use serde_json::json;

/// Which list.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 指标代码，见 `jingwei evaluation indicators` / the indicator; `jingwei evaluation indicators` names them
    code: String,
    #[command(flatten)]
    which: Which,
    /// 分组代码 / of this group
    #[arg(long, requires = "by", default_value = "")]
    group: String,
}

pub(super) async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let indicator = Indicator::named(&args.code).ok_or_else(|| {
        Failure::bad_argument(format!("没有指标 `{}`", args.code), format!("there is no indicator `{}`", args.code))
            .next("jingwei evaluation indicators", "jingwei evaluation indicators")
    })?;
    let desk = Desk::open(config).await?;
    let period = desk.period(&args.which);
    let report = desk.report(desk.window(period)?, args.which.by.map(Into::into)).await?;
    let entries = report.list(indicator, &args.group);
    let items: Vec<_> = entries.iter().map(item).collect();
    answer
        .object(&json!({ "period": period.to_string(), "code": indicator.code, "total": items.len(), "items": items }));
    if entries.is_empty() {
        answer.say("清单为空 / the list is empty");
    }
    for entry in &entries {
        answer.say(line(entry, &desk.zone));
    }
    Ok(Verdict::Done)
}

fn item(entry: &Entry) -> serde_json::Value {
    json!({
        "number": entry.number, "at": entry.at, "department": entry.department, "counted": entry.counted,
        "hours": entry.seconds.map(|seconds| seconds as f64 / 3600.0),
    })
}

fn line(entry: &Entry, zone: &jiff::tz::TimeZone) -> String {
    let department = entry.department.as_ref().map_or("-", |department| department.as_str());
    let mark = if entry.counted { "✓" } else { "✗" };
    let hours = entry.seconds.map(|seconds| format!("  {:.1} h", seconds as f64 / 3600.0)).unwrap_or_default();
    format!("{}  {}  {mark}  {department}{hours}", entry.number, zone.to_datetime(entry.at).strftime("%Y-%m-%d %H:%M"))
}
