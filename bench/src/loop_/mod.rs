//! The main job: filing, listing and searching, in time and memory.
//!
//! Reading order: [`filing`] (reports a second beside the machine's own ceiling: [`ceiling`], [`ceiling_postgres`],
//! [`rows`]), [`growth`] (cost of a report as the table grows), [`million`] (the city with a million cases), [`lists`]
//! (what is asked of it), [`peer`].

mod ceiling;
mod ceiling_postgres;
mod filing;
mod growth;
mod lists;
mod million;
mod peer;
mod rows;

pub(crate) use filing::requests;

use crate::sheet::Sheet;
use crate::{Outcome, cluster, served};
use clap::ValueEnum;
use std::path::PathBuf;

/// What to measure, and how much of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Reports to file in each run
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    pub(crate) cases: usize,
    /// Connections that file at once; also the size of the ceiling's groups
    #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) connections: u16,
    /// Seconds of load on a timetable
    #[arg(long, default_value_t = 15, value_name = "N")]
    pub(crate) seconds: u16,
    /// Cases in the city whose lists are measured
    #[arg(long, default_value_t = 1_000_000, value_name = "N")]
    pub(crate) city: usize,
    /// One database alone
    #[arg(long)]
    pub(crate) database: Option<Database>,
    /// One part alone; may be given several times
    #[arg(long)]
    pub(crate) only: Vec<Part>,
    /// The executable to measure instead of the one of this checkout
    #[arg(long, value_name = "FILE")]
    pub(crate) jingwei: Option<PathBuf>,
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// One file
    Sqlite,
    /// A PostgreSQL that is made for the run
    Postgres,
}

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Reports a second through the store alone, beside the ceiling
    Store,
    /// The same, then over HTTP: reports a second, losses, latency at half that rate
    Filing,
    /// Cost of a report at 10⁴, 10⁵ and 10⁶ cases
    Growth,
    /// Lists and searches, memory and readiness with a million cases
    Lists,
}

/// Measures the main job.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    let on = |database| args.database.is_none_or(|only| only == database);
    let the_store_alone = args.only == [Part::Store];
    let jingwei = if the_store_alone { None } else { Some(served::executable(args.jingwei.as_deref())?) };
    let jingwei = jingwei.as_deref();
    if wanted(Part::Filing) || wanted(Part::Store) {
        let jingwei = jingwei.filter(|_| wanted(Part::Filing));
        if on(Database::Sqlite) {
            filing::on_sqlite(args, jingwei, sheet)?;
        }
        if on(Database::Postgres) && is_there(args)? {
            filing::on_postgres(args, jingwei, sheet)?;
        }
    }
    let Some(jingwei) = jingwei else { return Ok(()) };
    if on(Database::Sqlite) && (wanted(Part::Growth) || wanted(Part::Lists)) {
        let city = million::City::prepare(args, jingwei)?;
        if wanted(Part::Lists) {
            lists::measure(&city, sheet)?;
        }
        if wanted(Part::Growth) {
            growth::measure(&city, sheet)?;
        }
    }
    Ok(())
}

/// Whether there is a PostgreSQL; who asks for it by name must have it, and otherwise it is left out aloud.
fn is_there(args: &Args) -> Outcome<bool> {
    if cluster::is_installed() {
        return Ok(true);
    }
    if args.database.is_some() {
        return Err("PostgreSQL is not installed here (no `initdb`)".into());
    }
    crate::say("LEFT OUT: PostgreSQL is not installed here, so nothing is measured on it");
    Ok(false)
}
