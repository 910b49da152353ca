//! Topics: what grows is found, what is usual is not, one loud person is no topic, and adoption is a change with its fact.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jiff::{SignedDuration, Timestamp};
use jingwei_terms::{Actor, CaseId, CommandId, DepartmentCode, Role, StaffId, TopicId};
use jingwei_triage::topics::{Desk, Growth, Month, Settings, Topic, Voice, adopt, hot};
use std::collections::BTreeSet;

const STEMS: [&str; 20] = [
    "青竹", "白沙", "红星", "黄兴", "绿地", "金鼎", "银杉", "铜官", "铁道", "石桥", "松雅", "柏家", "柳林", "桂花",
    "枫叶", "梅溪", "兰亭", "菊园", "荷塘", "莲湖",
];
const TROUBLES: [&str; 10] = [
    "路灯不亮看不清路",
    "井盖破损容易摔倒",
    "垃圾堆积臭气熏天",
    "违规停车堵住出口",
    "停水多日无法做饭",
    "夜间施工吵得睡不着",
    "油烟扰民开不了窗",
    "道路坑洼积水严重",
    "电梯故障老人出不了门",
    "物业收费不公开",
];

fn until() -> Timestamp {
    "2026-06-01T00:00:00+08:00".parse().unwrap()
}

fn days_ago(days: i64, minutes: i64) -> Timestamp {
    until() - SignedDuration::from_hours(24 * days) - SignedDuration::from_mins(minutes + 1)
}

/// Nine weeks of a quiet district: every week the same number of scattered reports, and every week four about one noisy bar.
fn quiet() -> Vec<(String, Timestamp, &'static str)> {
    let mut reports = Vec::new();
    for week in 0..9_i64 {
        for i in 0..40_i64 {
            let stem = STEMS[usize::try_from((week * 7 + i * 3) % 20).unwrap()];
            let trouble = TROUBLES[usize::try_from((week * 3 + i) % 10).unwrap()];
            reports.push((format!("{stem}路{}号{trouble}", week * 40 + i), days_ago(week * 7, 100 + i * 200), "A1区"));
        }
        for i in 0..4_i64 {
            reports.push((
                format!("夜色酒吧音乐太响，第{}次反映，{i}楼也受不了", week * 4 + i),
                days_ago(week * 7, 50 + i * 900),
                "A1区",
            ));
        }
    }
    reports
}

