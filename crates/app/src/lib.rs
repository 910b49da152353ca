//! The executable's commands. Each group stands in the file of its name and mirrors the room that it calls.
//!
//! Reading order: [`cli`], [`config`], [`premises`], [`city`], [`cases`], [`ledger`], [`accounts`], [`serve`], [`workers`], [`demo`],
//! [`doctor`], [`backup`]; [`answer`] and [`failure`] are how every command speaks.

pub mod accounts;
pub mod addresses;
pub mod answer;
pub mod backup;
pub mod cases;
pub mod city;
pub mod cli;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod evaluation;
pub mod failure;
pub mod grids;
pub mod keys;
pub mod ledger;
pub mod linkage;
pub mod manual;
pub mod premises;
pub mod serve;
pub mod triage;
pub mod workers;

pub use answer::{Answer, Verdict};
pub use cli::Cli;
pub use failure::Failure;

use cli::Command;
use config::Config;

/// Does what the command line asks for.
///
/// # Errors
/// When it was refused or failed; the failure says why and what to do next.
pub fn run(cli: Cli) -> Result<Verdict, Failure> {
    let answer = Answer::new(cli.common.json);
    match cli.command {
        // These need no configuration, so that they work where there is none or where it is broken.
        Command::Completions { shell } => Ok(manual::completions(shell)),
        Command::Man { dir } => manual::pages(&dir, answer),
        Command::Config(command) => config::command::run(&command, &cli.common, answer),
        command => with_config(command, &cli.common, answer),
    }
}

fn with_config(command: Command, common: &cli::Common, answer: Answer) -> Result<Verdict, Failure> {
    let config = Config::load(common)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|why| {
        Failure::new("no_runtime", format!("启动不了：{why}"), format!("the program cannot start: {why}"))
    })?;
    runtime.block_on(async {
        match command {
            Command::Demo(args) => demo::run(args, config, answer).await,
            Command::Serve(args) => serve::run(args, config, answer).await,
            Command::Doctor => doctor::run(&config, answer).await,
            Command::City(command) => city::run(command, &config, answer).await,
            Command::Cases(command) => cases::run(command, &config, answer).await,
            Command::Addresses(command) => addresses::run(command, &config, answer).await,
            Command::Triage(command) => triage::run(command, &config, answer).await,
            Command::Grids(command) => grids::run(command, &config, answer).await,
            Command::Linkage(command) => linkage::run(command, &config, answer).await,
            Command::Evaluation(command) => evaluation::run(command, &config, answer).await,
            Command::Ledger(command) => ledger::run(command, &config, answer).await,
            Command::Account(command) => accounts::run(command, &config, answer).await,
            Command::Token(command) => accounts::run_token(command, &config, answer).await,
            Command::Backup(args) => backup::save(args, &config, answer).await,
            Command::Restore(args) => backup::restore(args, &config, answer).await,
            Command::Completions { .. } | Command::Man { .. } | Command::Config(_) => Ok(Verdict::Done),
        }
    })
}
