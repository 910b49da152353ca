//! When the telephone rings: by hour and weekday as at a hotline, and far more often when a storm passes.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz};

use crate::Rng;

/// Calls of each hour against an average hour of 100: two humps around the lunch break, a tail in the evening.
const BY_HOUR: [u64; 24] =
    [18, 10, 7, 6, 7, 15, 45, 95, 175, 225, 220, 165, 95, 100, 180, 195, 190, 150, 115, 110, 110, 85, 55, 27];

/// Calls of each day, Monday first, against an average day of 100.
const BY_WEEKDAY: [u64; 7] = [120, 110, 106, 103, 101, 82, 78];

/// The busiest hour of the busiest day, in percent of the average.
const PEAK: u64 = 225 * 120 / 100;

/// A time of many more calls, as on the day of a typhoon. Both ends count to the whole minute.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// How many times as many calls; 1 changes nothing.
    pub times: u32,
}

impl Storm {
    /// Whether it rages at this time.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// Arrival times of a Poisson process whose rate follows the clock of China (+08:00).
///
/// Time is cut into ticks so short that two calls in one are unlikely, and each tick rolls whole-number dice; therefore
/// every machine tells the same story, which logarithms would not promise.
#[derive(Clone, Debug)]
pub struct Rhythm {
    per_day: u64,
    storms: Vec<Storm>,
    tick_ms: i64,
}

const DAY_MS: u64 = 86_400_000;

impl Rhythm {
    /// So many calls on an average day, at most a million.
    #[must_use]
    pub fn per_day(calls: u32) -> Self {
        let per_day = u64::from(calls.clamp(1, 1_000_000));
        Self { per_day, storms: Vec::new(), tick_ms: tick_ms(per_day, 1) }
    }

    /// The same with a storm.
    #[must_use]
    pub fn with(mut self, storm: Storm) -> Self {
        self.storms.push(storm);
        let strongest = self.storms.iter().map(|storm| storm.times).max().unwrap_or(1);
        self.tick_ms = tick_ms(self.per_day, u64::from(strongest.max(1)));
        self
    }

    /// When the telephone rings next.
    pub fn next(&self, rng: &mut Rng, after: Timestamp) -> Timestamp {
        let tick = SignedDuration::from_millis(self.tick_ms);
        let tick_ms = self.tick_ms.unsigned_abs();
        let mut at = after;
        let mut minute = None;
        let mut chance = 0;
        loop {
            at = at.saturating_add(tick).expect("an absolute duration can always be added");
            // The rate changes at whole minutes only, so the calendar is asked once a minute.
            let this = at.as_second().div_euclid(60);
            if minute != Some(this) {
                minute = Some(this);
                // Percent of percent, hence 10,000 beside the milliseconds of a day.
                chance = self.per_day * self.share(at) * tick_ms;
            }
            if at == Timestamp::MAX || rng.below(DAY_MS * 10_000) < chance {
                return at;
            }
        }
    }

    /// The rate at this time against the average, in hundredths of a percent.
    fn share(&self, at: Timestamp) -> u64 {
        let local = china(at);
        let hour = BY_HOUR[usize::from(local.hour().unsigned_abs()) % BY_HOUR.len()];
        let day = BY_WEEKDAY[usize::from(local.weekday().to_monday_zero_offset().unsigned_abs()) % BY_WEEKDAY.len()];
        let storm = self.storms.iter().filter(|storm| storm.covers(at)).map(|storm| u64::from(storm.times)).max();
        hour * day * storm.unwrap_or(1)
    }
}

/// At the peak a tick holds a call with a chance of one in eight at most.
fn tick_ms(per_day: u64, strongest: u64) -> i64 {
    let longest = DAY_MS * 100 / (8 * per_day * strongest * PEAK);
    i64::try_from(longest.clamp(1, 1000)).expect("a second has a thousand milliseconds")
}

fn china(at: Timestamp) -> DateTime {
    tz::offset(8).to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(rhythm: &Rhythm, days: i64) -> Vec<Timestamp> {
        let mut rng = Rng::new(7);
        let start: Timestamp = "2026-03-02T00:00:00+08:00".parse().unwrap();
        let end = start + SignedDuration::from_hours(24 * days);
        std::iter::successors(Some(rhythm.next(&mut rng, start)), |at| Some(rhythm.next(&mut rng, *at)))
            .take_while(|at| *at < end)
            .collect()
    }

    #[test]
    fn the_tables_average_to_a_hundred() {
        assert_eq!(BY_HOUR.iter().sum::<u64>(), 2400);
        assert_eq!(BY_WEEKDAY.iter().sum::<u64>(), 700);
        assert_eq!(PEAK, BY_HOUR.iter().max().unwrap() * BY_WEEKDAY.iter().max().unwrap() / 100);
    }

    #[test]
    fn two_weeks_bring_about_as_many_calls_as_promised() {
        let calls = calls(&Rhythm::per_day(1000), 14).len();
        assert!((13_500..14_500).contains(&calls), "{calls}");
    }

    #[test]
    fn mornings_are_busier_than_nights_and_mondays_than_sundays() {
        let calls = calls(&Rhythm::per_day(1000), 14);
        let in_hours = |from: i8, to: i8| calls.iter().filter(|at| (from..to).contains(&china(**at).hour())).count();
        assert!(in_hours(9, 12) > 10 * in_hours(1, 4));
        let on = |day| calls.iter().filter(|at| china(**at).weekday() == day).count();
        assert!(on(jiff::civil::Weekday::Monday) > on(jiff::civil::Weekday::Sunday));
    }

    #[test]
    fn a_storm_multiplies_the_calls_while_it_lasts() {
        let storm = Storm {
            from: "2026-03-03T10:00:00+08:00".parse().unwrap(),
            until: "2026-03-03T14:00:00+08:00".parse().unwrap(),
            times: 6,
        };
        let covered = |calls: &[Timestamp]| calls.iter().filter(|at| storm.covers(**at)).count();
        let (calm, stormy) = (calls(&Rhythm::per_day(1000), 3), calls(&Rhythm::per_day(1000).with(storm), 3));
        let (calm, stormy) = (covered(&calm), covered(&stormy));
        assert!(stormy > 5 * calm && stormy < 7 * calm, "{calm} {stormy}");
    }

    #[test]
    fn calls_never_come_at_the_same_instant_or_before() {
        let calls = calls(&Rhythm::per_day(100_000), 1);
        assert!(calls.len() > 100_000);
        assert!(calls.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
