//! `jingwei linkage`: which records speak of the same person, household or organisation.

pub mod explain;
pub mod plan;
pub mod read;
pub mod run;

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
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Plan(args) => plan::run(args, answer).await,
        Command::Run(args) => run::run(args, answer).await,
        Command::Explain(args) => explain::run(args, answer).await,
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
