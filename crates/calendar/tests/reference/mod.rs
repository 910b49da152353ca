//! A slow, obvious working calendar and clock to compare the fast ones with: it walks tick by tick and keeps no totals.
//!
//! Times are civil seconds since 1970-01-01 00:00. A tick is a minute, or a second where a test needs it. It shares no
//! code with the crate except the words of its rules.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use jiff::civil::{Date, date};
use jingwei_calendar::LimitKind;

pub(crate) const DAY: i64 = 86_400;
const FIRST: Date = date(1999, 1, 1);
const LAST: Date = date(2032, 12, 31);

/// The real exceptions as text, and the years they hold.
pub(crate) struct Exceptions {
    pub(crate) csv: String,
    pub(crate) years: (i16, i16),
}

/// The shared table of 2004–2026, or the committed one of 2025–2026 when the shared data are not here.
#[expect(clippy::print_stderr, reason = "a test that runs on less data says so")]
pub(crate) fn real_exceptions() -> Exceptions {
    let folder = std::env::var_os("JINGWEI_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    match std::fs::read_to_string(folder.join("china_calendar/exceptions_2004_2026.csv")) {
        Ok(csv) => Exceptions { csv, years: (2004, 2026) },
        Err(_) => {
            eprintln!(
                "the shared data folder is not here (set JINGWEI_DATA): testing with the years 2025 and 2026 only"
            );
            Exceptions { csv: include_str!("../data/exceptions_2025_2026.csv").to_owned(), years: (2025, 2026) }
        }
    }
}

/// The rules of a city once more, as plainly as possible.
#[derive(Clone, Debug)]
pub(crate) struct Walker {
    /// For every day from `FIRST` to `LAST` the opening hours in seconds since midnight. Shared, for it is long.
    days: Rc<Vec<Hours>>,
    pub(crate) tick: i64,
    pub(crate) from_next_day: bool,
    pub(crate) until_close: bool,
    pub(crate) rest_day_moves: bool,
}

pub(crate) type Hours = Vec<(i64, i64)>;

