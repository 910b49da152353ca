//! What one more report costs when there are ten thousand cases, and when there are a million.

use super::million::{City, fill};
use crate::lives::Lives;
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count, reports, stores};
use jiff::Timestamp;
use std::path::Path;
use std::time::Duration;

/// Reports in one window, and how many windows; the middle one counts.
const WINDOW: usize = 8_192;
const WINDOWS: usize = 3;

/// How much more the last may cost than the first and still be called flat. Trees grow a level and caches cover less, so
/// it cannot be nothing; twice would be a slope.
const FLAT: f64 = 1.5;

pub(super) fn measure(city: &City, sheet: &mut Sheet) -> Outcome<()> {
    let folder = tempfile::Builder::new().prefix("jingwei-bench-").tempdir()?;
    let mut first = None;
    for size in [10_000, 100_000] {
        crate::say(&format!("cost of a report at {size} cases"));
        let file = folder.path().join(format!("{size}.db"));
        fill(&file, size)?;
        let cost = cost_us(&file, u64::try_from(size)?)?;
        sheet.add(line(size, cost, first));
        first = first.or(Some(cost));
        std::fs::remove_file(&file)?;
    }
    crate::say(&format!("cost of a report at {} cases", city.size));
    let seed = u64::try_from(Timestamp::now().as_millisecond())?;
    sheet.add(line(city.size, cost_us(&city.place.sqlite_file(), seed)?, first));
    Ok(())
}

fn line(size: usize, cost_us: f64, first: Option<f64>) -> Line {
    let line = Line::new(format!("SQLite: one more report at {size} cases"), cost_us, "us")
        .note(format!("through the store, median of {WINDOWS} windows of {WINDOW}"));
    match first {
        Some(first) => line.against(first, "the first").ratio_at_most(FLAT),
        None => line,
    }
}

/// Microseconds of a report, at full load.
fn cost_us(file: &Path, seed: u64) -> Outcome<f64> {
    let (city, rules) = (jingwei_testkit::City::demo(), reports::rulebook()?);
    let runtime = stores::runtime()?;
    let store = stores::open_sqlite(&runtime, file)?;
    let mut lives = Lives::new(&rules, seed);
    let mut took: Vec<Duration> = Vec::new();
    for window in 0..WINDOWS {
        let samples = reports::reports(&city, seed + window as u64, WINDOW, Timestamp::now());
        // Only the store is timed, so the decisions are made before. A source's key names one case for ever.
        let commits: Vec<_> = samples
            .map(|mut sample| {
                sample.channel = "web";
                sample.at = Timestamp::now();
                lives.filing(&sample)
            })
            .collect();
        took.push(stores::file_all(&runtime, &store, commits, 1024)?);
    }
    took.sort_unstable();
    Ok(took[WINDOWS / 2].as_secs_f64() * 1e6 / count(WINDOW))
}
