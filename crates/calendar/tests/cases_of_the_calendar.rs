//! Deadlines of real dates for a clerk to check by hand: each row says in Chinese what should come out and why.
//!
//! Opening hours are 08:00–12:00 and 14:00–18:00, Monday to Friday; holidays and 调休 of 2025 and 2026 as announced.

use jiff::Timestamp;
use jingwei_calendar::{
    Calendar, CalendarRules, Clock, DayCountsFrom, DayEndsAt, Exceptions, Extension, Limit, NaturalDayOnRestDay,
};

/// What the sentence says; the limit; filed at; due at. Civil time of +08:00.
type Row = (&'static str, &'static str, &'static str, &'static str);

const DEADLINES: &[Row] = &[
    // 紧急工作时
    ("节前深夜立案,紧急工作时不分昼夜节假日,两小时后到期", "2 紧急工作时", "2026-09-30T23:30", "2026-10-01T01:30"),
    ("中秋节当晚受理,十五分钟跨过零点", "15 分钟", "2026-09-25T23:50", "2026-09-26T00:05"),
    ("跨年夜照走,一小时就是一小时", "1 紧急工作时", "2025-12-31T23:30", "2026-01-01T00:30"),
    // 工作时
    ("上午四小时做满,十二点到期,不拖到下午上班", "4 工作时", "2026-11-02T08:00", "2026-11-02T12:00"),
    ("中午休息两小时不计", "1 工作时", "2026-11-02T11:30", "2026-11-02T14:30"),
    ("午休时立案,下午上班才起算", "0.5 工作时", "2026-11-02T12:30", "2026-11-02T14:30"),
    ("上班前立案,八点起算", "15 工作分钟", "2026-11-02T07:00", "2026-11-02T08:15"),
    ("下班前半小时立案,另一半到次日早上,精确到秒", "1 工作时", "2026-11-02T17:30:30", "2026-11-03T08:30:30"),
    ("周六立案,周一上班起算", "1 工作时", "2026-11-07T10:00", "2026-11-09T09:00"),
    ("国庆节前剩两小时,节后第一个工作日再走两小时", "4 工作时", "2026-09-30T16:00", "2026-10-08T10:00"),
    ("春节前的周六调休上班,剩一小时;节后周二再走三小时", "4 工作时", "2026-02-14T17:00", "2026-02-24T11:00"),
    ("元旦放假三天,一月四日周日调休上班", "2 工作时", "2025-12-31T17:00", "2026-01-04T09:00"),
    // 工作日
    ("当日不计,次日下班到期", "1 工作日", "2026-11-02T09:00", "2026-11-03T18:00"),
    ("零点整立案,当日仍不计", "1 工作日", "2026-11-02T00:00", "2026-11-03T18:00"),
    ("当日最后一秒立案,也只是当日", "1 工作日", "2026-11-02T23:59:59", "2026-11-03T18:00"),
    ("次日是调休的周六,算工作日", "1 工作日", "2026-10-09T09:00", "2026-10-10T18:00"),
    ("国庆长假不计,调休周六算一天:8、9、10、12、13 日", "5 工作日", "2026-09-30T10:00", "2026-10-13T18:00"),
    ("2025 年国庆中秋连休八天,9、10 日两个工作日", "2 工作日", "2025-09-30T10:00", "2025-10-10T18:00"),
    ("春节前周五下班后立案:14 日周六调休一天,节后 24 日一天", "2 工作日", "2026-02-13T20:00", "2026-02-24T18:00"),
    ("假期当中立案,24、25、26 日三个工作日", "3 工作日", "2026-02-23T12:00", "2026-02-26T18:00"),
    ("劳动节五天不计,6、7 日两个工作日", "2 工作日", "2026-04-30T17:00", "2026-05-07T18:00"),
    ("闰年的二月二十九日是普通周二", "1 工作日", "2028-02-28T17:00", "2028-02-29T18:00"),
    // 自然日
    ("第五天落在国庆假期,顺延到节后第一个工作日", "5 自然日", "2026-09-30T10:00", "2026-10-08T18:00"),
    ("第十五天是正月初七放假,顺延一天", "15 自然日", "2026-02-08T10:00", "2026-02-24T18:00"),
    ("周五立案一日到期是周六,顺延到周一", "1 自然日", "2026-11-06T10:00", "2026-11-09T18:00"),
    ("二月只有二十八天,三十日后是三月二日", "30 自然日", "2026-01-31T10:00", "2026-03-02T18:00"),
    ("信访六十日,跨年:2026 年 2 月 3 日", "60 自然日", "2025-12-05T10:00", "2026-02-03T18:00"),
];

/// A city that ends its days at midnight and does not move natural days.
const UNTIL_MIDNIGHT: &[Row] = &[
    ("截止到最后一天的二十四时", "1 工作日", "2026-11-02T09:00", "2026-11-04T00:00"),
    ("自然日落在周六,不顺延", "1 自然日", "2026-11-06T10:00", "2026-11-08T00:00"),
    ("工作时与此无关", "4 工作时", "2026-11-02T08:00", "2026-11-02T12:00"),
];

/// A city that counts days from the moment.
const FROM_THE_MOMENT: &[Row] = &[
    ("即时起算,一个工作日到次日同一时刻", "1 工作日", "2026-11-02T10:00", "2026-11-03T10:00"),
    ("周五即时起算,跨过周末到周一同一时刻", "1 工作日", "2026-11-06T10:00", "2026-11-09T10:00"),
    ("自然日就是二十四小时,不看放假", "5 自然日", "2026-09-30T10:00", "2026-10-05T10:00"),
];

