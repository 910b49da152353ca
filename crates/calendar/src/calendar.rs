//! The questions one can ask of working time.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::light::YellowAt;
use crate::limit::{Limit, LimitKind};
use crate::rules::{CalendarRules, DayCountsFrom, DayEndsAt, NaturalDayOnRestDay};
use crate::table::{DAY, Table, date_of, day_of};

/// The working time of a city, prepared for fast questions: each costs a few look-ups, whatever the distance.
///
/// Each [`LimitKind`] is an *axis*, time with everything cut out that does not count: all time for 紧急工作时 and 自然日,
/// opening hours for 工作时, whole working days from 00:00 to 24:00 for 工作日. Instants are exact to the second; a fraction
/// of a second is dropped. Every instant has an answer: outside the years of the exceptions the ordinary week goes on for
/// ever. Ask [`covers`](Calendar::covers) to know whether the answer rests on a year whose holidays are loaded.
///
/// ```
/// use jingwei_calendar::{Calendar, CalendarRules, Exceptions};
///
/// let holidays = "date,kind,name\n2026-10-01,holiday,国庆节\n2026-10-02,holiday,国庆节\n";
/// let rules = CalendarRules { exceptions: Exceptions::read_csv(holidays).unwrap(), ..CalendarRules::default() };
/// let calendar = Calendar::new(&rules);
///
/// // Filed on Wednesday at 17:00: one hour until the doors close, three on Monday after the holidays.
/// let filed = "2026-09-30T17:00+08:00".parse()?;
/// let deadline = calendar.deadline("4 工作时".parse()?, filed);
/// assert_eq!(deadline, "2026-10-05T11:00+08:00".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calendar {
    offset_seconds: i64,
    table: Table,
    day_counts_from: DayCountsFrom,
    day_ends_at: DayEndsAt,
    natural_day_on_rest_day: NaturalDayOnRestDay,
    yellow_at: YellowAt,
    covered_years: BTreeSet<i16>,
}

impl Calendar {
    /// Prepares the rules: a table of at most 111 years, built in a few milliseconds.
    pub fn new(rules: &CalendarRules) -> Calendar {
        Calendar {
            offset_seconds: rules.utc_offset.seconds(),
            table: Table::new(rules),
            day_counts_from: rules.day_counts_from,
            day_ends_at: rules.day_ends_at,
            natural_day_on_rest_day: rules.natural_day_on_rest_day,
            yellow_at: rules.yellow_at,
            covered_years: rules.exceptions.covered_years(),
        }
    }

    /// Whether the holidays of that date's year are loaded. The State Council announces them in the autumn before, so a
    /// deadline in an uncovered year deserves a warning beside it and may move when the table arrives.
    pub fn covers(&self, date: Date) -> bool {
        self.covered_years.contains(&date.year())
    }

    /// The years whose holidays are loaded, in order.
    pub fn covered_years(&self) -> impl Iterator<Item = i16> {
        self.covered_years.iter().copied()
    }

    /// Whether a date has opening hours.
    pub fn is_working_day(&self, date: Date) -> bool {
        !self.table.hours(day_of(date)).is_closed()
    }

    /// Whether the doors are open. At the second of opening they are, at the second of closing no longer.
    pub fn is_working_instant(&self, at: Timestamp) -> bool {
        let time = self.civil(at);
        let clock = time.rem_euclid(DAY);
        let hours = self.table.hours(time.div_euclid(DAY));
        hours.intervals().iter().any(|&(opening, closing)| (opening.into()..closing.into()).contains(&clock))
    }

