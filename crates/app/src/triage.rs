//! `jingwei triage`: advice on what a report is and whose it is.

pub mod choice;
pub mod drift;
pub mod duplicates;
pub mod evaluate;
pub mod learn;
mod lesson;
pub mod messages;
pub mod monthly;
pub mod pairs;
pub mod replay;
pub mod reports;
pub mod suggest;
pub mod table;
pub mod topics;
pub mod train;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 从已审定的诉求学习类别 / learn kinds from reviewed reports
    Train(train::Args),
    /// 在已知答案的诉求上检验模型 / how well a model does where the truth is known
    Evaluate(evaluate::Args),
    /// 逐条建议类别并说明依据 / suggest kinds line by line, with the evidence
    Suggest(suggest::Args),
    /// 按时间重放已确认的办理记录，逐条先预测后学习 / replay confirmed handlings in time order, each predicted before it is learned
    Replay(replay::Args),
    /// 找出反映同一问题的诉求 / put together reports that speak of the same problem
    Duplicates(duplicates::Args),
    /// 近期许多人反映的热点，与平常相比 / what many people speak of now, against what is usual
    Topics(topics::Args),
    /// 重复判断的阈值：选出待标记的诉求对，由标记定阈值 / thresholds for duplicates: pairs to mark, and what the marks say
    #[command(subcommand)]
    Pairs(pairs::Command),
    /// 从本库审定过的案件学习 / learn from the cases reviewed here
    Learn(learn::Args),
    /// 列出学到的模型及成绩 / list what was learned, with its figures
    Models,
    /// 启用一个模型 / put a model in force
    Use {
        // Not `version`: clap has a flag of that name on every command.
        /// 版本；catalogue 表示只用目录用语 / the version; `catalogue` for the catalogue's own words alone
        #[arg(value_name = "VERSION")]
        model: String,
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 退回上一个模型 / go back to the model before
    Rollback {
        /// 只检查，不写入 / check, write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 建议与人工审定的偏离 / where advice and people have come apart
    Drift,
    /// 每月一题 / the matters of the months
    Monthly,
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Train(args) => train::run(args, answer).await,
        Command::Evaluate(args) => evaluate::run(args, answer).await,
        Command::Suggest(args) => suggest::run(args, answer).await,
        Command::Replay(args) => replay::run(&args, answer),
        Command::Duplicates(args) => duplicates::run(args, answer).await,
        Command::Topics(args) => topics::run(args, answer).await,
        Command::Pairs(command) => pairs::run(command, answer).await,
        Command::Learn(args) => learn::run(args, config, answer).await,
        Command::Models => choice::list(config, answer).await,
        Command::Use { model, dry_run } => choice::use_one(&model, dry_run, config, answer).await,
        Command::Rollback { dry_run } => choice::rollback(dry_run, config, answer).await,
        Command::Drift => drift::run(config, answer).await,
        Command::Monthly => monthly::run(config, answer).await,
    }
}