enum Then {
    Pause(&'static str),
    Resume(&'static str),
    Restart(&'static str, &'static str),
    ExtendOnce(&'static str),
}
use Then::{ExtendOnce, Pause, Restart, Resume};

/// What the sentence says; the limit; started at; what happens; due at (none while the clock waits).
type Story = (&'static str, &'static str, &'static str, &'static [Then], Option<&'static str>);

const STORIES: &[Story] = &[
    ("退回期间停表,没有截止时间", "5 工作日", "2026-11-02T10:00", &[Pause("2026-11-04T10:00")], None),
    (
        "原定 9 日下班到期,周三停、下周一同一时刻续:还有三天多,周四下班到期",
        "5 工作日",
        "2026-11-02T10:00",
        &[Pause("2026-11-04T10:00"), Resume("2026-11-09T10:00")],
        Some("2026-11-12T18:00"),
    ),
    (
        "续得晚了五小时,时间走到周四二十三时,已过下班,抬到周五下班",
        "5 工作日",
        "2026-11-02T10:00",
        &[Pause("2026-11-04T10:00"), Resume("2026-11-09T15:00")],
        Some("2026-11-13T18:00"),
    ),
    (
        "四个工作时用了两个,假期里续办,节后上班再走两个",
        "4 工作时",
        "2026-09-30T15:00",
        &[Pause("2026-09-30T17:00"), Resume("2026-10-03T12:00")],
        Some("2026-10-08T10:00"),
    ),
    (
        "停表之前已经超时,停了再续也还是超时,截止时间不变",
        "2 紧急工作时",
        "2026-11-02T08:00",
        &[Pause("2026-11-02T10:30"), Resume("2026-11-02T12:00")],
        Some("2026-11-02T10:00"),
    ),
    (
        "改派别的部门,重新起算",
        "2 紧急工作时",
        "2026-11-02T08:00",
        &[Pause("2026-11-02T09:00"), Restart("4 工作时", "2026-11-02T17:00")],
        Some("2026-11-03T11:00"),
    ),
    (
        "延期一倍,等于一开始就给十个工作日:10 月 20 日",
        "5 工作日",
        "2026-09-30T10:00",
        &[ExtendOnce("2026-10-09T10:00")],
        Some("2026-10-20T18:00"),
    ),
    (
        "停表时批准延期四小时,续办后剩六小时:当日四小时,次日两小时",
        "4 工作时",
        "2026-11-02T08:00",
        &[Pause("2026-11-02T10:00"), ExtendOnce("2026-11-02T11:00"), Resume("2026-11-03T14:00")],
        Some("2026-11-04T10:00"),
    ),
    (
        "超时一小时后才批准延期两小时,新的截止时间从原截止时间算起",
        "2 紧急工作时",
        "2026-11-02T08:00",
        &[Pause("2026-11-02T10:30"), Resume("2026-11-02T11:00"), ExtendOnce("2026-11-02T11:00")],
        Some("2026-11-02T12:00"),
    ),
];

fn rules() -> CalendarRules {
    let exceptions = Exceptions::read_csv(include_str!("data/exceptions_2025_2026.csv")).expect("a sound table");
    CalendarRules { exceptions, ..CalendarRules::default() }
}

fn at(text: &str) -> Timestamp {
    let seconds = if text.len() == 16 { ":00" } else { "" };
    format!("{text}{seconds}+08:00").parse().expect(text)
}

fn check(rules: &CalendarRules, rows: &[Row]) {
    let calendar = Calendar::new(rules);
    for (sentence, limit, filed, due) in rows {
        let limit: Limit = limit.parse().expect(limit);
        assert_eq!(calendar.deadline(limit, at(filed)), at(due), "{sentence}({limit},{filed} → {due})");
    }
}

#[test]
fn deadlines_fall_where_a_clerk_expects_them() {
    check(&rules(), DEADLINES);
}

#[test]
fn a_city_may_end_its_days_at_midnight() {
    let stays = NaturalDayOnRestDay::Stays;
    check(
        &CalendarRules { day_ends_at: DayEndsAt::Midnight, natural_day_on_rest_day: stays, ..rules() },
        UNTIL_MIDNIGHT,
    );
}

#[test]
fn a_city_may_count_days_from_the_moment() {
    check(&CalendarRules { day_counts_from: DayCountsFrom::Moment, ..rules() }, FROM_THE_MOMENT);
}

#[test]
fn clocks_that_were_interrupted_end_where_a_clerk_expects_them() {
    let calendar = Calendar::new(&rules());
    for (sentence, limit, started, events, due) in STORIES {
        let limit: Limit = limit.parse().expect(limit);
        let mut clock = Clock::start(limit, at(started));
        for event in *events {
            clock = match event {
                Pause(now) => clock.pause(&calendar, at(now)),
                Resume(now) => clock.resume(at(now)),
                Restart(limit, now) => clock.restart(limit.parse().expect(limit), at(now)),
                ExtendOnce(now) => clock.extend(&calendar, Extension::TimesOriginal(1), at(now)),
            }
            .expect(sentence);
        }
        assert_eq!(clock.deadline(&calendar), due.map(at), "{sentence}");
    }
}
