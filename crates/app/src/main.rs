//! The executable `jingwei`: one program, its roles are subcommands.

use clap::Parser as _;
use jingwei_app::{Cli, Verdict, run};
use std::io::Write as _;
use std::process::ExitCode;

// The system's allocator keeps what a burst of requests once needed; this one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Wrong usage ends in here with exit code 2, help and version with 0.
    match run(Cli::parse()) {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::Refused) => ExitCode::FAILURE,
        Err(failure) => {
            drop(writeln!(std::io::stderr(), "{failure}"));
            ExitCode::FAILURE
        }
    }
}
