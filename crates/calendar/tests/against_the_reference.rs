//! The calendar and its clocks against a reference that walks tick by tick through real years.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jingwei_calendar::{
    Calendar, CalendarRules, Clock, DayCountsFrom, DayEndsAt, DayHours, Exception, ExceptionKind, Exceptions,
    Extension, Light, Limit, LimitKind, NaturalDayOnRestDay, WeekHours,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod reference;
use reference::{DAY, Hours, SlowClock, Walker, day_number, first_day, real_exceptions};

static REAL: LazyLock<reference::Exceptions> = LazyLock::new(real_exceptions);

/// Four cities: the usual week; Saturday mornings and odd hours; a hall that never closes; two days a week to 24:00.
static WEEKS: LazyLock<[[Hours; 7]; 4]> = LazyLock::new(|| {
    let minutes = |spans: &[(i64, i64)]| spans.iter().map(|(open, close)| (open * 60, close * 60)).collect::<Hours>();
    let usual = minutes(&[(480, 720), (840, 1080)]);
    let odd = minutes(&[(511, 705), (795, 1057)]);
    let never = minutes(&[(0, 1440)]);
    let late = minutes(&[(600, 601), (601, 660), (1200, 1440)]);
    let no = Hours::new;
    [
        std::array::from_fn(|day| if day < 5 { usual.clone() } else { no() }),
        std::array::from_fn(|day| match day {
            0..5 => odd.clone(),
            5 => minutes(&[(540, 690)]),
            _ => no(),
        }),
        std::array::from_fn(|_| never.clone()),
        std::array::from_fn(|day| if day == 1 || day == 6 { late.clone() } else { no() }),
    ]
});

/// Dates with hours of their own, among them a short New Year's Eve, a leap day and a worked holiday.
static SPECIAL: LazyLock<BTreeMap<Date, Hours>> = LazyLock::new(|| {
    BTreeMap::from([
        (date(2008, 2, 29), vec![(9 * 3600, 9 * 3600 + 60)]),
        (date(2024, 2, 29), vec![(9 * 3600, 12 * 3600)]),
        (date(2024, 12, 31), vec![(8 * 3600, 12 * 3600), (13 * 3600, 15 * 3600)]),
        (date(2026, 2, 13), vec![(8 * 3600, 12 * 3600)]),
        (date(2026, 10, 2), vec![(10 * 3600, 16 * 3600)]),
        (date(2026, 12, 31), vec![(0, DAY)]),
    ])
});

/// The same city twice: prepared and walked. The walkers are kept, since they unroll thirty years.
fn city(week: usize, settings: (bool, bool, bool), tick: i64) -> (Calendar, Walker) {
    thread_local! {
        static WALKERS: [Walker; 4] = std::array::from_fn(|week| Walker::new(&REAL.csv, &WEEKS[week], &SPECIAL));
    }
    let mut walker = WALKERS.with(|walkers| walkers[week].clone());
    (walker.from_next_day, walker.until_close, walker.rest_day_moves) = settings;
    walker.tick = tick;

    let (from_next_day, until_close, rest_day_moves) = settings;
    let rules = CalendarRules {
        week: WeekHours::new(std::array::from_fn(|day| hours_of(&WEEKS[week][day]))).expect("some day is worked"),
        exceptions: EXCEPTIONS.clone(),
        day_counts_from: if from_next_day { DayCountsFrom::NextDay } else { DayCountsFrom::Moment },
        day_ends_at: if until_close { DayEndsAt::CloseOfBusiness } else { DayEndsAt::Midnight },
        natural_day_on_rest_day: match rest_day_moves {
            true => NaturalDayOnRestDay::NextWorkDay,
            false => NaturalDayOnRestDay::Stays,
        },
        ..CalendarRules::default()
    };
    (Calendar::new(&rules), walker)
}

/// The real table with the special dates over it, as the crate reads it.
static EXCEPTIONS: LazyLock<Exceptions> = LazyLock::new(|| {
    let mut days: BTreeMap<Date, Exception> = Exceptions::read_csv(&REAL.csv).expect("the real table is sound").into();
    for (&date, hours) in SPECIAL.iter() {
        days.insert(date, Exception { kind: ExceptionKind::Hours(hours_of(hours)), name: String::new() });
    }
    Exceptions::new(days).expect("years of this century")
});

fn hours_of(hours: &Hours) -> DayHours {
    let second = |time: i64| u32::try_from(time).expect("within a day");
    DayHours::new(hours.iter().map(|&(open, close)| (second(open), second(close))).collect()).expect("hours in order")
}

/// Civil seconds of +08:00 to an instant and back.
fn instant(time: i64) -> Timestamp {
    Timestamp::from_second(time - 8 * 3600).expect("within this century")
}

