//! `jingwei linkage add`: new records are linked with a register that was linked before, without doing it all again.

use super::kept::{Kept, Which, register};
use super::places::{Places, grader};
use crate::config::Config;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::history::act::{Act, Add, Found, Join};
use jingwei_linkage::{History, Plan, Ties, link, review};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Which records to which linkage.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 已归并的登记册；以前追加过的文件也在此列出 / the register that was linked, and files added to it before
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    input: Vec<PathBuf>,
    /// 新记录 / the new records
    #[arg(long, value_name = "FILE")]
    new: PathBuf,
    /// 只看结果，不写入 / tell what would come of it, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Adds them.
///
/// # Errors
/// When there is no such linkage, a file cannot be read, a record stands in the register already, or nothing can be written.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let begun = Instant::now();
    let mut kept = Kept::open(&args.which, config).await?;
    let (plan, sources) = kept.plan()?;
    if sources > 1 {
        return Err(Failure::bad_argument(
            "两个文件互连的归并不能追加，请重新运行",
            "a linkage between two files takes no additions; run it again",
        ));
    }
    let mut files = args.input.clone();
    files.push(args.new.clone());
    let history = kept.history.clone();
    let add = on_a_thread(move || link_new(&history, &plan, &files, answer)).await?;
    let (new, joins) = (add.records.len(), add.found.joins.len());
    let (figures, doubts) = (add.found.figures, add.found.doubts.len());
    kept.take(Act::Add(Box::new(add)), args.dry_run).await?;
    let act = kept.history.acts().len();
    let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    answer.object(&json!({
        "name": args.which.name, "act": act, "new": new, "joins": joins, "pairs_scored": figures.pairs_scored,
        "records": figures.records, "doubts": doubts, "seconds": seconds, "dry_run": args.dry_run,
    }));
    answer.say(format!(
        "新记录 {new} 条，合并 {joins} 次，待复核 {doubts} 对，用时 {seconds} 秒（第 {act} 步）\n\
         {new} new records, {joins} joins, {doubts} pairs to review; {seconds} s (act {act})"
    ));
    Ok(Verdict::Done)
}

fn link_new(history: &History, plan: &Plan, files: &[PathBuf], answer: Answer) -> Result<Add, Failure> {
    let (register, called) = register(plan, 1, files, answer)?;
    let (_, run) = history.run().expect("the plan was taken from the latest run");
    let row = |name: &str| called.row(&register, name);
    let mut ties: Ties = history.ties(row);
    ties.shift = review::shift(&history.answers());
    let entities = history.entities();
    let groups = entities.groups().iter().map(|(_, group)| group.iter().filter_map(|record| row(record)).collect());
    ties.start.extend(groups);
    let places = Places::of(plan);
    let linked = link::link_new(&register, plan, grader(places.as_ref()), &run.weights, &ties)
        .map_err(|why| super::read::bad_plan(std::path::Path::new(history.name()), &why))?;
    let name = |row| called.name(&register, row);
    let joins = linked.clusters.joins().iter();
    let joins = joins.map(|join| Join { left: name(join.a), right: name(join.b), score: join.score }).collect();
    let doubts = review::doubts(&linked, plan, &ties, name, super::run::ASKED_AT_MOST);
    let found = Found { shift: ties.shift, joins, doubts, figures: review::figures(&linked, &register, &ties) };
    let last = files.len().saturating_sub(1);
    let records = (0..).take(register.len()).filter(|row| register.source(*row) == last).map(name).collect();
    Ok(Add { records, found })
}
