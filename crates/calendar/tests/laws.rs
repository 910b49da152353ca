//! What always holds, whatever the calendar: inverses, order, and clocks that cannot be fooled by wrong instants.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use jingwei_calendar::{
    Calendar, CalendarRules, Clock, ClockError, DayEndsAt, Exceptions, Extension, Light, Limit, LimitError, LimitKind,
    NaturalDayOnRestDay,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| calendar(DayEndsAt::CloseOfBusiness));

fn calendar(day_ends_at: DayEndsAt) -> Calendar {
    let exceptions = Exceptions::read_csv(include_str!("data/exceptions_2025_2026.csv")).expect("a sound table");
    Calendar::new(&CalendarRules { exceptions, day_ends_at, ..CalendarRules::default() })
}

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

fn limit(text: &str) -> Limit {
    text.parse().expect(text)
}

/// Any instant there is, mostly of our years.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    let (first, last) = (at("2024-06-01T00:00Z").as_second(), at("2027-06-01T00:00Z").as_second());
    prop_oneof![
        9 => first..last,
        1 => Timestamp::MIN.as_second()..Timestamp::MAX.as_second(),
    ]
    .prop_map(|second| Timestamp::from_second(second).expect("within the range of instants"))
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (prop::sample::select(&LimitKind::ALL[..]), 1..2_000_u32)
        .prop_map(|(kind, amount)| Limit::new(kind, amount).expect("small"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn counting_undoes_advancing(kind in prop::sample::select(&LimitKind::ALL[..]), from in any_instant(), seconds in 0..400_000_000_i64) {
        let to = CALENDAR.advance(kind, from, seconds);
        prop_assume!(to < Timestamp::MAX);
        prop_assert_eq!(CALENDAR.working_seconds_between(kind, from, to), seconds);
        prop_assert!(to >= from);
        if seconds > 0 {
            let before = to - SignedDuration::from_secs(1);
            prop_assert_eq!(CALENDAR.working_seconds_between(kind, from, before), seconds - 1);
        }
    }

    #[test]
    fn a_later_start_never_has_an_earlier_deadline(limit in any_limit(), first in any_instant(), later in 0..10_000_000_i64) {
        let second = first.saturating_add(SignedDuration::from_secs(later)).expect("a duration in seconds");
        prop_assert!(CALENDAR.deadline(limit, first) <= CALENDAR.deadline(limit, second));
        let longer = Limit::new(limit.kind(), limit.amount() + 1).expect("small");
        prop_assert!(CALENDAR.deadline(limit, first) <= CALENDAR.deadline(longer, first));
    }

    #[test]
    fn the_share_is_one_at_the_deadline_and_less_before(limit in any_limit(), start in any_instant()) {
        let clock = Clock::start(limit, start);
        let deadline = clock.deadline(&CALENDAR).expect("it runs");
        prop_assume!(deadline < Timestamp::MAX);
        let second = SignedDuration::from_secs(1);
        prop_assert_eq!(clock.share(&CALENDAR, start), 0.0);
        prop_assert!(clock.share(&CALENDAR, deadline - second) < 1.0);
        prop_assert_eq!(clock.share(&CALENDAR, deadline), 1.0);
        prop_assert!(!clock.is_overdue(&CALENDAR, deadline));
        prop_assert!(clock.is_overdue(&CALENDAR, deadline + second));
        prop_assert_eq!(clock.remaining(&CALENDAR, deadline), 0);
        prop_assert_eq!(clock.stop(&CALENDAR, deadline).expect("it runs").on_time(), Some(true));
        prop_assert_eq!(clock.stop(&CALENDAR, deadline + second).expect("it runs").on_time(), Some(false));
    }

    #[test]
    fn a_pause_never_takes_time_away(limit in any_limit(), start in any_instant(), first in 0..2_000_000_i64, second in 0..2_000_000_i64) {
        let [paused, resumed] = [first, first + second].map(|s| start.saturating_add(SignedDuration::from_secs(s)).expect("seconds"));
        let clock = Clock::start(limit, start);
        let (before, left) = (clock.deadline(&CALENDAR), clock.remaining(&CALENDAR, paused));
        let was_overdue = clock.is_overdue(&CALENDAR, paused);
        let again = clock.pause(&CALENDAR, paused).and_then(|clock| clock.resume(resumed)).expect("in order");
        if was_overdue {
            prop_assert_eq!(again.deadline(&CALENDAR), before);
            prop_assert!(again.is_overdue(&CALENDAR, resumed));
        } else {
            prop_assert!(again.deadline(&CALENDAR) >= before);
            prop_assert!(again.remaining(&CALENDAR, resumed) >= left);
        }
    }

    #[test]
    fn no_order_of_instants_can_break_a_clock(limit in any_limit(), instants in prop::collection::vec((any_instant(), 0..4_u8), 1..12)) {
        let mut clock = Clock::start(limit, instants[0].0);
        let mut used = 0;
        for (now, step) in instants {
            let next = match step {
                0 => clock.pause(&CALENDAR, now),
                1 => clock.resume(now),
                2 => clock.extend(&CALENDAR, Extension::TimesOriginal(1), now),
                _ => Ok(clock.clone()),
            };
            clock = next.unwrap_or(clock);
            let reading = clock.read(&CALENDAR, now);
            prop_assert!(reading.share >= 0.0 && reading.used_seconds >= 0);
            let settled = clock.used(&CALENDAR, Timestamp::MIN);
            prop_assert!(settled >= used, "what has been used stays used");
            used = settled;
        }
        let json = serde_json::to_string(&clock).expect("a clock is plain data");
        prop_assert_eq!(serde_json::from_str::<Clock>(&json).expect("its own output"), clock);
    }
}

#[test]
fn a_clock_refuses_moves_out_of_turn() {
    let clock = Clock::start(limit("5 工作日"), at("2026-11-02T10:00+08:00"));
    let later = at("2026-11-03T10:00+08:00");
    assert_eq!(clock.resume(later), Err(ClockError::NotPaused));

    let paused = clock.pause(&CALENDAR, later).expect("it runs");
    assert_eq!(paused.pause(&CALENDAR, later), Err(ClockError::AlreadyPaused));
    let kinds = LimitError::KindsDiffer { first: LimitKind::WorkDays, second: LimitKind::NaturalDays };
    assert_eq!(paused.extend(&CALENDAR, limit("3 自然日"), later), Err(ClockError::Limit(kinds)));
    assert_eq!(paused.extend(&CALENDAR, Extension::TimesOriginal(0), later), Err(ClockError::Limit(LimitError::Zero)));
    assert!(paused.extend(&CALENDAR, Extension::TimesOriginal(600), later).is_err());

    let stopped = paused.stop(&CALENDAR, later).expect("it has not stopped");
    assert_eq!(stopped.on_time(), Some(true));
    assert_eq!(stopped.pause(&CALENDAR, later), Err(ClockError::Stopped));
    assert_eq!(stopped.resume(later), Err(ClockError::Stopped));
    assert_eq!(stopped.stop(&CALENDAR, later), Err(ClockError::Stopped));
    assert_eq!(stopped.restart(limit("1 工作日"), later), Err(ClockError::Stopped));
    assert_eq!(stopped.extend(&CALENDAR, limit("1 工作日"), later), Err(ClockError::Stopped));
}

#[test]
fn a_device_that_wakes_up_in_1970_gains_nothing() {
    let clock = Clock::start(limit("4 工作时"), at("2026-11-02T08:00+08:00"));
    let paused = clock.pause(&CALENDAR, at("1970-01-01T00:00Z")).expect("it runs");
    assert_eq!((paused.used(&CALENDAR, Timestamp::MAX), paused.paused_seconds()), (0, 0));
    let again = paused.resume(at("1970-01-02T00:00Z")).expect("it is paused");
    assert_eq!(again.deadline(&CALENDAR), clock.deadline(&CALENDAR));
    assert_eq!(again.share(&CALENDAR, at("1999-12-31T00:00Z")), 0.0);
}

#[test]
fn a_new_table_of_holidays_corrects_clocks_that_are_running() {
    let unaware = Calendar::new(&CalendarRules::default());
    let clock = Clock::start(limit("5 工作日"), at("2026-09-30T10:00+08:00"));
    assert_eq!(clock.deadline(&unaware), Some(at("2026-10-07T18:00+08:00")));
    assert_eq!(clock.deadline(&CALENDAR), Some(at("2026-10-13T18:00+08:00")));
}

#[test]
fn a_clock_stopped_in_time_is_green_and_a_late_one_stays_red() {
    let start = at("2026-11-02T08:00+08:00");
    let clock = Clock::start(limit("4 工作时"), start);
    let just = clock.stop(&CALENDAR, at("2026-11-02T12:00+08:00")).expect("it runs");
    let late = clock.stop(&CALENDAR, at("2026-11-02T12:00:01+08:00")).expect("it runs");
    let much_later = at("2030-01-01T00:00Z");
    assert_eq!((just.light(&CALENDAR, much_later), just.share(&CALENDAR, much_later)), (Light::Green, 1.0));
    assert_eq!((late.light(&CALENDAR, much_later), late.is_overdue(&CALENDAR, start)), (Light::Red, true));
    assert_eq!(late.deadline(&CALENDAR), Some(at("2026-11-02T12:00+08:00")));
}

#[test]
fn an_extension_that_reaches_the_pause_to_the_second_undoes_the_delay() {
    let start = at("2026-11-02T08:00+08:00");
    let late =
        Clock::start(limit("2 紧急工作时"), start).pause(&CALENDAR, at("2026-11-02T12:00+08:00")).expect("it runs");
    assert!(late.is_overdue(&CALENDAR, start));
    let enough = late.extend(&CALENDAR, limit("2 紧急工作时"), at("2026-11-02T13:00+08:00")).expect("of its kind");
    assert!(!enough.is_overdue(&CALENDAR, start));
    let short = late.extend(&CALENDAR, limit("119 分钟"), at("2026-11-02T13:00+08:00")).expect("of its kind");
    assert_eq!(short.deadline(&CALENDAR), Some(at("2026-11-02T11:59+08:00")));
    assert!(short.is_overdue(&CALENDAR, start));
}

#[test]
fn a_limit_in_working_days_never_ends_on_a_rest_day_whatever_natural_days_do() {
    let rules = CalendarRules { natural_day_on_rest_day: NaturalDayOnRestDay::Stays, ..CalendarRules::default() };
    let calendar = Calendar::new(&rules);
    let clock = Clock::start(limit("1 工作日"), at("2026-11-04T10:00+08:00"));
    let paused = clock.pause(&calendar, at("2026-11-05T10:00+08:00")).expect("it runs");
    // Eight hours are left; on Friday at noon they reach past closing, and the next end of a working day is Monday's.
    let again = paused.resume(at("2026-11-06T12:00+08:00")).expect("it is paused");
    assert_eq!(again.deadline(&calendar), Some(at("2026-11-09T18:00+08:00")));
}

#[test]
fn midnight_on_the_dot_is_in_time() {
    let calendar = calendar(DayEndsAt::Midnight);
    let clock = Clock::start(limit("1 工作日"), at("2026-11-02T09:00+08:00"));
    let midnight = at("2026-11-04T00:00+08:00");
    assert_eq!(clock.deadline(&calendar), Some(midnight));
    assert!(!clock.is_overdue(&calendar, midnight));
    let paused = clock.pause(&calendar, midnight).expect("it runs");
    let resumed = paused.resume(at("2026-11-06T12:00+08:00")).expect("it is paused");
    assert_eq!(resumed.deadline(&calendar), Some(at("2026-11-07T00:00+08:00")));
}

#[test]
fn the_ends_of_time_have_answers() {
    for kind in LimitKind::ALL {
        assert_eq!(CALENDAR.advance(kind, Timestamp::MAX, i64::MAX), Timestamp::MAX);
        assert_eq!(CALENDAR.advance(kind, Timestamp::MIN, 0), Timestamp::MIN);
        assert!(CALENDAR.working_seconds_between(kind, Timestamp::MIN, Timestamp::MAX) > 0);
        let longest = Limit::new(kind, 2_610).expect("within ten years");
        assert!(CALENDAR.deadline(longest, Timestamp::MAX) == Timestamp::MAX);
        assert!(CALENDAR.deadline(longest, Timestamp::MIN) > Timestamp::MIN);
    }
}
