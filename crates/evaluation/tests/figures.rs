//! A small city whose figures can be worked out by hand, and properties that hold for any city.

#![expect(clippy::unwrap_used, reason = "whatever fails here fails the story")]

use jiff::{SignedDuration, Timestamp};
use jingwei_evaluation::{By, Course, INDICATORS, Indicator, Leg, Report, Stretch, Value, Voice, Window};
use jingwei_terms::DepartmentCode;
use proptest::prelude::*;

fn hour(n: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(n)
}

fn window(from: i64, until: i64) -> Window {
    Window { from: hour(from), until: hour(until) }
}

fn department(code: &str) -> DepartmentCode {
    code.parse().unwrap()
}

fn clock(stage: &'static str, started: i64, deadline: i64, stopped: Option<i64>) -> Stretch {
    Stretch {
        stage,
        department: Some(department("roads")),
        started_at: hour(started),
        stopped_at: stopped.map(hour),
        deadline: Some(hour(deadline)),
        late: stopped.is_some_and(|at| at > deadline),
        paused_seconds: 0,
    }
}

fn leg(code: &str, at: i64, returned: Option<i64>) -> Leg {
    Leg { department: department(code), at: hour(at), returned_at: returned.map(hour) }
}

fn voice(at: i64, reached: bool, solved: Option<bool>, satisfied: Option<bool>) -> Voice {
    Voice { at: hour(at), reached, solved, satisfied }
}

/// Five cases: kept, late but excused, open and overdue, open in time, merged.
fn city() -> Vec<Course> {
    let filed = |number: &str, at| Course::filed(number, hour(at), "phone");
    vec![
        Course {
            legs: vec![leg("parks", 11, Some(12)), leg("roads", 13, None)],
            stretches: vec![clock("total", 10, 20, Some(18)), clock("accept", 11, 12, Some(12))],
            voices: vec![voice(19, true, Some(true), None)],
            ended_at: Some(hour(19)),
            ..filed("kept", 10)
        },
        Course {
            legs: vec![leg("roads", 11, None)],
            stretches: vec![clock("total", 10, 20, Some(30)), clock("accept", 11, 12, Some(14))],
            voices: vec![voice(15, false, None, None), voice(31, true, Some(false), Some(true))],
            ended_at: Some(hour(31)),
            reworks: 1,
            exempt: true,
            ..filed("excused", 10)
        },
        Course { stretches: vec![clock("total", 10, 20, None), clock("handle", 10, 15, None)], ..filed("overdue", 10) },
        Course { stretches: vec![clock("total", 30, 90, None)], ..filed("in-time", 30) },
        Course {
            stretches: vec![clock("total", 12, 13, Some(40))],
            ended_at: Some(hour(40)),
            merged: true,
            ..filed("merged", 12)
        },
    ]
}

fn value(report: &Report, code: &str) -> Value {
    report.lines("").iter().find(|line| line.indicator.code == code).unwrap().figure.value
}

#[test]
fn the_figures_of_a_small_city_are_those_worked_out_by_hand() {
    let mut report = Report::new(window(0, 50), None);
    city().iter().for_each(|course| report.add(course));
    let expected = [
        ("filed", Value::Count(5)),
        ("closed", Value::Count(2)),
        ("open_at_end", Value::Count(2)),
        ("overdue_at_end", Value::Count(1)),
        ("response_rate", Value::Share(0.5)),
        ("reach_rate", Value::Share(1.0)),
        ("resolution_rate", Value::Share(0.5)),
        ("satisfaction_rate", Value::Share(1.0)),
        ("on_time_rate", Value::Share(1.0 / 3.0)),
        ("on_time_rate_adjusted", Value::Share(2.0 / 3.0)),
        ("on_time_rate_closed_only", Value::Share(0.5)),
        ("on_time_rate_open_late", Value::Share(0.25)),
        ("handle_on_time_rate", Value::Share(0.0)),
        ("first_dispatch_right", Value::Share(0.5)),
        ("return_rate", Value::Share(1.0 / 3.0)),
        ("rework_rate", Value::Share(0.5)),
        ("median_hours_total", Value::Hours(8.0)),
        ("p90_hours_total", Value::Hours(20.0)),
        ("median_hours_verify", Value::None),
    ];
    for (code, expected) in expected {
        assert_eq!(value(&report, code), expected, "{code}");
    }
}

#[test]
fn an_earlier_period_is_told_as_it_stood_at_its_end() {
    let mut report = Report::new(window(0, 16), None);
    city().iter().for_each(|course| report.add(course));
    assert_eq!(value(&report, "open_at_end"), Value::Count(4), "the merged one was still open then");
    assert_eq!(value(&report, "overdue_at_end"), Value::Count(2), "by a handling limit and by a merged case's own");
    assert_eq!(value(&report, "reach_rate"), Value::Share(0.0), "what was said later is later's figure");
    assert_eq!(value(&report, "closed"), Value::Count(0));
}

