//! `jingwei grids`: one network of grids.

use crate::config::Config;
use crate::{Answer, Failure, Verdict};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {}

/// Does it.
///
/// # Errors
/// When the input cannot be read, or what was asked is refused.
pub async fn run(command: Command, _config: &Config, _answer: Answer) -> Result<Verdict, Failure> {
    match command {}
}
