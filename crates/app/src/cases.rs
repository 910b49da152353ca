//! `jingwei cases`: import, list, show and export, with the same filters as the API.

pub mod export;
pub mod filter;
pub mod import;
pub mod list;
pub mod show;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do with cases.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 从 CSV、XLSX 或 JSONL 导入 / import from CSV, XLSX or JSON lines
    Import(import::Args),
    /// 列出案件 / list cases
    List(list::Args),
    /// 查看一件案件及其全部经过 / one case and everything that happened to it
    Show(show::Args),
    /// 导出案件 / export cases
    Export(export::Args),
}

/// Does it.
///
/// # Errors
/// As the command.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Import(args) => import::run(args, config, answer).await,
        Command::List(args) => list::run(args, config, answer).await,
        Command::Show(args) => show::run(args, config, answer).await,
        Command::Export(args) => export::run(args, config, answer).await,
    }
}
