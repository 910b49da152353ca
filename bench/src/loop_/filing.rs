//! Reports a second over HTTP beside the machine's own ceiling, what was lost on the way, and how long one report waits at
//! half that rate.

use super::{Args, ceiling, ceiling_postgres, peer};
use crate::cluster::Cluster;
use crate::http::post;
use crate::lives::Lives;
use crate::load::{Loaded, as_fast_as_possible, on_a_timetable};
use crate::served::Place;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count, reports, stores};
use jiff::Timestamp;
use jingwei_store::Store;
use jingwei_testkit::{City, SeededIds};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// As many commits wait at the store as fill two of its groups.
const AT_ONCE: usize = 1024;

/// How often the ceiling is written; the fastest counts, which is the hardest to stand beside.
const TRIES: usize = 3;

/// The share of the ceiling that must be left when the whole way is gone: HTTP, rights, rules, clocks, hashes, answer.
const SHARE: f64 = 1.0 / 3.0;

/// What is compared over HTTP, where it is wanted; without an executable the ceiling and the store stand alone.
pub(super) fn on_sqlite(args: &Args, jingwei: Option<&Path>, sheet: &mut Sheet) -> Outcome<()> {
    crate::say("filing on SQLite");
    let folder = tempfile::Builder::new().prefix("jingwei-bench-").tempdir()?;
    let runtime = stores::runtime()?;
    let filed = folder.path().join("filed.db");
    let store = stores::open_sqlite(&runtime, &filed)?;
    let through_the_store = through_the_store(args, &runtime, &store)?;
    drop(store);
    let rows = ceiling::Rows::read(&filed, usize::from(args.connections))?;
    let mut best: f64 = 0.0;
    for attempt in 0..TRIES {
        let fresh = folder.path().join(format!("ceiling{attempt}.db"));
        // The store makes its own tables; what it is about to be compared with writes into them.
        drop(stores::open_sqlite(&runtime, &fresh)?);
        best = best.max(rows.write(&fresh, args.cases)?);
        std::fs::remove_file(&fresh)?;
    }
    let ceiling = Ceiling { per_second: best, rows: rows.rows, through_the_store };
    drop(rows);
    ceiling.report(args, "SQLite", sheet);
    let Some(jingwei) = jingwei else { return Ok(()) };
    let place = Place::new(jingwei, &folder.path().join("data"), None);
    over_http(args, &place, "SQLite", &ceiling, sheet, || {
        let connection = rusqlite::Connection::open(place.sqlite_file())?;
        let mut statement = connection.prepare("SELECT number FROM cases")?;
        let numbers = statement.query_map((), |row| row.get(0))?.collect::<Result<_, _>>();
        Ok(numbers?)
    })
}

pub(super) fn on_postgres(args: &Args, jingwei: Option<&Path>, sheet: &mut Sheet) -> Outcome<()> {
    crate::say("filing on PostgreSQL");
    let folder = tempfile::Builder::new().prefix("jingwei-bench-").tempdir()?;
    let mut cluster = Cluster::start()?;
    let runtime = stores::runtime()?;
    let filed = cluster.new_database()?;
    let store = stores::open_postgres(&runtime, &filed)?;
    let through_the_store = through_the_store(args, &runtime, &store)?;
    drop(store);
    let rows = runtime.block_on(ceiling_postgres::Rows::read(&filed, usize::from(args.connections)))?;
    let mut best: f64 = 0.0;
    for _ in 0..TRIES {
        let fresh = cluster.new_database()?;
        drop(stores::open_postgres(&runtime, &fresh)?);
        best = best.max(runtime.block_on(rows.write(&fresh, args.cases))?);
    }
    let ceiling = Ceiling { per_second: best, rows: rows.rows, through_the_store };
    drop(rows);
    ceiling.report(args, "PostgreSQL", sheet);
    let Some(jingwei) = jingwei else { return Ok(()) };
    let url = cluster.new_database()?;
    let place = Place::new(jingwei, &folder.path().join("data"), Some(url.clone()));
    over_http(args, &place, "PostgreSQL", &ceiling, sheet, || {
        runtime.block_on(async {
            let client = ceiling_postgres::connect(&url).await?;
            let rows = client.query("SELECT number FROM cases", &[]).await?;
            Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
        })
    })
}

/// What the machine can do at most, and what is left of it when the store alone has done its work.
struct Ceiling {
    per_second: f64,
    rows: usize,
    through_the_store: f64,
}

