//! `jingwei linkage`: which records speak of the same person, household or organisation.

pub mod add;
pub mod explain;
pub mod golden;
pub mod hide;
pub mod kept;
pub mod parts;
pub mod places;
pub mod plan;
pub mod read;
pub mod report;
pub mod review;
pub mod run;
pub mod shelf;
pub mod show;
pub mod split;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 由数据本身提出一份归并方案（TOML）/ propose a plan from the data (TOML)
    Plan(plan::Args),
    /// 按方案归并，写出同一者的记录对和分组 / link by a plan: pairs and clusters of records that are one
    Run(run::Args),
    /// 说明两条记录为何是（或不是）同一者 / why two records are held to be one, or not
    Explain(explain::Args),
    /// 把新记录并入已保存的归并，不必重做 / link new records with a linkage that is kept, without doing it all again
    Add(add::Args),
    /// 列出拿不准的记录对，或作答 / list the pairs that are unsure, or answer one
    Review(review::Args),
    /// 列出归并、每一步、一组的由来 / list linkages, the acts of one, or why records are in one group
    Show(show::Args),
    /// 从一组中拆出记录 / take records out of their group
    Split(split::Args),
    /// 撤回任何一步或一次合并 / take back any act, or one join of it
    Undo(split::UndoArgs),
    /// 归并报告：数目、估计查准查全、一人多档、一户多码 / counts, estimated precision and recall, many files, many codes
    Report(report::Args),
    /// 写出每个对象的主记录，逐栏注明来源 / one record for each person, household or body, with the source of every field
    Golden(golden::Args),
    /// 部门自行把不能出示的列变为密文 / turn columns that a department may not show into keyed filters
    Hide(hide::Args),
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Plan(args) => plan::run(args, answer).await,
        Command::Run(args) => run::run(args, config, answer).await,
        Command::Explain(args) => explain::run(args, answer).await,
        Command::Add(args) => add::run(args, config, answer).await,
        Command::Review(args) => review::run(args, config, answer).await,
        Command::Show(args) => show::run(args, config, answer).await,
        Command::Split(args) => split::run(args, config, answer).await,
        Command::Undo(args) => split::undo(args, config, answer).await,
        Command::Report(args) => report::run(args, config, answer).await,
        Command::Golden(args) => golden::run(args, config, answer).await,
        Command::Hide(args) => hide::run(args, answer).await,
    }
}

/// Refuses more files than a linkage has sides.
fn at_most_two(inputs: &[std::path::PathBuf]) -> Result<(), Failure> {
    if inputs.len() > 2 {
        return Err(Failure::bad_argument("最多两个数据文件", "there are at most two files"));
    }
    Ok(())
}

/// The most memory that this process has held, in megabytes; 0 where the system does not say.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kilobytes| kilobytes / 1024)
}
