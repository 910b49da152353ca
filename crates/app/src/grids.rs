//! `jingwei grids`: one network of grids.

pub mod divisions;

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 查区划：代码、名称、沿革、易混名 / look up divisions: codes, names, past codes, easily confused names
    Divisions(divisions::Args),
}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, _config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Divisions(args) => divisions::run(&args, answer),
    }
}
