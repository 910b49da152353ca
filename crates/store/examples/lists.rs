//! How long lists and searches take over the cases that `rate` filed: median, 99th percentile and worst of each sort.
//!
//! `cargo run --release --example lists -- sqlite:PATH|postgres://… [TIMES]`
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

#[path = "../tests/support/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod sample;

use jiff::SignedDuration;
use jingwei_cases::case::{Case, Channel};
use jingwei_cases::state::State;
use jingwei_store::{CaseQuery, Database, Sort, Store, open};
use std::time::Instant;

type Ask = fn(&Case, u64, u64) -> CaseQuery;

/// What people ask for; the case given is one that is there, and the numbers are its own and that of the last.
const ASKS: &[(&str, Ask)] = &[
    ("all, newest", |_, _, _| CaseQuery::default()),
    ("open, newest", |_, _, _| CaseQuery { open: Some(true), ..CaseQuery::default() }),
    ("two states", |_, _, _| CaseQuery { states: vec![State::Received, State::Handling], ..CaseQuery::default() }),
    ("department", |case, _, _| CaseQuery { department: case.lead().cloned(), ..CaseQuery::default() }),
    ("department, open", |case, _, _| CaseQuery {
        department: case.lead().cloned(),
        open: Some(true),
        ..CaseQuery::default()
    }),
    ("grid", |case, _, _| CaseQuery { grid: case.place.grid.clone(), ..CaseQuery::default() }),
    ("area (district)", |case, _, _| CaseQuery {
        area: case.place.area.as_ref().and_then(|area| area.as_str()[..6].parse().ok()),
        ..CaseQuery::default()
    }),
    ("kind (major), area, open", |case, _, _| CaseQuery {
        kind: case.kind.as_ref().and_then(|kind| kind.as_str()[..3].parse().ok()),
        area: case.place.area.clone(),
        open: Some(true),
        ..CaseQuery::default()
    }),
    ("kind, channel", |case, _, _| CaseQuery {
        kind: case.kind.clone(),
        channel: Some(case.intake.channel),
        ..CaseQuery::default()
    }),
    ("overdue, soonest", |_, _, last| CaseQuery {
        overdue_at: Some(sample::at(last)),
        sort: Sort::DueSoonest,
        ..CaseQuery::default()
    }),
    ("overdue of a department, newest", |case, _, last| CaseQuery {
        overdue_at: Some(sample::at(last)),
        department: case.lead().cloned(),
        ..CaseQuery::default()
    }),
    ("one day, oldest", |_, n, _| CaseQuery {
        filed_from: Some(sample::at(n)),
        filed_to: Some(sample::at(n) + SignedDuration::from_hours(24)),
        sort: Sort::FiledOldest,
        ..CaseQuery::default()
    }),
    ("no hit: a large kind in a channel that has none", |case, _, _| CaseQuery {
        kind: case.kind.as_ref().and_then(|kind| kind.as_str()[..3].parse().ok()),
        channel: Some(Channel::Letter),
        ..CaseQuery::default()
    }),
    ("no hit: two large sets that do not meet", |_, _, _| CaseQuery {
        states: vec![State::Closed],
        open: Some(true),
        ..CaseQuery::default()
    }),
    ("search: frequent word", |_, _, _| CaseQuery { q: Some("路灯".to_owned()), ..CaseQuery::default() }),
    ("search: a phrase of the case", |case, _, _| CaseQuery {
        q: Some(case.intake.description.chars().take(9).collect()),
        ..CaseQuery::default()
    }),
    ("search: an address", |case, _, _| CaseQuery { q: Some(case.place.address.clone()), ..CaseQuery::default() }),
    ("search: a phrase, open", |case, _, _| CaseQuery {
        q: Some(case.intake.description.chars().take(9).collect()),
        open: Some(true),
        ..CaseQuery::default()
    }),
    ("search: one character", |_, _, _| CaseQuery { q: Some("灯".to_owned()), ..CaseQuery::default() }),
    ("search: nothing has it", |_, _, _| CaseQuery { q: Some("恐龙化石".to_owned()), ..CaseQuery::default() }),
    ("search: frequent words that never meet", |_, _, _| CaseQuery {
        q: Some("灯井 盖垃 路灯不亮井盖".to_owned()),
        ..CaseQuery::default()
    }),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let database: Database = args.next().ok_or("which database?")?.parse()?;
    let times: u64 = args.next().map_or(Ok(200), |n| n.parse())?;
    let store = open(&database).await?;
    let last = *store.watch().borrow();
    println!("{last} leaves; milliseconds: median, p99, worst; cases on the first page");
    for (name, ask) in ASKS {
        measure(&*store, name, *ask, last, times).await?;
    }
    Ok(())
}

async fn measure(
    store: &dyn Store,
    name: &str,
    ask: Ask,
    last: u64,
    times: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut took = Vec::new();
    let mut shown = 0;
    for time in 0..times {
        let n = sample::scatter(time) % last.max(1);
        let query = ask(&sample::case(n), n, last);
        let asked = Instant::now();
        shown += store.list(&query).await?.items.len();
        took.push(asked.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)];
    let average = shown / took.len();
    println!("{:7.2} {:7.2} {:7.2}  {average:4}  {name}", at(50), at(99), took[took.len() - 1]);
    Ok(())
}
