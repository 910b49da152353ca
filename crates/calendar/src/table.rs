//! The prepared table behind a calendar: for every day how much work lies before it, so that counting is two look-ups.
//!
//! Inside the years of the exceptions each day has an entry. Outside of them the ordinary week repeats for ever, so the
//! same questions are answered from a table of one week and a division by seven: every instant has an exact answer and
//! none of them walks.
//!
//! Times here are seconds of civil time since 1970-01-01 00:00, days are counted from that date.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::exceptions::ExceptionKind;
use crate::hours::DayHours;
use crate::rules::CalendarRules;

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// One bucket of [`Stretch::buckets`] spans this many bits of work seconds: 2¹⁴ s are four and a half hours, so a look-up
/// ends after a step or two on days of ordinary length.
const BUCKET_BITS: u32 = 14;

/// The day number of a date.
pub(crate) fn day_of(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The date of a day number; beyond the years -9999 and 9999 the first and the last date there is.
pub(crate) fn date_of(day: i64) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(day * 24))
}

const EPOCH: Date = date(1970, 1, 1);

#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// A Monday.
    first_day: i64,
    /// Whole weeks from `first_day`, one entry per day.
    known: Stretch,
    /// One ordinary week, Monday first.
    week: Stretch,
    /// The different kinds of day; entries refer to them by place.
    patterns: Vec<DayHours>,
}

impl Table {
    pub(crate) fn new(rules: &CalendarRules) -> Table {
        let mut patterns = Vec::new();
        let week = Stretch::new((0..7).map(|day| hours_on(rules, None, day)), &mut patterns);
        let mut years = rules.exceptions.iter().map(|(date, _)| date.year());
        let first = years.next();
        let (first_day, end) = match (first, years.next_back().or(first)) {
            (Some(first), Some(last)) => {
                (monday_before(day_of(date(first, 1, 1))), monday_before(day_of(date(last, 12, 31)) + 7))
            }
            _ => (monday_before(0), monday_before(0)),
        };
        let days = (first_day..end).map(|day| hours_on(rules, Some(date_of(day)), (day - first_day) % 7));
        let known = Stretch::new(days, &mut patterns);
        Table { first_day, known, week, patterns }
    }

    /// The opening hours of a day.
    pub(crate) fn hours(&self, day: i64) -> &DayHours {
        &self.patterns[self.entry(day).pattern]
    }

    /// The work seconds before an instant, counted from the first day of the table; negative before it.
    pub(crate) fn work_seconds_before(&self, time: i64) -> i64 {
        let entry = self.entry(time.div_euclid(DAY));
        let clock = time.rem_euclid(DAY);
        let today: i64 = self.patterns[entry.pattern]
            .intervals()
            .iter()
            .map(|&(opening, closing)| clock.clamp(opening.into(), closing.into()) - i64::from(opening))
            .sum();
        entry.seconds_before + today
    }

    /// The seconds of whole working days before an instant, counted likewise.
    pub(crate) fn work_day_seconds_before(&self, time: i64) -> i64 {
        let entry = self.entry(time.div_euclid(DAY));
        let today = if self.patterns[entry.pattern].is_closed() { 0 } else { time.rem_euclid(DAY) };
        entry.worked_days_before * DAY + today
    }

    /// The earliest instant with that many work seconds before it: the end of work rather than its next beginning.
    pub(crate) fn work_second(&self, position: i64) -> i64 {
        let (week_start, stretch, within) = self.stretch(position, |stretch| stretch.seconds);
        let (worked, mut rest) = stretch.nth_second(within);
        let start = (week_start + worked.day) * DAY;
        for &(opening, closing) in self.patterns[worked.pattern].intervals() {
            let open = i64::from(closing - opening);
            if rest <= open {
                return start + i64::from(opening) + rest;
            }
            rest -= open;
        }
        unreachable!("a worked day holds the seconds that its entry counts")
    }

    /// The earliest instant with that many seconds of whole working days before it.
    pub(crate) fn work_day_second(&self, position: i64) -> i64 {
        let (week_start, stretch, within) = self.stretch(position, |stretch| place(stretch.worked.len()) * DAY);
        let nth = (within - 1).div_euclid(DAY);
        (week_start + stretch.worked[index(nth)].day) * DAY + within - nth * DAY
    }

    /// The first working day that is not before this one.
    pub(crate) fn working_day_from(&self, day: i64) -> i64 {
        let entry = self.entry(day);
        if self.patterns[entry.pattern].is_closed() {
            self.work_day_second(entry.worked_days_before * DAY + 1).div_euclid(DAY)
        } else {
            day
        }
    }