    /// The civil date of an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        date_of(self.civil(at).div_euclid(DAY))
    }

    /// The seconds that count between two instants; negative when `to` lies before `from`.
    pub fn working_seconds_between(&self, kind: LimitKind, from: Timestamp, to: Timestamp) -> i64 {
        self.position(kind, self.civil(to)) - self.position(kind, self.civil(from))
    }

    /// The earliest instant, not before `from`, by which that many seconds have counted. Work that fills the morning is
    /// over at noon, not when the doors open again. Zero seconds or fewer give `from` itself, to the second.
    ///
    /// The inverse of [`working_seconds_between`](Calendar::working_seconds_between). Times beyond the year 9999 become
    /// the last instant there is.
    pub fn advance(&self, kind: LimitKind, from: Timestamp, seconds: i64) -> Timestamp {
        self.instant(self.advance_civil(kind, self.civil(from), seconds))
    }

    /// When a limit that starts at an instant runs out. See [`CalendarRules`] for the law behind the days.
    ///
    /// Hours count from the start. Days count from the midnight after it, and the deadline is the end of the last day; a
    /// limit in natural days that ends on a day without work ends on the next working day. A start later than another
    /// never gives an earlier deadline.
    pub fn deadline(&self, limit: Limit, start: Timestamp) -> Timestamp {
        let (kind, start) = (limit.kind(), self.civil(start));
        if !self.counts_whole_days(kind) {
            return self.instant(self.advance_civil(kind, start, limit.seconds()));
        }
        let midnight = (start.div_euclid(DAY) + 1) * DAY;
        let last_day = self.advance_civil(kind, midnight, limit.seconds()) - 1;
        self.instant(self.end_of_day(kind, last_day.div_euclid(DAY)))
    }

    /// When the rest of a limit runs out that is taken up again after a pause. The seconds go on from that instant, and a
    /// limit in days is raised to the end of the day they run out on, or of the next one when that end has passed: a
    /// pause never takes time away.
    pub(crate) fn deadline_of_rest(&self, kind: LimitKind, seconds: i64, resumed: Timestamp) -> Timestamp {
        let run_out = self.advance_civil(kind, self.civil(resumed), seconds);
        if !self.counts_whole_days(kind) {
            return self.instant(run_out);
        }
        let last_day = (run_out - 1).div_euclid(DAY);
        let end = self.end_of_day(kind, last_day);
        self.instant(if end < run_out { self.end_of_day(kind, last_day + 1) } else { end })
    }

    /// From which share of time used the light is yellow.
    pub(crate) fn yellow_at(&self) -> YellowAt {
        self.yellow_at
    }

    /// Whether limits of this kind end with a day rather than at an instant of their own.
    fn counts_whole_days(&self, kind: LimitKind) -> bool {
        kind.counts_days() && self.day_counts_from == DayCountsFrom::NextDay
    }

    /// The end of a limit's last day, which moves to the next working day where the rules say so.
    fn end_of_day(&self, kind: LimitKind, day: i64) -> i64 {
        let moves = kind == LimitKind::WorkDays || self.natural_day_on_rest_day == NaturalDayOnRestDay::NextWorkDay;
        let day = if moves { self.table.working_day_from(day) } else { day };
        let end = match self.day_ends_at {
            DayEndsAt::Midnight => None,
            DayEndsAt::CloseOfBusiness => self.table.hours(day).last_closing(),
        };
        day * DAY + end.map_or(DAY, i64::from)
    }

    /// Where an instant lies on the axis of a kind. Only differences mean anything.
    fn position(&self, kind: LimitKind, time: i64) -> i64 {
        match kind {
            LimitKind::UrgentHours | LimitKind::NaturalDays => time,
            LimitKind::WorkHours => self.table.work_seconds_before(time),
            LimitKind::WorkDays => self.table.work_day_seconds_before(time),
        }
    }

    fn advance_civil(&self, kind: LimitKind, from: i64, seconds: i64) -> i64 {
        if seconds <= 0 {
            return from;
        }
        let position = self.position(kind, from) + seconds.min(FAR);
        match kind {
            LimitKind::UrgentHours | LimitKind::NaturalDays => position,
            LimitKind::WorkHours => self.table.work_second(position),
            LimitKind::WorkDays => self.table.work_day_second(position),
        }
    }

    /// Civil seconds since 1970-01-01 00:00. Before that date whole seconds are rounded towards the past as well.
    fn civil(&self, at: Timestamp) -> i64 {
        at.as_second() - i64::from(at.subsec_nanosecond() < 0) + self.offset_seconds
    }

    fn instant(&self, time: i64) -> Timestamp {
        let second = time - self.offset_seconds;
        Timestamp::from_second(second).unwrap_or(if second < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }
}

/// More seconds than there are between the years -9999 and 9999, and few enough that even a week with one second of work
/// cannot overflow the arithmetic.
const FAR: i64 = 1_000_000_000_000;
