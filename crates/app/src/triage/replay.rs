//! `jingwei triage replay`: how well would the memory of confirmed handlings have named the unit, had it been there from the first event?

mod events;
mod time;

use crate::{Answer, Failure, Verdict};
use events::Events;
use jingwei_triage::department::{Figures, Replay, ReplayError, Replayed};
use serde::Serialize;
use std::path::PathBuf;
use std::time::Instant;

/// What to replay.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 已确认的办理记录，CSV（UTF-8 或 GB18030） / confirmed handlings, CSV in UTF-8 or GB18030
    #[arg(long, value_name = "EVENTS.csv")]
    input: PathBuf,
    /// 时间所在列；不带时区的按 UTC+8 / the column of the time; without a zone it is UTC+8
    #[arg(long, value_name = "FIELD")]
    when: String,
    /// 已知情况所在列，用逗号分隔 / the columns of what is known of a case, separated by commas
    #[arg(long, value_name = "F1,F2,…", value_delimiter = ',', required = true)]
    features: Vec<String>,
    /// 经确认的承办单位所在列 / the column of the confirmed unit
    #[arg(long, value_name = "FIELD")]
    label: String,
    /// 作答时允许的错误比例 / the share of firm answers that may be wrong
    #[arg(long, value_name = "SHARE", default_value_t = 0.1)]
    risk: f64,
    /// 同一时刻的记录先全部预测再学习 / predict all events of one instant before any of them is learned
    #[arg(long)]
    batches: bool,
}

/// What is answered.
#[derive(Debug, Serialize)]
struct Reply {
    #[serde(flatten)]
    replayed: Replayed,
    /// Rows without a unit: nothing to compare or learn.
    skipped: usize,
    /// Predicting and learning alone, without reading the file.
    seconds: f64,
    rows_per_second: f64,
}

/// Replays a file.
///
/// # Errors
/// When the file cannot be read, lacks a column, or holds a time that is none.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let features: Vec<&str> = args.features.iter().map(|name| name.trim()).collect();
    let mut replay = Replay::new(&features, args.risk).map_err(|why| refuse(&why))?;
    let events = Events::read(&args.input, args.when.trim(), &features, args.label.trim())?;
    let began = Instant::now();
    match args.batches {
        false => events.each_in_time(|event| {
            replay.event(&event);
        }),
        true => by_instant(&events, &mut replay),
    }
    let seconds = began.elapsed().as_secs_f64();
    let replayed = replay.figures();
    let rows_per_second = replayed.all.n as f64 / seconds.max(1e-9);
    #[expect(clippy::cast_possible_truncation, reason = "no more events were counted than rows lie in memory")]
    let skipped = events.len() - replayed.all.n as usize;
    let reply = Reply { replayed, skipped, seconds, rows_per_second };
    answer.object(&reply);
    tell(&reply, answer);
    Ok(Verdict::Done)
}

fn by_instant(events: &Events, replay: &mut Replay) {
    events.each_instant(|batch| match batch {
        [event] => {
            replay.event(event);
        }
        several => replay.batch(several),
    });
}

fn tell(reply: &Reply, answer: Answer) {
    answer.say(format!("{:<12}{:>10}{:>12}{:>12}{:>16}", "月份/month", "n", "accuracy", "coverage", "when covered"));
    let line = |name: &str, figures: &Figures| {
        let covered = figures.accuracy_covered.map_or("–".to_owned(), |share| format!("{:.1} %", 100.0 * share));
        let (accuracy, coverage) = (100.0 * figures.accuracy, 100.0 * figures.coverage);
        answer.say(format!("{name:<12}{:>10}{accuracy:>10.1} %{coverage:>10.1} %{covered:>16}", figures.n));
    };
    for (month, figures) in &reply.replayed.by_month {
        line(month, figures);
    }
    line("合计/all", &reply.replayed.all);
    answer.say(format!(
        "从未出现过的单位 / units never seen before: {}；每秒 / per second: {:.0}",
        reply.replayed.first_seen, reply.rows_per_second
    ));
}

fn refuse(why: &ReplayError) -> Failure {
    let zh = match why {
        ReplayError::NoFeatures => "没有指定情况所在列".to_owned(),
        ReplayError::Twice(name) => format!("列“{name}”写了两次"),
        ReplayError::TooMany(most) => format!("列太多，最多 {most} 列"),
        ReplayError::Risk => "--risk 必须在 0 与 1 之间，例如 0.1".to_owned(),
    };
    Failure::bad_argument(zh, why.to_string())
}
