//! `jingwei triage topics`: what many people speak of in the last days, against what is usual.

use super::reports::{Report, Source, time};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_triage::topics::{Growth, Settings, Topic, Voice, hot};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Which reports, of which days.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 区域字段 / the area
    #[arg(long, value_name = "FIELD")]
    area: Option<String>,
    /// 诉求人字段：只用来数人数，不出现在结果中 / who reported: counted, and given back nowhere
    #[arg(long, value_name = "FIELD")]
    reporter: Option<String>,
    /// 统计截止时刻，默认最后一条之后 / up to this instant; after the last report if not said
    #[arg(long, value_name = "WHEN", value_parser = instant)]
    until: Option<Timestamp>,
    /// 统计天数 / length of the period in days
    #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    /// 与之比较的以往周期数 / how many periods before it are the past
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=104))]
    past: u32,
    /// 至少多少人反映才算话题 / fewer voices than this are no topic
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    least: u32,
}

/// Finds the topics.
///
/// # Errors
/// When no field of times is named, or the file or a line of it cannot be read.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        if args.source.time.is_none() {
            return Err(Failure::bad_argument("热点需要时间字段 --time", "topics need a field of times, --time"));
        }
        let duplicates = args.source.settings()?;
        let settings = Settings {
            days: args.days,
            past_periods: args.past,
            least_voices: args.least,
            duplicates,
            ..Settings::default()
        };
        let reports = args.source.reports()?;
        let last = reports.iter().filter_map(|report| report.at).max();
        let until = args
            .until
            .or_else(|| last.map(|at| at + jiff::SignedDuration::from_secs(1)))
            .unwrap_or(Timestamp::UNIX_EPOCH);
        let areas: Vec<Option<String>> =
            reports.iter().map(|report| args.area.as_ref().and_then(|area| report.cell(area))).collect();
        let voices: Vec<Voice<'_, usize>> = (0..)
            .zip(reports.iter().zip(&areas))
            .filter_map(|(i, (report, area))| voice(i, report, area.as_deref(), &args))
            .collect();
        let topics = hot(&voices, until, &settings);
        answer.object(&json!({
            "rows": reports.len(), "until": until.to_string(), "days": args.days,
            "topics": topics.iter().map(|topic| object(topic, &reports)).collect::<Vec<_>>(),
        }));
        tell(&topics, until, args.days, answer);
        Ok(Verdict::Done)
    })
    .await
}

fn voice<'a>(i: usize, report: &'a Report, area: Option<&'a str>, args: &Args) -> Option<Voice<'a, usize>> {
    let reporter = args.reporter.as_ref().and_then(|field| report.cell(field)).map(|who| opaque(&who));
    let (title, text, kind) = (report.title(), report.text(), report.kind.as_ref());
    Some(Voice { id: i, title, text, area, kind, at: report.at?, reporter })
}

/// A number for a person within this one run.
fn opaque(who: &str) -> u64 {
    let digest = Sha256::digest(who.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn object(topic: &Topic<usize>, reports: &[Report]) -> Value {
    let mut object = json!(topic);
    object["cases"] = topic.cases.iter().map(|i| reports[*i].id.clone()).collect();
    object
}

fn tell(topics: &[Topic<usize>], until: Timestamp, days: u32, answer: Answer) {
    let count = topics.len();
    answer.say(format!(
        "截至 {until} 的 {days} 天内有 {count} 个热点 / {count} hot topics in the {days} days up to {until}"
    ));
    for topic in topics {
        let Topic { label, voices, usual, growth, .. } = topic;
        let area = topic.area.as_deref().unwrap_or("全市");
        let growth = match growth {
            Growth::New => "新出现 / new".to_owned(),
            Growth::Times { times } => format!("{times:.1} ×"),
        };
        answer.say(format!("{voices:>5}  {label}  {area}  平常 / usually {usual:.1}  {growth}"));
    }
}

fn instant(text: &str) -> Result<Timestamp, String> {
    time(text).ok_or_else(|| format!("`{text}` 不是时间 / `{text}` is no time"))
}
