//! `jingwei grids`: one network of grids.

pub mod activate;
pub mod changes;
pub mod check;
pub mod cut;
pub mod datum;
pub mod diff;
pub mod divisions;
pub mod draft;
pub mod layers;
pub mod locate;
pub mod merge;
pub mod nets;
pub mod picture;
pub mod staff;
pub mod when;
pub mod withdraw;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 把基本单元划成连片、户数合规的网格 / cut basic units into contiguous grids within bounds of households
    Cut(cut::Args),
    /// 为每格安排一名网格员和一名替班，平衡工作量 / a worker and a deputy for each grid, with work shared evenly
    Staff(staff::Args),
    /// 合并各部门的网格，职责落格，列出冲突 / merge the departments' nets into one, with duties and conflicts
    Merge(merge::Args),
    /// 比较新旧两张网：网格、户、人员、未结事项 / what changes from one net to the next
    Diff(diff::Args),
    /// 把网画成 SVG 图 / draw a net as an SVG picture
    Picture(picture::Args),
    /// 查区划：代码、名称、沿革、易混名 / look up divisions: codes, names, past codes, easily confused names
    Divisions(divisions::Args),
    /// 定位：每行一个点，逐行给出网格、社区、街道、区县 / find points: NDJSON in, NDJSON out
    Locate(locate::Args),
    /// 检查网格图层，可做稳妥的修补 / check a net, and mend what is safe to mend
    Check(check::Args),
    /// 核对、转换图层的坐标系 / judge and convert the datum of a layer
    Datum(datum::Args),
    /// 列出全部网：草案、定期生效、现行、已被替换、已撤回 / list the nets: drafts, planned, in force, replaced, withdrawn
    Nets,
    /// 把一份网格文件存为新网的草案 / keep a file of grids as the draft of a net
    Draft(draft::Args),
    /// 一张网会改变什么：网格、户数、网格员、在办案件 / what a net changes: grids, households, workers, open cases
    Changes(changes::Args),
    /// 让草案从某一时刻起生效 / let a draft take effect at an instant
    Activate(activate::Args),
    /// 撤回草案或尚未生效的网 / take back a draft, or a net before its day
    Withdraw(withdraw::Args),
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Cut(args) => cut::run(&args, answer),
        Command::Staff(args) => staff::run(&args, answer),
        Command::Merge(args) => merge::run(&args, answer),
        Command::Diff(args) => diff::run(&args, answer),
        Command::Picture(args) => picture::run(&args, answer),
        Command::Divisions(args) => divisions::run(&args, answer),
        Command::Locate(args) => locate::run(&args, config).await,
        Command::Check(args) => check::run(&args, answer),
        Command::Datum(args) => datum::run(&args, answer),
        Command::Nets => nets::run(config, answer).await,
        Command::Draft(args) => draft::run(args, config, answer).await,
        Command::Changes(args) => changes::run(&args, config, answer).await,
        Command::Activate(args) => activate::run(args, config, answer).await,
        Command::Withdraw(args) => withdraw::run(args, config, answer).await,
    }
}
