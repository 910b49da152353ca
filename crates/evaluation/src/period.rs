//! A stretch of civil time: a year, a quarter or a month, its neighbour before it and its like a year ago.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use std::fmt;
use std::str::FromStr;

/// A year (`2026`), a quarter (`2026-Q4`) or a month (`2026-10`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    year: i16,
    /// The first month, 1 to 12.
    month: i8,
    /// How many months: 1, 3 or 12.
    months: i8,
}

/// Years that a period may lie in: the ledger is younger, and so are all clocks.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2200;

impl Period {
    /// The month that holds this day.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        Self { year: day.year(), month: day.month(), months: 1 }
    }

    /// The period of the same length just before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.month - self.months {
            month if month >= 1 => Self { month, ..self },
            month => Self { year: self.year - 1, month: month + 12, ..self },
        }
    }

    /// The same period a year ago.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { year: self.year - 1, ..self }
    }

    /// From its first instant to the first one after it, by the city's civil time.
    #[must_use]
    pub fn span(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let first = Date::constant(self.year, self.month, 1);
        let after = first.saturating_add(i32::from(self.months).months());
        (instant(first, zone), instant(after, zone))
    }

    /// The part of it that has passed by `now`: an open period is looked at as it stands now. `None` before it begins.
    #[must_use]
    pub fn window(self, zone: &TimeZone, now: Timestamp) -> Option<Window> {
        let (from, until) = self.span(zone);
        (from < now).then(|| Window { from, until: until.min(now) })
    }
}

fn instant(day: Date, zone: &TimeZone) -> Timestamp {
    // A day that has no midnight begins at its first instant; a year that no clock knows ends time itself.
    zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// What a figure looks at: from this instant on, and before that one. What stands open is taken as it stood at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant that is no longer in it.
    pub until: Timestamp,
}

impl Window {
    /// Whether the instant lies in it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.months {
            12 => write!(f, "{:04}", self.year),
            3 => write!(f, "{:04}-Q{}", self.year, (self.month + 2) / 3),
            _ => write!(f, "{:04}-{:02}", self.year, self.month),
        }
    }
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodError(String);

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` names no period; write a year as 2026, a quarter as 2026-Q4, or a month as 2026-10", self.0)
    }
}

impl std::error::Error for PeriodError {}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        read(text).ok_or_else(|| PeriodError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<Period> {
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (text, None),
    };
    let year = digits(year, 4).filter(|year| YEARS.contains(year))?;
    let (month, months) = match rest {
        None => (1, 12),
        Some(rest) => match rest.strip_prefix(['Q', 'q']) {
            Some(quarter) => (digits(quarter, 1).filter(|q| (1..=4).contains(q))? * 3 - 2, 3),
            None => (digits(rest, 2).filter(|m| (1..=12).contains(m))?, 1),
        },
    };
    Some(Period { year, month: i8::try_from(month).ok()?, months })
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_a_quarter_and_a_month_are_read_and_written_the_same() {
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"] {
            assert_eq!(period(text).to_string(), text);
        }
        assert_eq!(period("2026-q2"), period("2026-Q2"));
    }

    #[test]
    fn what_names_no_period_is_told_how_to_write_one() {
        for text in
            ["", "26", "2026-", "2026-Q5", "2026-Q", "2026-13", "2026-00", "2026-1", "1999", "二〇二六", "2026-10-01"]
        {
            let error = text.parse::<Period>().unwrap_err();
            assert!(error.to_string().contains("write a year as 2026"), "{text}");
        }
    }

    #[test]
    fn the_period_before_is_as_long_and_a_year_ago_has_the_same_name() {
        let cases = [
            ("2026", "2025", "2025"),
            ("2026-Q1", "2025-Q4", "2025-Q1"),
            ("2026-Q3", "2026-Q2", "2025-Q3"),
            ("2026-01", "2025-12", "2025-01"),
            ("2026-10", "2026-09", "2025-10"),
        ];
        for (now, before, year_before) in cases {
            assert_eq!(period(now).before(), period(before), "{now}");
            assert_eq!(period(now).year_before(), period(year_before), "{now}");
        }
    }

    #[test]
    fn a_month_runs_by_the_citys_midnight_and_neighbours_meet() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let (from, until) = period("2026-10").span(&zone);
        assert_eq!(from.to_string(), "2026-09-30T16:00:00Z");
        assert_eq!(until.to_string(), "2026-10-31T16:00:00Z");
        assert_eq!(period("2026-11").span(&zone).0, until);
        assert_eq!(period("2026-Q4").span(&zone).1, period("2026").span(&zone).1);
    }

    #[test]
    fn an_open_period_is_looked_at_as_it_stands_now() {
        let zone = TimeZone::UTC;
        let now: Timestamp = "2026-10-15T12:00:00Z".parse().unwrap();
        assert_eq!(period("2026-10").window(&zone, now).unwrap().until, now);
        assert_eq!(period("2026-09").window(&zone, now).unwrap().until.to_string(), "2026-10-01T00:00:00Z");
        assert_eq!(period("2026-11").window(&zone, now), None);
    }
}
