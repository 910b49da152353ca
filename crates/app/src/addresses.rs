//! `jingwei addresses`: what the parts of an address are, and how it is written properly.

pub mod divisions;
pub mod evaluate;
mod examples;
mod lines;
pub mod matching;
mod pairs;
pub mod parse;
pub mod register;
pub(crate) mod shipped;
pub mod train;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

pub use shipped::{gazetteer, grader, shipped_parser};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 从标注过的地址学习解析模型 / learn a model from marked addresses
    Train(train::Args),
    /// 在标注过的地址上检验模型 / how well a model does where the elements are known
    Evaluate(evaluate::Args),
    /// 逐行解析地址：要素、规范写法、区划、把握 / take addresses apart line by line
    Parse(parse::Args),
    /// 两个地址是否同一处；或在标准地址库里找一个地址 / whether addresses are one place, or which place of a register is meant
    Match(matching::Args),
    /// 放入本市地址库：来件凭地址自动落到社区和网格 / put the city's places in: reports get their community and grid by them
    Register(register::Args),
    /// 由公开的区划表制作区划文件 / make the file of divisions out of the published tables
    Divisions(divisions::Args),
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Train(args) => train::run(args, answer).await,
        Command::Evaluate(args) => evaluate::run(args, answer).await,
        Command::Parse(args) => parse::run(args, answer).await,
        Command::Match(args) => matching::run(args, answer).await,
        Command::Register(args) => register::run(&args, config, answer),
        Command::Divisions(args) => divisions::run(&args, answer),
    }
}