impl Walker {
    /// `week` from Monday to Sunday; `special` dates have hours of their own and win over the CSV.
    pub(crate) fn new(csv: &str, week: &[Hours; 7], special: &BTreeMap<Date, Hours>) -> Walker {
        let normal = week.iter().find(|hours| !hours.is_empty()).expect("some day is worked").clone();
        let mut kinds = BTreeMap::new();
        for line in csv.lines().skip(1).filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(',');
            let date: Date = fields.next().expect("a date").parse().expect("a date");
            kinds.insert(date, fields.next().expect("a kind").to_owned());
        }
        let mut days = Vec::new();
        let mut day = FIRST;
        while day <= LAST {
            let ordinary = &week[usize::try_from(day.weekday().to_monday_zero_offset()).expect("0 to 6")];
            let hours = match (special.get(&day), kinds.get(&day).map(String::as_str)) {
                (Some(hours), _) => hours,
                (None, Some("holiday")) => &Hours::new(),
                (None, Some("workday")) => &normal,
                (None, Some(other)) => unreachable!("the table holds `{other}`"),
                (None, None) => ordinary,
            };
            days.push(hours.clone());
            day = day.tomorrow().expect("long before the year 9999");
        }
        Walker { days: Rc::new(days), tick: 60, from_next_day: true, until_close: true, rest_day_moves: true }
    }

    fn hours(&self, day: i64) -> &Hours {
        &self.days[usize::try_from(day - first_day()).expect("within the reference's years")]
    }

    pub(crate) fn works(&self, day: i64) -> bool {
        !self.hours(day).is_empty()
    }

    /// Whether the tick that begins at this time counts.
    pub(crate) fn counts(&self, kind: LimitKind, time: i64) -> bool {
        match kind {
            LimitKind::UrgentHours | LimitKind::NaturalDays => true,
            LimitKind::WorkDays => self.works(time.div_euclid(DAY)),
            LimitKind::WorkHours => is_open(self.hours(time.div_euclid(DAY)), time.rem_euclid(DAY)),
        }
    }

    /// The seconds that count from one time to a later one.
    pub(crate) fn count(&self, kind: LimitKind, from: i64, to: i64) -> i64 {
        let (mut time, mut seconds) = (from, 0);
        while time < to {
            let day_end = (time.div_euclid(DAY) + 1) * DAY;
            seconds += self.count_in_day(kind, time, day_end.min(to));
            time = day_end;
        }
        seconds
    }

    /// The first time by which so many seconds have counted.
    pub(crate) fn walk(&self, kind: LimitKind, from: i64, seconds: i64) -> i64 {
        let (mut time, mut left) = (from, seconds);
        loop {
            let day_end = (time.div_euclid(DAY) + 1) * DAY;
            let today = self.count_in_day(kind, time, day_end);
            if today >= left {
                break;
            }
            (time, left) = (day_end, left - today);
        }
        while left > 0 {
            if self.counts(kind, time) {
                left -= self.tick;
            }
            time += self.tick;
        }
        time
    }

    /// Tick by tick through a day, except that a day without work is skipped and one that counts whole is not counted out.
    fn count_in_day(&self, kind: LimitKind, from: i64, to: i64) -> i64 {
        match (kind, self.works(from.div_euclid(DAY))) {
            (LimitKind::UrgentHours | LimitKind::NaturalDays, _) | (LimitKind::WorkDays, true) => to - from,
            (LimitKind::WorkDays | LimitKind::WorkHours, false) => 0,
            (LimitKind::WorkHours, true) => {
                let midnight = from.div_euclid(DAY) * DAY;
                let hours = self.hours(from.div_euclid(DAY));
                let (mut clock, mut seconds) = (from - midnight, 0);
                while clock < to - midnight {
                    if is_open(hours, clock) {
                        seconds += self.tick;
                    }
                    clock += self.tick;
                }
                seconds
            }
        }
    }

    /// When an uninterrupted limit ends: hours by walking, days by turning the leaves of the calendar.
    pub(crate) fn deadline(&self, kind: LimitKind, seconds: i64, start: i64) -> i64 {
        if !kind.counts_days() || !self.from_next_day {
            return self.walk(kind, start, seconds);
        }
        let mut day = start.div_euclid(DAY);
        let mut days_left = seconds / DAY;
        while days_left > 0 {
            day += 1;
            if kind == LimitKind::NaturalDays || self.works(day) {
                days_left -= 1;
            }
        }
        while !self.may_end_on(kind, day) {
            day += 1;
        }
        self.end_of(day)
    }

    /// When the rest of an interrupted limit ends: the first end of a day by which its seconds have counted.
    pub(crate) fn deadline_of_rest(&self, kind: LimitKind, seconds: i64, resumed: i64) -> i64 {
        let run_out = self.walk(kind, resumed, seconds);
        if !kind.counts_days() || !self.from_next_day {
            return run_out;
        }
        let mut day = run_out.div_euclid(DAY) - 1;
        while !self.may_end_on(kind, day) || self.end_of(day) < run_out {
            day += 1;
        }
        self.end_of(day)
    }

    fn may_end_on(&self, kind: LimitKind, day: i64) -> bool {
        self.works(day) || (kind == LimitKind::NaturalDays && !self.rest_day_moves)
    }

    fn end_of(&self, day: i64) -> i64 {
        match self.hours(day).last() {
            Some(&(_, close)) if self.until_close => day * DAY + close,
            _ => (day + 1) * DAY,
        }
    }
}

/// Whether the doors are open at this second of the day.
fn is_open(hours: &[(i64, i64)], clock: i64) -> bool {
    for &(open, close) in hours {
        if open <= clock && clock < close {
            return true;
        }
    }
    false
}