/// Cases are drawn with a fixed seed: the same on every machine and every day.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(20_260_101),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Minutes from half a year before the first known year until the end of the last: both edges of the table and all
/// within. Every third start lies near the turn of a year, a leap day, Spring Festival or National Day.
fn any_start() -> impl Strategy<Value = i64> {
    let (first, last) = REAL.years;
    let anywhere = day_number(date(first - 1, 7, 1)) * 1440..day_number(date(last, 12, 31)) * 1440;
    let notable = (first..=last, 0_usize..5, -6 * 1440_i64..6 * 1440).prop_map(|(year, which, near)| {
        let (month, day) = [(1, 1), (2, 28), (2, 14), (10, 1), (12, 31)][which];
        day_number(date(year, month, day)) * 1440 + near
    });
    prop_oneof![2 => anywhere, 1 => notable]
}

fn any_kind() -> impl Strategy<Value = LimitKind> {
    prop::sample::select(&LimitKind::ALL[..])
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (any_kind(), 1..1500_u32, 1..25_u32).prop_map(|(kind, minutes, days)| {
        Limit::new(kind, if kind.counts_days() { days } else { minutes }).expect("a sensible limit")
    })
}

fn any_settings() -> impl Strategy<Value = (bool, bool, bool)> {
    prop_oneof![Just((true, true, true)), any::<(bool, bool, bool)>()]
}

#[derive(Clone, Copy, Debug)]
enum Move {
    Pause,
    Resume,
    Restart(Limit),
    Extend,
}

/// Moves with the ticks that pass before each: moments, hours or days.
fn any_life() -> impl Strategy<Value = Vec<(i64, Move)>> {
    let gap = prop_oneof![0..5_i64, 5..600_i64, 600..9000_i64];
    let step = prop_oneof![
        4 => Just(Move::Pause),
        4 => Just(Move::Resume),
        1 => any_limit().prop_map(Move::Restart),
        2 => Just(Move::Extend),
    ];
    prop::collection::vec((gap, step), 0..9)
}

/// Everything both clocks show at one time.
fn compare(calendar: &Calendar, walker: &Walker, clock: &Clock, slow: &SlowClock, now: i64) {
    let reading = clock.read(calendar, instant(now));
    let (used, allotted) = (slow.used(walker, now), slow.allotted(walker));
    assert_eq!(reading.deadline, slow.deadline.map(instant), "deadline at {now} of {clock:?}");
    assert_eq!(reading.used_seconds, used, "used at {now} of {clock:?}");
    assert_eq!(reading.remaining_seconds, allotted - used, "remaining at {now} of {clock:?}");
    assert_eq!(reading.overdue, slow.overdue(now), "overdue at {now} of {clock:?}");
    if allotted > 0 {
        assert_eq!(reading.share, used as f64 / allotted as f64, "share at {now} of {clock:?}");
        let light = match () {
            () if slow.overdue(now) || used >= allotted => Light::Red,
            () if used * 10 >= allotted * 7 => Light::Yellow,
            () => Light::Green,
        };
        assert_eq!(reading.light, light, "light at {now} of {clock:?}");
    }
}