#[test]
fn a_case_overdue_by_two_clocks_is_overdue_once_and_named_with_its_oldest_deadline() {
    let mut report = Report::new(window(0, 50), Some(By::Department));
    city().iter().for_each(|course| report.add(course));
    let list = report.list(Indicator::named("overdue_at_end").unwrap(), "roads");
    assert_eq!(list.iter().map(|e| (e.number.as_str(), e.at)).collect::<Vec<_>>(), [("overdue", hour(15))]);
}

fn any_clock() -> impl Strategy<Value = Stretch> {
    let stages = prop::sample::select(vec!["total", "handle", "accept"]);
    (stages, 0i64..80, 1i64..40, prop::option::of(0i64..60))
        .prop_map(|(stage, started, limit, ran)| clock(stage, started, started + limit, ran.map(|ran| started + ran)))
}

fn any_course() -> impl Strategy<Value = Course> {
    let legs = prop::collection::vec(
        (prop::sample::select(vec!["roads", "parks", "water"]), 0i64..90, prop::option::of(0i64..90)),
        0..4,
    );
    let clocks = prop::collection::vec(any_clock(), 0..4);
    let channel = prop::sample::select(vec!["phone", "web", "field"]);
    (0u32..999, 0i64..90, channel, legs, clocks, any::<bool>(), any::<bool>(), prop::option::of(0i64..90)).prop_map(
        |(n, filed, channel, legs, stretches, exempt, merged, ended)| Course {
            legs: legs
                .into_iter()
                .map(|(code, at, returned)| leg(code, at, returned.map(|after| at + after)))
                .collect(),
            stretches,
            exempt,
            merged: merged && ended.is_some(),
            ended_at: ended.map(|after| hour(filed + after)),
            ..Course::filed(format!("{n}"), hour(filed), channel)
        },
    )
}

/// The on-time rate again, in the plainest words there are.
fn on_time_by_hand(courses: &[Course], window: Window) -> (u64, u64) {
    let (mut kept, mut all) = (0, 0);
    for stretch in courses.iter().filter(|c| !c.merged).flat_map(|c| &c.stretches).filter(|s| s.stage == "total") {
        let deadline = stretch.deadline.unwrap();
        match stretch.stopped_at {
            Some(at) if at >= window.from && at < window.until => {
                all += 1;
                kept += u64::from(at <= deadline);
            }
            Some(at) if at < window.from => {}
            _ => all += u64::from(stretch.started_at < window.until && deadline < window.until),
        }
    }
    (kept, all)
}

proptest! {
    #[test]
    fn every_figure_is_the_count_of_its_list_whole_and_broken_down(
        courses in prop::collection::vec(any_course(), 0..25),
        (from, until) in (0i64..60, 60i64..120),
    ) {
        let mut whole = Report::new(window(from, until), None);
        courses.iter().for_each(|course| whole.add(course));
        for by in By::ALL {
            let mut parts = Report::new(window(from, until), Some(by));
            courses.iter().for_each(|course| parts.add(course));
            for (at, indicator) in INDICATORS.iter().enumerate() {
                let figure = whole.lines("")[at].figure;
                let list = whole.list(indicator, "");
                prop_assert_eq!(figure.denominator, list.len() as u64);
                prop_assert_eq!(figure.numerator, list.iter().filter(|entry| entry.counted).count() as u64);
                let sums = parts.groups().map(|group| parts.lines(group)[at].figure).fold((0, 0), |(n, d), f| (n + f.numerator, d + f.denominator));
                prop_assert_eq!(sums, (figure.numerator, figure.denominator), "{}", indicator.code);
            }
        }
    }

    #[test]
    fn the_on_time_rate_is_the_one_worked_out_plainly_and_lies_between_the_two_for_comparison(
        courses in prop::collection::vec(any_course(), 0..25),
        (from, until) in (0i64..60, 60i64..120),
    ) {
        let mut report = Report::new(window(from, until), None);
        courses.iter().for_each(|course| report.add(course));
        let figure = |code: &str| report.lines("").into_iter().find(|line| line.indicator.code == code).unwrap().figure;
        let rate = figure("on_time_rate");
        prop_assert_eq!((rate.numerator, rate.denominator), on_time_by_hand(&courses, window(from, until)));
        prop_assert!(figure("on_time_rate_adjusted").numerator >= rate.numerator);
        let (closed, open) = (figure("on_time_rate_closed_only"), figure("on_time_rate_open_late"));
        prop_assert!(closed.denominator <= rate.denominator && rate.denominator <= open.denominator);
        prop_assert!(closed.numerator == rate.numerator && rate.numerator == open.numerator);
    }

    #[test]
    fn the_order_in_which_cases_are_added_changes_nothing(courses in prop::collection::vec(any_course(), 0..15)) {
        let told = |courses: &mut dyn Iterator<Item = &Course>| {
            let mut report = Report::new(window(10, 70), Some(By::Department));
            courses.for_each(|course| report.add(course));
            let groups: Vec<String> = report.groups().map(str::to_owned).collect();
            groups.iter().map(|group| format!("{group} {:?}", report.lines(group))).collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&mut courses.iter()), told(&mut courses.iter().rev()));
    }
}