/// The day number of the first day the reference knows.
pub(crate) fn first_day() -> i64 {
    day_number(FIRST)
}

pub(crate) fn day_number(day: Date) -> i64 {
    let (mut number, mut at) = (0, date(1970, 1, 1));
    // Whole years first, so that it is still obvious but not slow.
    while at.year() < day.year() {
        number += if at.in_leap_year() { 366 } else { 365 };
        at = date(at.year() + 1, 1, 1);
    }
    number + i64::from(day.day_of_year()) - 1
}

/// A clock that works out its deadline at every event and remembers it, which is the other way round than the crate does.
#[derive(Clone, Debug)]
pub(crate) struct SlowClock {
    kind: LimitKind,
    original: i64,
    total: i64,
    since: i64,
    used: i64,
    pub(crate) running: bool,
    interrupted: bool,
    /// Seconds left when last interrupted in time, extensions included.
    left: i64,
    /// None while paused in time.
    pub(crate) deadline: Option<i64>,
    /// All that was given when the deadline was missed before a pause.
    missed_allotted: Option<i64>,
}

impl SlowClock {
    pub(crate) fn start(walker: &Walker, kind: LimitKind, seconds: i64, now: i64) -> SlowClock {
        SlowClock {
            kind,
            original: seconds,
            total: seconds,
            since: now,
            used: 0,
            running: true,
            interrupted: false,
            left: 0,
            deadline: Some(walker.deadline(kind, seconds, now)),
            missed_allotted: None,
        }
    }

    pub(crate) fn used(&self, walker: &Walker, now: i64) -> i64 {
        self.used + if self.running { walker.count(self.kind, self.since, now) } else { 0 }
    }

    /// Seconds given from the start to the deadline.
    pub(crate) fn allotted(&self, walker: &Walker) -> i64 {
        match (self.missed_allotted, self.deadline) {
            (Some(allotted), _) => allotted,
            (None, Some(deadline)) => self.used + walker.count(self.kind, self.since, deadline),
            (None, None) => self.used + self.left,
        }
    }

    pub(crate) fn overdue(&self, now: i64) -> bool {
        self.missed_allotted.is_some() || self.deadline.is_some_and(|deadline| self.running && now > deadline)
    }

    pub(crate) fn pause(&mut self, walker: &Walker, now: i64) {
        let allotted = self.allotted(walker);
        if self.overdue(now) {
            self.missed_allotted = Some(allotted);
        } else {
            let deadline = self.deadline.take().expect("it was running");
            self.left = walker.count(self.kind, now, deadline);
        }
        self.used = self.used(walker, now);
        (self.running, self.interrupted, self.since) = (false, true, now);
    }

    pub(crate) fn resume(&mut self, walker: &Walker, now: i64) {
        (self.running, self.since) = (true, now);
        if self.missed_allotted.is_none() {
            self.deadline = Some(walker.deadline_of_rest(self.kind, self.left, now));
        }
    }

    pub(crate) fn extend_by_original(&mut self, walker: &Walker, now: i64) {
        let more = self.original;
        self.total += more;
        if !self.interrupted {
            self.deadline = Some(walker.deadline(self.kind, self.total, self.since));
        } else if let Some(allotted) = self.missed_allotted {
            let missed = self.deadline.expect("a missed deadline stands");
            let moved = walker.deadline_of_rest(self.kind, more, missed);
            if self.running {
                self.used = self.used(walker, now);
                self.since = now;
            }
            if moved < self.since {
                self.deadline = Some(moved);
                self.missed_allotted = Some(allotted + walker.count(self.kind, missed, moved));
            } else {
                self.missed_allotted = None;
                self.left = walker.count(self.kind, self.since, moved);
                self.deadline = self.running.then(|| walker.deadline_of_rest(self.kind, self.left, self.since));
            }
        } else {
            self.left += more;
            self.deadline = self.running.then(|| walker.deadline_of_rest(self.kind, self.left, self.since));
        }
    }
}