/// Lives one life on both clocks, comparing at every event, between events and around the deadline.
fn live(calendar: &Calendar, walker: &Walker, limit: Limit, start: i64, life: &[(i64, Move)]) {
    let mut now = start;
    let mut clock = Clock::start(limit, instant(now));
    let mut slow = SlowClock::start(walker, limit.kind(), limit.seconds(), now);
    compare(calendar, walker, &clock, &slow, now);
    for &(gap, step) in life {
        compare(calendar, walker, &clock, &slow, now + gap / 2 * walker.tick);
        now += gap * walker.tick;
        match step {
            Move::Pause if slow.running => {
                clock = clock.pause(calendar, instant(now)).expect("it runs");
                slow.pause(walker, now);
            }
            Move::Resume if !slow.running => {
                clock = clock.resume(instant(now)).expect("it is paused");
                slow.resume(walker, now);
            }
            Move::Pause => assert!(clock.pause(calendar, instant(now)).is_err()),
            Move::Resume => assert!(clock.resume(instant(now)).is_err()),
            Move::Restart(limit) => {
                clock = clock.restart(limit, instant(now)).expect("it has not stopped");
                slow = SlowClock::start(walker, limit.kind(), limit.seconds(), now);
            }
            Move::Extend => {
                clock = clock.extend(calendar, Extension::TimesOriginal(1), instant(now)).expect("far below ten years");
                slow.extend_by_original(walker, now);
            }
        }
        compare(calendar, walker, &clock, &slow, now);
    }
    if let Some(deadline) = slow.deadline {
        for time in [deadline - walker.tick, deadline, deadline + walker.tick, deadline + 3 * DAY] {
            compare(calendar, walker, &clock, &slow, time.max(now));
        }
    }
    let stopped = clock.stop(calendar, instant(now)).expect("it has not stopped");
    assert_eq!(stopped.on_time(), Some(!slow.overdue(now)));
    assert_eq!(stopped.used(calendar, instant(now + 30 * DAY)), slow.used(walker, now));
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_deadline_is_where_a_walker_arrives(week in 0..4_usize, settings in any_settings(), limit in any_limit(), start in any_start()) {
        let (calendar, walker) = city(week, settings, 60);
        let deadline = walker.deadline(limit.kind(), limit.seconds(), start * 60);
        prop_assert_eq!(calendar.deadline(limit, instant(start * 60)), instant(deadline));
    }

    #[test]
    fn seconds_between_are_what_a_walker_counts(week in 0..4_usize, kind in any_kind(), start in any_start(), minutes in 0..40_000_i64) {
        let (calendar, walker) = city(week, (true, true, true), 60);
        let (from, to) = (start * 60, (start + minutes) * 60);
        let counted = walker.count(kind, from, to);
        prop_assert_eq!(calendar.working_seconds_between(kind, instant(from), instant(to)), counted);
        prop_assert_eq!(calendar.working_seconds_between(kind, instant(to), instant(from)), -counted);
        let arrival = instant(walker.walk(kind, from, counted));
        prop_assert_eq!(calendar.advance(kind, instant(from), counted), arrival);
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_clock_lives_like_its_slow_twin(week in 0..4_usize, settings in any_settings(), limit in any_limit(), start in any_start(), life in any_life()) {
        let (calendar, walker) = city(week, settings, 60);
        live(&calendar, &walker, limit, start * 60, &life);
    }
}

// Seconds are sixty times slower to walk than minutes, so these are fewer.
proptest! {
    #![proptest_config(cases(25))]

    #[test]
    fn a_second_is_not_lost(week in 0..4_usize, kind in any_kind(), start in any_start(), second in 0..60_i64, seconds in 1..9_000_i64) {
        let (calendar, walker) = city(week, (true, true, true), 1);
        let from = start * 60 + second;
        let arrival = walker.walk(kind, from, seconds);
        prop_assert_eq!(calendar.advance(kind, instant(from), seconds), instant(arrival));
        prop_assert_eq!(calendar.working_seconds_between(kind, instant(from), instant(arrival)), seconds);
    }

    #[test]
    fn a_clock_lives_like_its_slow_twin_to_the_second(
        settings in any_settings(), kind in any_kind(), minutes in 1..60_u32, start in any_start(), second in 0..60_i64, life in any_life(),
    ) {
        let (calendar, walker) = city(2, settings, 1);
        let limit = Limit::new(kind, if kind.counts_days() { 1 } else { minutes }).expect("a short limit");
        let life: Vec<_> = life.into_iter().filter(|(_, step)| !matches!(step, Move::Restart(_))).take(5).collect();
        live(&calendar, &walker, limit, start * 60 + second, &life);
    }
}

#[test]
fn every_day_of_the_real_years_is_a_working_day_in_both() {
    let (calendar, walker) = city(0, (true, true, true), 60);
    let mut day = date(REAL.years.0 - 3, 1, 1);
    let mut at = day_number(day);
    assert!(at > first_day());
    while day <= date(REAL.years.1 + 3, 12, 31) {
        assert_eq!(calendar.is_working_day(day), walker.works(at), "{day}");
        assert_eq!(calendar.covers(day), (REAL.years.0..=REAL.years.1).contains(&day.year()), "{day}");
        for minute in [0, 479, 480, 719, 720, 840, 1079, 1080, 1439] {
            let time = at * DAY + minute * 60;
            assert_eq!(calendar.date(instant(time)), day);
            assert_eq!(calendar.is_working_instant(instant(time)), walker.counts(LimitKind::WorkHours, time), "{day}");
        }
        (day, at) = (day.tomorrow().expect("this century"), at + 1);
    }
}

#[test]
fn the_committed_years_agree_with_the_shared_table() {
    let committed = Exceptions::read_csv(include_str!("data/exceptions_2025_2026.csv")).expect("a sound table");
    let shared = Exceptions::read_csv(&REAL.csv).expect("a sound table");
    let kinds = |table: &Exceptions| -> Vec<_> {
        let recent = table.iter().filter(|(date, _)| date.year() >= 2025);
        recent.map(|(date, exception)| (date, exception.kind.clone())).collect()
    };
    assert_eq!(kinds(&committed), kinds(&shared));
    assert!(committed.len() > 60);
}
