//! `jingwei grids staff`: a worker and a deputy for each grid, and how evenly work is shared.

use crate::{Answer, Failure, Verdict};
use jingwei_grids::Layer;
use jingwei_grids::staff::{Minutes, Post, people, staff, work};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Which net, which people, and where to write.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网格（GeoJSON 面，属性 code、households、community）/ the net (GeoJSON polygons with code, households, community)
    #[arg(long, value_name = "FILE")]
    net: PathBuf,
    /// 人员（CSV：id，可有 community、grid、on_leave）/ people (CSV: id and, where known, community, grid, on_leave)
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// 每月案件和走访数（CSV：grid 或 unit、cases、visits）/ cases and visits in a month (CSV: grid or unit, cases, visits)
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// 一件案件用时（分钟）/ minutes for a case
    #[arg(long, value_name = "MINUTES", default_value_t = Minutes::default().per_case)]
    minutes_per_case: f64,
    /// 一次走访用时（分钟）/ minutes for a visit
    #[arg(long, value_name = "MINUTES", default_value_t = Minutes::default().per_visit)]
    minutes_per_visit: f64,
    /// 每户每月日常用时（分钟）/ minutes for each household in a month, patrols included
    #[arg(long, value_name = "MINUTES", default_value_t = Minutes::default().per_household)]
    minutes_per_household: f64,
    /// 写到哪里（CSV）/ where to write the roster (CSV)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Staffs the net.
///
/// # Errors
/// When a file cannot be read or written, or its content is refused.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let minutes = minutes(args)?;
    let bytes = std::fs::read(&args.net).map_err(|why| Failure::unreadable(&args.net, &why))?;
    let net = Layer::parse(&bytes, None)?.layer;
    let counts = args.cases.as_deref().map(read).transpose()?;
    let grids = work::grids(&net, counts.as_deref(), minutes)?;
    let people = people::read(&read(&args.people)?)?;
    let roster = staff(&grids, &people)?;
    write(&args.out, &roster.posts)?;
    let count = |of: fn(&Post) -> bool| roster.posts.iter().filter(|post| of(post)).count();
    let balance = roster.balance;
    answer.object(&json!({
        "grids": roster.posts.len(),
        "people": people.len(),
        "workers": balance.workers,
        "without_deputy": count(|post| post.deputy.is_none()),
        "deputy_acts": count(|post| post.deputy_acts),
        "kept": count(|post| post.kept),
        "at_home": count(|post| post.at_home),
        "balance": balance,
    }));
    answer.say(format_args!(
        "{} 格、{} 名网格员；每月工时最少 {:.0}、中位 {:.0}、最多 {:.0}，{:.0}% 的人在平均数 ±20% 之内",
        roster.posts.len(),
        balance.workers,
        balance.min_hours,
        balance.median_hours,
        balance.max_hours,
        balance.within_20_percent * 100.0
    ));
    answer.say(format_args!(
        "{} grids, {} workers; hours a month: {:.0} at least, {:.0} median, {:.0} at most; {:.0}% within 20% of the average",
        roster.posts.len(),
        balance.workers,
        balance.min_hours,
        balance.median_hours,
        balance.max_hours,
        balance.within_20_percent * 100.0
    ));
    Ok(Verdict::Done)
}

fn minutes(args: &Args) -> Result<Minutes, Failure> {
    let given = [args.minutes_per_case, args.minutes_per_visit, args.minutes_per_household];
    if !given.iter().all(|minutes| (0.0..=100_000.0).contains(minutes)) {
        return Err(Failure::bad_argument("分钟数须在 0 到 100000 之间", "minutes must be between 0 and 100,000"));
    }
    let [per_case, per_visit, per_household] = given;
    Ok(Minutes { per_case, per_visit, per_household })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))
}

fn write(path: &Path, posts: &[Post]) -> Result<(), Failure> {
    let unwritable = |why: csv::Error| Failure::unwritable(path, &why);
    let mut table = csv::Writer::from_path(path).map_err(unwritable)?;
    table
        .write_record(["grid", "community", "worker", "deputy", "acting", "hours", "duties", "kept", "at_home"])
        .map_err(unwritable)?;
    for post in posts {
        let deputy = post.deputy.as_ref().map_or("", |deputy| deputy.as_str());
        let acting = if post.deputy_acts { deputy } else { post.worker.as_str() };
        let (hours, duties) = (format!("{:.1}", post.grid.hours), post.grid.duties.join(";"));
        let (kept, at_home) = (post.kept.to_string(), post.at_home.to_string());
        let (grid, community, worker) = (&post.grid.code, &post.grid.community, post.worker.as_str());
        table
            .write_record([grid, community, worker, deputy, acting, &hours, &duties, &kept, &at_home])
            .map_err(unwritable)?;
    }
    table.flush().map_err(|why| Failure::unwritable(path, &why))
}
