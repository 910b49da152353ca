//! The command line, all of it: one flat table of commands and flags. What each does stands in the file of its name.

use crate::{
    accounts, addresses, backup, cases, city, config, demo, evaluation, grids, ledger, linkage, serve, triage,
};
use clap::{Parser, Subcommand};
use clap_complete::Shell;
use std::path::PathBuf;

/// Jingwei 经纬: governance of a city from a resident's words to a closed, proven case.
#[derive(Debug, Parser)]
#[command(
    name = "jingwei",
    version,
    about = "经纬：从一句诉求到可证明的办结 / Jingwei: from a resident's words to a closed, proven case"
)]
#[command(
    propagate_version = true,
    max_term_width = 100,
    after_help = "退出码 0 完成 · 1 拒绝或失败 · 2 用法有误 / exit code 0 done · 1 refused or failed · 2 wrong usage"
)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// 配置文件（TOML）/ the configuration file (TOML)
    #[arg(long, global = true, value_name = "FILE", help_heading = "通用 / Common")]
    pub config: Option<PathBuf>,
    /// 数据目录，默认 ./jingwei-data / where data and keys are kept, ./jingwei-data if not said
    #[arg(long, global = true, value_name = "DIR", help_heading = "通用 / Common")]
    pub data_dir: Option<PathBuf>,
    /// 数据库：sqlite:PATH 或 postgres://… / the database: sqlite:PATH or postgres://…
    #[arg(long, global = true, value_name = "URL", help_heading = "通用 / Common")]
    pub database: Option<String>,
    /// 只在标准输出上给出一个 JSON 对象 / answer with exactly one JSON object
    #[arg(long, global = true, help_heading = "通用 / Common")]
    pub json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 建一座虚构的城市并让它运转起来 / build an imaginary city, play its cases and serve it
    Demo(demo::Args),
    /// 提供接口、页面和后台作业 / serve the API, the pages and the workers
    Serve(serve::Args),
    /// 查出这里有什么问题、下一步做什么 / what is wrong here and what to do next
    Doctor,
    /// 查看和检查配置 / look at the configuration
    #[command(subcommand)]
    Config(config::Command),
    /// 检查、载入、比较城市规则手册 / check, load and compare the city's rulebook
    #[command(subcommand)]
    City(city::Command),
    /// 导入、查看、导出案件 / import, look at and export cases
    #[command(subcommand)]
    Cases(cases::Command),
    /// 类别、承办、重复和热点：有依据的建议 / kind, department, duplicates and hot topics: advice with its evidence
    #[command(subcommand)]
    Triage(triage::Command),
    /// 一张网格：定位、检查、合并、划分 / one network of grids: locate, check, merge, cut
    #[command(subcommand)]
    Grids(grids::Command),
    /// 地址：解析和规范 / addresses: take apart and standardise
    #[command(subcommand)]
    Addresses(addresses::Command),
    /// 归并：哪些记录是同一人、同一户、同一单位 / linkage: which records are the same person, household or organisation
    #[command(subcommand)]
    Linkage(linkage::Command),
    /// 某一时期的指标和背后的清单 / the figures of a period and the lists behind them
    #[command(subcommand)]
    Evaluation(evaluation::Command),
    /// 检查点、证明和核验 / checkpoints, proofs and verification
    #[command(subcommand)]
    Ledger(ledger::Command),
    /// 人员账号 / accounts of the staff
    #[command(subcommand)]
    Account(accounts::Command),
    /// 接口令牌 / API tokens
    #[command(subcommand)]
    Token(accounts::TokenCommand),
    /// 把一切写进一个加密、可核验的文件 / everything in one encrypted, verifiable file
    Backup(backup::BackupArgs),
    /// 从备份文件恢复到空的地方 / bring a backup back into an empty place
    Restore(backup::RestoreArgs),
    /// 生成命令补全脚本 / print a completion script
    Completions {
        /// 哪种外壳 / for which shell
        shell: Shell,
    },
    /// 在目录中生成手册页 / write the man pages into a folder
    Man {
        /// 目录 / the folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}