impl Ceiling {
    fn report(&self, args: &Args, name: &str, sheet: &mut Sheet) {
        let (rows, connections) = (count(self.rows) / count(args.cases), args.connections);
        sheet.add(
            Line::new(format!("{name}: reports filed, the machine's ceiling"), self.per_second, "/s")
                .note(format!("{rows:.1} rows a report, groups of {connections}, best of {TRIES}")),
        );
        sheet.add(
            Line::new(format!("{name}: reports filed through the store alone"), self.through_the_store, "/s")
                .against(self.per_second, "ceiling")
                .note(format!("{AT_ONCE} at once")),
        );
    }
}

/// Files the reports through the store, and says how many that is in a second.
fn through_the_store(args: &Args, runtime: &Runtime, store: &Arc<dyn Store>) -> Outcome<f64> {
    let (city, rules) = (City::demo(), reports::rulebook()?);
    let mut lives = Lives::new(&rules, 1);
    let samples = reports::reports(&city, 1, args.cases, Timestamp::now());
    let commits: Vec<_> = samples.map(|sample| lives.filing(&sample)).collect();
    let took = stores::file_all(runtime, store, commits, AT_ONCE)?;
    Ok(count(args.cases) / took.as_secs_f64())
}

fn over_http(
    args: &Args,
    place: &Place,
    name: &str,
    ceiling: &Ceiling,
    sheet: &mut Sheet,
    stored: impl Fn() -> Outcome<HashSet<String>>,
) -> Outcome<()> {
    let token = place.found()?;
    let mut served = place.serve()?;
    let connections = usize::from(args.connections);
    let full = as_fast_as_possible(served.address, connections, &requests(2, args.cases, &token))?.all_filed()?;
    let rate = full.per_second() / 2.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate is positive and far below 2^53"
    )]
    let paced = (rate * f64::from(args.seconds)) as usize;
    let half = on_a_timetable(served.address, connections, &requests(3, paced, &token), rate)?.all_filed()?;
    // What was acknowledged must survive the worst end.
    served.kill()?;
    let (lost, more) = losses([&full, &half], &stored()?);
    sheet.add(
        Line::new(format!("{name}: reports filed over HTTP, durable"), full.per_second(), "/s")
            .against(ceiling.per_second, "ceiling")
            .ratio_at_least(SHARE)
            .note(format!("{connections} connections, {}", full.latencies.brief())),
    );
    let [_, peer_best] = peer::FILED_PER_SECOND;
    sheet.add(
        Line::new(format!("{name}: the same beside {}", peer::NAME), full.per_second(), "/s")
            .against(peer_best, peer::NAME)
            .ratio_at_least(peer::TIMES)
            .note("its best of 14 to 37 /s on such a machine"),
    );
    sheet.add(Line::new(format!("{name}: acknowledged and lost"), lost, "reports").at_most(0.0).note("after kill -9"));
    sheet.add(Line::new(format!("{name}: stored and never acknowledged"), more, "reports").at_most(0.0));
    for percent in [50, 99] {
        sheet.add(
            Line::new(
                format!("{name}: p{percent} of one report at half that rate"),
                half.latencies.percentile_ms(percent),
                "ms",
            )
            .note(format!(
                "{rate:.0} /s on a timetable for {} s, {}",
                args.seconds,
                half.latencies.brief()
            )),
        );
    }
    Ok(())
}

/// Requests of an agent, each with a command of its own.
pub(crate) fn requests(seed: u64, count: usize, token: &str) -> Vec<Vec<u8>> {
    let (city, now) = (City::demo(), Timestamp::now());
    let mut ids = SeededIds::new(seed);
    let samples = reports::reports(&city, seed, count, now);
    samples.map(|sample| post("/api/v1/cases", token, &reports::body(&sample, &mut ids, now))).collect()
}

/// How many acknowledged reports are not stored, and how many stored ones were never acknowledged.
fn losses(loads: [&Loaded; 2], stored: &HashSet<String>) -> (f64, f64) {
    let acknowledged: HashSet<&String> = loads.iter().flat_map(|load| &load.acknowledged).collect();
    let given: usize = loads.iter().map(|load| load.acknowledged.len()).sum();
    let kept = acknowledged.iter().filter(|number| stored.contains(**number)).count();
    // A number that was given twice is one report too few as well.
    (count(given - kept), count(stored.len() - kept))
}
