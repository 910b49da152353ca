//! `jingwei triage`: advice on what a report is and whose it is.

pub mod replay;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 按时间重放已确认的办理记录，逐条先预测后学习 / replay confirmed handlings in time order, each predicted before it is learned
    Replay(replay::Args),
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, _config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Replay(args) => replay::run(&args, answer),
    }
}
