//! Side-by-side measurements of Jingwei, as ratios in one run. It measures and does not judge: a missed limit is printed
//! as such, and only `--check` makes it the exit code.
//!
//! Reading order: [`sheet`] (what comes out), [`loop_`], [`kills`], [`grids`], [`triage`], [`linkage`], [`duplicates`] and [`addresses`] (what is measured), [`reports`], [`lives`] (with
//! what), [`http`], [`load`], [`served`], [`stores`], [`cluster`] (by which means), [`machine`], [`latency`].

mod addresses;
mod cluster;
mod duplicates;
mod grids;
mod http;
mod kills;
mod latency;
mod linkage;
mod lives;
mod load;
mod loop_;
mod machine;
mod reports;
mod served;
mod sheet;
mod stores;
mod triage;

use clap::{Parser, Subcommand};
use sheet::Sheet;
use std::process::ExitCode;

/// Whatever broke; a measurement that cannot be made is never a figure.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Outcome<T> = Result<T, Fault>;

/// Measurements of Jingwei beside the limits that it must hold.
#[derive(Debug, Parser)]
#[command(name = "jingwei-bench", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// One JSON object on standard output instead of the table
    #[arg(long, global = true)]
    json: bool,
    /// Exit code 1 when a limit is missed
    #[arg(long, global = true)]
    check: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The main job: filing, listing and searching, in time and memory, up to a million cases
    Loop(loop_::Args),
    /// The process is killed again and again while it files: nothing acknowledged is lost, nothing is done twice
    Kills(kills::Args),
    /// The network of grids: finding points, loading divisions, checking, cutting, merging
    Grids(grids::Args),
    /// What a report is: training, prediction and accuracy beside scikit-learn
    Triage(triage::Args),
    /// Who is one with whom: accuracy, time and memory beside Splink, and the growth from one register to a larger one
    Linkage(linkage::Args),
    /// Is it known already? Searching among open cases and putting one in, up to a million of them
    Duplicates(duplicates::Args),
    /// Addresses: taken apart beside python-crfsuite and cpca, graded beside TF-IDF, and a register searched
    Addresses(addresses::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let machine = machine::describe();
    if machine::load() > 1.0 {
        say("the machine is busy; differences below a factor of two mean nothing now");
    }
    let mut sheet = Sheet::default();
    let outcome = match &cli.what {
        What::Loop(args) => loop_::run(args, &mut sheet),
        What::Kills(args) => kills::run(args, &mut sheet),
        What::Grids(args) => grids::run(args, &mut sheet),
        What::Triage(args) => triage::run(args, &mut sheet),
        What::Linkage(args) => linkage::run(args, &mut sheet),
        What::Duplicates(args) => duplicates::run(args, &mut sheet),
        What::Addresses(args) => addresses::run(args, &mut sheet),
    };
    sheet.print(&machine, cli.json);
    match outcome {
        Err(fault) => {
            say(&format!("the measurement broke off: {fault}"));
            ExitCode::from(2)
        }
        Ok(()) if cli.check && !sheet.holds() => ExitCode::from(1),
        Ok(()) => ExitCode::SUCCESS,
    }
}

/// Tells whoever waits what is going on; standard output is left to the sheet.
#[expect(clippy::print_stderr, reason = "progress belongs on the terminal, not in the result")]
pub(crate) fn say(what: &str) {
    eprintln!("{what}");
}

/// A count as a number to divide. Counts here are far below the 2^53 from which an `f64` leaves numbers out.
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^53")]
pub(crate) const fn count(of: usize) -> f64 {
    of as f64
}