    /// The entry of a day, with the totals of all that lies before it.
    fn entry(&self, day: i64) -> Entry {
        let nth = day - self.first_day;
        let end = place(self.known.days.len());
        if (0..end).contains(&nth) {
            return self.known.days[index(nth)];
        }
        let (nth, before) = if nth < 0 { (nth, 0) } else { (nth - end, 1) };
        let (weeks, entry) = (nth.div_euclid(7), self.week.days[index(nth.rem_euclid(7))]);
        Entry {
            seconds_before: before * self.known.seconds + weeks * self.week.seconds + entry.seconds_before,
            worked_days_before: before * place(self.known.worked.len())
                + weeks * place(self.week.worked.len())
                + entry.worked_days_before,
            pattern: entry.pattern,
        }
    }

    /// Where a position on an axis lies: the day its stretch starts on, the stretch, and the position within it, from 1
    /// to the length of the stretch. `length` says how long a stretch is on that axis.
    fn stretch(&self, position: i64, length: impl Fn(&Stretch) -> i64) -> (i64, &Stretch, i64) {
        let known = length(&self.known);
        if 1 <= position && position <= known {
            return (self.first_day, &self.known, position);
        }
        let days = place(self.known.days.len());
        let (start, beyond) =
            if position < 1 { (self.first_day, position) } else { (self.first_day + days, position - known) };
        let week = length(&self.week);
        let weeks = (beyond - 1).div_euclid(week);
        (start + weeks * 7, &self.week, beyond - weeks * week)
    }
}

/// Consecutive days with their totals.
#[derive(Clone, Debug)]
struct Stretch {
    days: Vec<Entry>,
    /// Only the days with work, to find the n-th of them at once.
    worked: Vec<Worked>,
    /// For each 2^BUCKET_BITS work seconds the place in `worked` of the day they begin on.
    buckets: Vec<usize>,
    /// All work seconds of the stretch.
    seconds: i64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    seconds_before: i64,
    worked_days_before: i64,
    pattern: usize,
}

#[derive(Clone, Copy, Debug)]
struct Worked {
    seconds_before: i64,
    /// Counted from the start of the stretch.
    day: i64,
    pattern: usize,
}

impl Stretch {
    fn new(hours: impl Iterator<Item = DayHours>, patterns: &mut Vec<DayHours>) -> Stretch {
        let mut stretch = Stretch { days: Vec::new(), worked: Vec::new(), buckets: Vec::new(), seconds: 0 };
        for hours in hours {
            let pattern = patterns.iter().position(|known| *known == hours).unwrap_or_else(|| {
                patterns.push(hours.clone());
                patterns.len() - 1
            });
            let seconds_before = stretch.seconds;
            let worked_days_before = place(stretch.worked.len());
            stretch.seconds += i64::from(hours.seconds());
            if !hours.is_closed() {
                while place(stretch.buckets.len()) << BUCKET_BITS < stretch.seconds {
                    stretch.buckets.push(stretch.worked.len());
                }
                stretch.worked.push(Worked { seconds_before, day: place(stretch.days.len()), pattern });
            }
            stretch.days.push(Entry { seconds_before, worked_days_before, pattern });
        }
        stretch
    }

    /// The day on which the n-th work second is worked, counted from 1, and which second of its work it is.
    fn nth_second(&self, position: i64) -> (Worked, i64) {
        let mut at = self.buckets[index((position - 1) >> BUCKET_BITS)];
        while self.worked.get(at + 1).is_some_and(|next| next.seconds_before < position) {
            at += 1;
        }
        let worked = self.worked[at];
        (worked, position - worked.seconds_before)
    }
}

/// The hours of a date, or of a day of the ordinary week, Monday being 0.
fn hours_on(rules: &CalendarRules, date: Option<Date>, weekday: i64) -> DayHours {
    match date.and_then(|date| rules.exceptions.on(date)).map(|exception| &exception.kind) {
        Some(ExceptionKind::Holiday) => DayHours::closed(),
        Some(ExceptionKind::Workday) => rules.week.normal_day().clone(),
        Some(ExceptionKind::Hours(hours)) => hours.clone(),
        None => rules.week.on(date_of(weekday + monday_before(0)).weekday()).clone(),
    }
}

/// The Monday of the week a day lies in; day 0 was a Thursday.
fn monday_before(day: i64) -> i64 {
    day - (day + 3).rem_euclid(7)
}

fn index(n: i64) -> usize {
    usize::try_from(n).expect("places are counted from zero")
}

fn place(n: usize) -> i64 {
    i64::try_from(n).expect("a table of days is small")
}