fn voices<'a>(reports: &'a [(String, Timestamp, &'static str)]) -> Vec<Voice<'a, usize>> {
    let voice = |(id, (text, at, area)): (usize, &'a (String, Timestamp, &'static str))| Voice {
        id,
        title: "",
        text,
        area: Some(area),
        kind: None,
        at: *at,
        reporter: Some(id as u64),
    };
    reports.iter().enumerate().map(voice).collect()
}

#[test]
fn a_new_problem_of_many_is_hot_and_the_usual_one_is_not() {
    let mut reports = quiet();
    for i in 0..12 {
        let text = format!("丽发新城旁边新建的搅拌站灰尘满天，{}栋都受影响，第{i}天了", i * 3);
        reports.push((text, days_ago(i % 6, i * 60), "A2区"));
    }
    let topics = hot(&voices(&reports), until(), &Settings::default());
    assert_eq!(topics.len(), 1, "{topics:#?}");
    let topic = &topics[0];
    assert_eq!((topic.voices, topic.cases.len(), topic.area.as_deref()), (12, 12, Some("A2区")));
    assert_eq!(topic.growth, Growth::New);
    assert!(topic.label.contains("搅拌站"), "{}", topic.label);
    assert!(topic.chance < 0.001 && topic.first_at < topic.last_at);
}

#[test]
fn a_quiet_week_has_no_topic() {
    assert_eq!(hot(&voices(&quiet()), until(), &Settings::default()), Vec::new());
}

#[test]
fn what_grows_to_many_times_its_usual_level_is_hot_with_its_growth() {
    let mut reports = quiet();
    for i in 0..25 {
        reports.push((format!("夜色酒吧音乐太响，{i}楼也受不了，整夜不停"), days_ago(i % 6, i * 30), "A1区"));
    }
    let topics = hot(&voices(&reports), until(), &Settings::default());
    assert_eq!(topics.len(), 1, "{topics:#?}");
    let Growth::Times { times } = topics[0].growth else { panic!("it was spoken of before") };
    assert!((3.0..12.0).contains(&times), "{times}");
    assert!((3.0..6.0).contains(&topics[0].usual), "{}", topics[0].usual);
}

#[test]
fn one_person_who_writes_twenty_times_is_no_topic() {
    let mut reports = quiet();
    for i in 0..20 {
        reports.push((format!("丽发新城旁边新建的搅拌站灰尘满天，我已经说了{i}遍"), days_ago(i % 6, i * 60), "A2区"));
    }
    let mut heard = voices(&reports);
    heard.iter_mut().rev().take(20).for_each(|voice| voice.reporter = Some(424_242));
    assert_eq!(hot(&heard, until(), &Settings::default()), Vec::new());
    // Nor are twenty copies of one text by nobody knows whom.
    let mut reports = quiet();
    (0..20)
        .for_each(|i| reports.push(("丽发新城旁边新建的搅拌站灰尘满天".to_owned(), days_ago(i % 6, i * 60), "A2区")));
    let mut heard = voices(&reports);
    heard.iter_mut().rev().take(20).for_each(|voice| voice.reporter = None);
    assert_eq!(hot(&heard, until(), &Settings::default()), Vec::new());
}

#[test]
fn nothing_said_is_no_topic_and_what_comes_later_is_not_known_yet() {
    assert_eq!(hot::<usize>(&[], until(), &Settings::default()), Vec::new());
    let later: Vec<_> =
        (0..9).map(|i| (format!("搅拌站灰尘满天{i}"), until() + SignedDuration::from_hours(i), "A2区")).collect();
    assert_eq!(
        hot(&voices(&later), until(), &Settings { days: 0, past_periods: 0, ..Settings::default() }),
        Vec::new()
    );
}

fn topic() -> Topic<CaseId> {
    Topic {
        label: "丽发新城旁边搅拌站".to_owned(),
        area: Some("A2区".to_owned()),
        cases: vec!["01900000-0000-7000-8000-000000000001".parse().unwrap()],
        voices: 12,
        usual: 0.3,
        growth: Growth::New,
        chance: 0.0001,
        first_at: days_ago(5, 0),
        last_at: days_ago(0, 1),
        kinds: Vec::new(),
    }
}

#[test]
fn a_supervisor_makes_a_topic_the_matter_of_a_month_and_nobody_else_does() {
    let departments: BTreeSet<DepartmentCode> = [DepartmentCode::new("housing").unwrap()].into();
    let staff = |role| Actor::staff(role, StaffId::new("wang").unwrap(), None);
    let command: CommandId = "01900000-0000-7000-8000-0000000000aa".parse().unwrap();
    let id: TopicId = "01900000-0000-7000-8000-0000000000bb".parse().unwrap();
    let month: Month = "2026-06".parse().unwrap();
    let desk = |role| Desk { now: until(), actor: staff(role), command, departments: &departments, rulebook: "2026.1" };
    let lead = DepartmentCode::new("housing").unwrap();
    let decide = |topic: &Topic<CaseId>, lead: &DepartmentCode, reason: &str, role| {
        adopt(topic, id, month, lead.clone(), reason, &desk(role))
    };

    let change = decide(&topic(), &lead, "多个小区集中反映", Role::Supervisor).unwrap();
    assert_eq!((change.first().month.to_string().as_str(), &change.first().lead), ("2026-06", &lead));
    let fact = &change.steps()[0].fact;
    assert_eq!((fact.verb.as_ref(), fact.detail["reason"].as_str()), ("adopt", Some("多个小区集中反映")));

    let other = DepartmentCode::new("nobody").unwrap();
    let empty = Topic { cases: Vec::new(), ..topic() };
    let cases = [
        (decide(&topic(), &lead, "理由", Role::Handler), "wrong_role"),
        (decide(&topic(), &other, "理由", Role::Supervisor), "unknown_department"),
        (decide(&empty, &lead, "理由", Role::Supervisor), "no_cases"),
        (decide(&topic(), &lead, "  ", Role::Supervisor), "missing_text"),
        (decide(&topic(), &lead, &"长".repeat(2001), Role::Supervisor), "too_long"),
    ];
    for (answer, code) in cases {
        assert_eq!(answer.unwrap_err().code, code);
    }
    assert!("2026-13".parse::<Month>().is_err() && "26-1".parse::<Month>().is_err());
}
