//! Measures how long it takes to read every open clock of a large city: deadline, share of time and light of a million.
//!
//! `cargo run --release -p jingwei-calendar --example million_clocks [exceptions.csv]`; without a file the calendar has
//! the holidays of the newest year only. Prints nanoseconds per clock, the best and the median of several rounds.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use jingwei_calendar::{Calendar, CalendarRules, Clock, Exceptions, Light, Limit, LimitKind};

const CLOCKS: usize = 1_000_000;
const ROUNDS: usize = 15;

#[expect(clippy::print_stdout, reason = "a measurement is there to be read")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exceptions = match std::env::args().nth(1) {
        Some(path) => Exceptions::read_csv(&std::fs::read_to_string(path)?).map_err(|problems| problems[0].clone())?,
        None => Exceptions::default(),
    };
    let known_days = exceptions.len();
    let began = Instant::now();
    let calendar = Calendar::new(&CalendarRules { exceptions, ..CalendarRules::default() });
    println!("calendar with {known_days} exceptions prepared in {:?}", began.elapsed());

    let now: Timestamp = "2026-06-15T10:00:00+08:00".parse()?;
    let clocks = open_clocks(&calendar, now)?;
    let mut rounds: Vec<_> = (0..ROUNDS).map(|_| read_all(&calendar, &clocks, now)).collect();
    rounds.sort_by_key(|(nanoseconds, ..)| *nanoseconds);
    let (best, [green, yellow, red], checksum) = rounds[0];
    let median = rounds[ROUNDS / 2].0;
    println!("{CLOCKS} clocks: {green} green, {yellow} yellow, {red} red, checksum {checksum}");
    for (name, nanoseconds) in [("best", best), ("median", median)] {
        println!("{name}: {:.1} ms, {:.1} ns per clock", nanoseconds as f64 / 1e6, nanoseconds as f64 / CLOCKS as f64);
    }
    Ok(())
}

/// Clocks of all four kinds, started over the last ninety days; every fourth has been paused and resumed, every
/// sixteenth is paused now. The order is random in time, as a table sorted by case number would not be: the worst case.
fn open_clocks(calendar: &Calendar, now: Timestamp) -> Result<Vec<Clock>, Box<dyn std::error::Error>> {
    let mut seed = 7_u64;
    let mut below = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % bound
    };
    let mut clocks = Vec::with_capacity(CLOCKS);
    for nth in 0..CLOCKS {
        let kind = LimitKind::ALL[nth % 4];
        let amount = if kind.counts_days() { 1 + below(60) } else { 15 * (1 + below(400)) };
        let ago = i64::try_from(below(90 * 86_400))?;
        let start = now - SignedDuration::from_secs(ago);
        let mut clock = Clock::start(Limit::new(kind, u32::try_from(amount)?)?, start);
        if nth % 4 == usize::try_from(below(4))? {
            clock = clock.pause(calendar, start + SignedDuration::from_secs(ago / 3))?;
            if below(4) > 0 {
                clock = clock.resume(start + SignedDuration::from_secs(ago / 2))?;
            }
        }
        clocks.push(clock);
    }
    Ok(clocks)
}

/// Nanoseconds taken, lights counted, and a sum of what was read so that nothing is optimised away.
fn read_all(calendar: &Calendar, clocks: &[Clock], now: Timestamp) -> (u128, [usize; 3], i64) {
    let began = Instant::now();
    let (mut lights, mut sum) = ([0; 3], 0_i64);
    for clock in clocks {
        let reading = clock.read(calendar, now);
        lights[match reading.light {
            Light::Green => 0,
            Light::Yellow => 1,
            Light::Red => 2,
        }] += 1;
        sum = sum.wrapping_add(reading.deadline.map_or(0, Timestamp::as_second)).wrapping_add(reading.used_seconds);
    }
    (began.elapsed().as_nanos(), lights, sum)
}
