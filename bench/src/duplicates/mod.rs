//! Is it known already? Reports searched for and put in, a second, among ten thousand, a hundred thousand and a million open cases; what a
//! case takes in memory; and whether the other reports of a problem are still found.
//!
//! Reading order: here what is measured, [`city`] with what.

mod city;

use crate::latency::Latencies;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count, machine};
use city::{City, Report};
use jingwei_triage::duplicates::{Entry, Index, Settings};
use std::time::{Duration, Instant};

/// Reports in one window.
const WINDOW: usize = 20_000;
/// Reports made and put in at once while the index is filled.
const BATCH: usize = 20_000;
/// Problems that are reported twice, to see whether the first one is found.
const PLANTED: usize = 500;
/// Messages a second that must be searched for and put in among a hundred thousand open cases.
const RATE: f64 = 20_000.0;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Open cases
    #[arg(long, default_values_t = [10_000, 100_000, 1_000_000], value_delimiter = ',', value_name = "N")]
    open: Vec<usize>,
    /// The seed of the city
    #[arg(long, default_value_t = 7, value_name = "N")]
    seed: u64,
}

/// A window of reports, made before it is timed.
struct Window {
    reports: Vec<Report>,
    first: usize,
}

impl Window {
    fn entries(&self) -> impl Iterator<Item = Entry<'_, usize>> {
        (self.first..).zip(&self.reports).map(|(id, report)| Entry::of_text(id, &report.title, &report.text))
    }
}

/// Measures.
///
/// # Errors
/// Never; the shape is that of every measurement.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let mut city = City::new(args.seed);
    let before = resident_mib();
    let mut index = Index::new(Settings::default());
    let mut next = 0;
    let mut rate_before = None;
    for open in &args.open {
        while index.len() < *open {
            let window = make(&mut city, &mut next, BATCH.min(open - index.len()));
            let entries: Vec<Entry<'_, usize>> = window.entries().collect();
            index.insert_all(&entries);
        }
        crate::say(&format!("{open} open cases"));
        let memory = resident_mib() - before;
        let rate = rates(&mut index, &mut city, &mut next, *open, rate_before, sheet);
        if *open >= 100_000 {
            rate_before = rate_before.or(Some(rate));
        }
        let line = Line::new(format!("memory at {open} open cases"), memory, "MiB");
        sheet.add(line.note(format!("{:.2} kB a case, city and window included", memory * 1024.0 / count(*open))));
        sheet.add(recall(&mut index, &mut city, &mut next, *open));
    }
    Ok(())
}

fn make(city: &mut City, next: &mut usize, reports: usize) -> Window {
    let first = *next;
    *next += reports;
    Window { reports: (0..reports).map(|_| city.report()).collect(), first }
}

/// Searches and puts in one by one, then many at once; what was put in is taken out again, so that the next window meets as many.
fn rates(
    index: &mut Index<usize>,
    city: &mut City,
    next: &mut usize,
    open: usize,
    before: Option<f64>,
    sheet: &mut Sheet,
) -> f64 {
    let window = make(city, next, WINDOW);
    let (started, worked) = (Instant::now(), worked_s());
    let took: Vec<Duration> = window
        .entries()
        .map(|entry| {
            let started = Instant::now();
            std::hint::black_box(index.insert_and_search(&entry, 10));
            started.elapsed()
        })
        .collect();
    let rate = count(WINDOW) / started.elapsed().as_secs_f64();
    let of_work = count(WINDOW) / (worked_s() - worked);
    let latencies = Latencies::from(took);
    let note = format!("one thread, {of_work:.0}/s of processor time; {}", latencies.brief());
    let line = Line::new(format!("insert and search at {open} open cases"), rate, "/s").note(note);
    sheet.add(match before {
        None if open < 100_000 => line,
        None => line.at_least(RATE),
        Some(before) => line.against(before, "at 100,000").ratio_at_least(0.5),
    });
    window.entries().for_each(|entry| {
        index.remove(entry.id);
    });
    let window = make(city, next, WINDOW);
    let entries: Vec<Entry<'_, usize>> = window.entries().collect();
    let started = Instant::now();
    std::hint::black_box(index.insert_and_search_all(&entries, 10));
    let line =
        Line::new(format!("the same, many at once, at {open}"), count(WINDOW) / started.elapsed().as_secs_f64(), "/s");
    sheet.add(line.note("read on every core"));
    window.entries().for_each(|entry| {
        index.remove(entry.id);
    });
    rate
}

/// How often the first report of a problem is among the ten nearest of the second, ten thousand others having come in between.
fn recall(index: &mut Index<usize>, city: &mut City, next: &mut usize, open: usize) -> Line {
    let planted = make(city, next, PLANTED);
    planted.entries().for_each(|entry| index.insert(&entry));
    let between = make(city, next, 10_000);
    let entries: Vec<Entry<'_, usize>> = between.entries().collect();
    index.insert_all(&entries);
    let mut found = 0;
    for (id, first) in (planted.first..).zip(&planted.reports) {
        let second = city.report_of(first.problem);
        let nearest = index.nearest(&Entry::of_text(usize::MAX, &second.title, &second.text), 10);
        found += usize::from(nearest.iter().any(|m| m.id == id));
    }
    for entry in planted.entries().chain(between.entries()) {
        index.remove(entry.id);
    }
    Line::new(format!("recall@10 at {open} open cases"), count(found) / count(PLANTED), "")
        .note(format!("{PLANTED} problems, made reports of {} letters on average", 350))
}

fn resident_mib() -> f64 {
    machine::resident_mib(std::process::id()).unwrap_or(f64::NAN)
}

/// Seconds of processor time of this process so far, which other programs on the machine do not lengthen much.
fn worked_s() -> f64 {
    let hundredths = machine::ticks(std::process::id()).and_then(|ticks| u32::try_from(ticks).ok());
    hundredths.map_or(f64::NAN, |ticks| f64::from(ticks) / 100.0)
}
