//! Every no of this room, provoked by a case: `expected/refusals.txt` is for a lawyer and a clerk to read. A refusal in the source that no
//! case here provokes fails the test, so the table is whole.

mod support;

use jingwei_cases::case::{Attachment, Reporter, Rung, Way};
use jingwei_cases::dispatch::{Choice, dispatch};
use jingwei_cases::feedback::{Said, feedback};
use jingwei_cases::handle::{Work, handle};
use jingwei_cases::report::Report;
use jingwei_cases::return_::{Back, return_};
use jingwei_cases::rule::{Ruling, rule};
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::{
    Rulebook, accept, appeal, ask, close, erase, extend, hide, merge, note, reopen, reveal, supervise, suspend, verify,
    whistle,
};
use jingwei_terms::{Actor, Purpose, Refusal, Role};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use support::{
    SEPTIC_TANK, Story, UNPAID_WAGES, agent, anonymous_call, area, at, back, call, department, dispatcher, files,
    finding, handler, kind, matches_committed, picture, staff, supervisor, work,
};

const STREET: &str = "street-990102001";

fn street() -> Actor {
    handler(STREET)
}

#[test]
fn every_refusal_can_be_read_with_the_case_that_provokes_it() {
    let mut refusals: Vec<(&str, Refusal)> = Vec::new();
    refusals.extend(at_the_door());
    refusals.extend(before_the_work());
    refusals.extend(at_work());
    refusals.extend(together());
    refusals.extend(after_the_work());
    refusals.extend(about_people());
    refusals.sort_by_key(|(_, no)| no.code);

    let mut page = String::from("拒绝一览 (every refusal, with a case that provokes it)\n");
    for (case, no) in &refusals {
        write!(page, "\n{} [{:?}]\n  情形 {case}\n  中文 {}\n  英文 {}\n", no.code, no.class, no.zh, no.en)
            .expect("a string takes text");
        for (name, text) in [("下一步", &no.next_zh), ("next", &no.next_en), ("依据", &no.ground)] {
            if !text.is_empty() {
                writeln!(page, "  {name} {text}").expect("a string takes text");
            }
        }
        assert!(!no.zh.is_empty() && !no.en.is_empty(), "{} speaks both languages", no.code);
        assert_eq!(no.next_zh.is_empty(), no.next_en.is_empty(), "{} says what next in both", no.code);
        assert!(!no.en.ends_with('.') && !no.zh.ends_with('。'), "{} has no final stop", no.code);
    }
    matches_committed("refusals.txt", &page);

    let provoked: BTreeSet<&str> = refusals.iter().map(|(_, no)| no.code).collect();
    let written = codes_in_the_source();
    let missing: Vec<&String> = written.iter().filter(|code| !provoked.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "no case provokes {missing:?}");
}

fn refused(report: Report) -> Refusal {
    Story::try_to_file(1, "2026-09-21 09:00", report).expect_err("this is refused")
}

fn begun() -> Story {
    Story::begins("2026-09-21 09:00", call(SEPTIC_TANK))
}

fn with_place(change: impl FnOnce(&mut Report)) -> Report {
    let mut report = call(SEPTIC_TANK);
    report.place.location = None;
    change(&mut report);
    report
}

fn at_the_door() -> Vec<(&'static str, Refusal)> {
    let reporter = |phone: &str| Some(Reporter { name: String::new(), phone: phone.to_owned() });
    let digest = Attachment { sha256: "x".to_owned(), ..picture("before") };
    vec![
        ("诉求没有内容", refused(Report { description: " ".to_owned(), ..call(SEPTIC_TANK) })),
        ("诉求超过两万字", refused(Report { description: "长".repeat(20_001), ..call(SEPTIC_TANK) })),
        ("诉求含空字符", refused(Report { description: "\u{0}".repeat(3), ..call(SEPTIC_TANK) })),
        ("附件多于二十个", refused(Report { attachments: vec![picture("before"); 21], ..call(SEPTIC_TANK) })),
        ("附件摘要不是摘要", refused(Report { attachments: vec![digest], ..call(SEPTIC_TANK) })),
        ("匿名却留电话", refused(Report { reporter: reporter("123"), ..anonymous_call(SEPTIC_TANK) })),
        ("电话里有字母", refused(Report { reporter: reporter("abc"), ..call(SEPTIC_TANK) })),
        ("发生在明天", refused(Report { occurred_at: Some(at("2026-09-22 09:00")), ..call(SEPTIC_TANK) })),
        ("类别不存在", refused(call("C99999"))),
        ("只填大类", refused(call("C01"))),
        ("区划不存在", refused(with_place(|r| r.place.area = Some(area("990199"))))),
        ("网格不存在", refused(with_place(|r| r.place.grid = "1".parse().ok()))),
    ]
}

fn before_the_work() -> Vec<(&'static str, Refusal)> {
    let mut received = begun();
    let mut to_dispatch = received.clone();
    to_dispatch.triaged();
    let mut dispatched = to_dispatch.clone();
    dispatched.does(dispatcher(), |case, desk| dispatch(case, &Choice::default(), desk));
    let mut returned = dispatched.clone();
    returned.does(street(), |case, desk| return_(case, &back("属排水公司"), desk));
    let mut silent = Story::begins("2026-09-21 09:00", Report { kind: None, ..call(SEPTIC_TANK) });
    silent.triaged();
    let mut ruled = dispatched.clone();
    let ruling = Ruling { lead: Some(department(STREET)), co: None, ground: "三定方案".to_owned() };
    ruled.does(street(), |case, desk| return_(case, &Back { objection: true, ..back("职责不在街道") }, desk));
    ruled.does(supervisor(), |case, desk| rule(case, &ruling, desk));
    let lead = |code: &str| Choice { lead: Some(department(code)), ..Choice::default() };
    let way = |way| Decision { reason: "已核对".to_owned(), ..Decision::by(way) };
    vec![
        ("坐席派遣", to_dispatch.refuses(agent(), |c, d| dispatch(c, &Choice::default(), d))),
        ("未分流就派遣", received.refuses(dispatcher(), |c, d| dispatch(c, &Choice::default(), d))),
        ("重复事项不写编号", received.refuses(agent(), |c, d| triage(c, &way(Way::AlreadyKnown), d))),
        ("答复用语缺填空", received.refuses(agent(), |c, d| triage(c, &way(Way::Emergency), d))),
        ("规则手册没有该方式", way_unknown(&received)),
        ("类别未定就按目录派遣", silent.refuses(dispatcher(), |c, d| dispatch(c, &Choice::default(), d))),
        ("不按目录又不说理由", to_dispatch.refuses(dispatcher(), |c, d| dispatch(c, &lead("drainage"), d))),
        ("派给不存在的部门", to_dispatch.refuses(dispatcher(), |c, d| dispatch(c, &lead("nobody"), d))),
        ("刚退回又原样派去", returned.refuses(dispatcher(), |c, d| dispatch(c, &Choice::default(), d))),
        ("别的部门签收", dispatched.refuses(handler("drainage"), |c, d| accept::accept(c, None, d))),
        ("记录不完整的案件被签收", broken(&dispatched)),
        (
            "第三日才退单",
            dispatched.clone().on("2026-09-24 09:00").refuses(street(), |c, d| return_(c, &back("迟"), d)),
        ),
        ("裁决指定后再退", ruled.refuses(street(), |c, d| return_(c, &back("不服"), d))),
    ]
}

/// A case that says it is dispatched and has no dispatch, as a damaged row might.
fn broken(dispatched: &Story) -> Refusal {
    let mut story = dispatched.clone();
    story.case.dispatches.clear();
    story.refuses(street(), |c, d| accept::accept(c, None, d))
}

fn way_unknown(story: &Story) -> Refusal {
    let mut files = files();
    let city = files.get_mut("city.toml").expect("the city has settings");
    let (start, end) = (city.find("[[triage]]").expect("it begins"), city.find("[[property]]").expect("it ends"));
    // Top-level keys may not follow a table, so the empty list takes the place in front.
    let rest = format!("triage = []\n{}{}", &city[..start], &city[end..]);
    *city = rest;
    let rules = Rulebook::parse("without-ways", &files).expect("a city may leave the six ways out");
    let mut story = story.clone();
    let desk = story.desk(agent());
    let desk = jingwei_cases::Desk { rules: &rules, ..desk };
    triage(&story.case, &Decision { reason: "已核对".to_owned(), ..Decision::by(Way::Secret) }, &desk)
        .expect_err("there are no words for it")
}

fn at_work() -> Vec<(&'static str, Refusal)> {
    let mut story = begun();
    story.accepted();
    let mut asked = story.clone();
    asked.does(street(), |c, d| extend::extend(c, "设备未到", d));
    let mut twice = story.clone();
    for _ in 0..2 {
        twice.does(street(), |c, d| extend::extend(c, "设备未到", d));
        twice.does(street(), |c, d| extend::decide_extension(c, true, "", d));
        twice.does(dispatcher(), |c, d| extend::decide_extension(c, true, "", d));
    }
    let mut put_off = story.clone();
    put_off.does(dispatcher(), |c, d| suspend::suspend(c, at("2026-10-21 09:00"), "待改造", d)).on("2026-10-22 09:00");
    put_off.does(dispatcher(), |c, d| suspend::resume(c, "", d));
    let mut handled = story.clone();
    handled.reports_work();
    let bare = || Work { evidence: Vec::new(), ..work() };
    let homeless = Actor { department: None, ..street() };
    vec![
        ("重复签收", story.refuses(street(), |c, d| accept::accept(c, None, d))),
        ("系统提前代答", {
            let mut asking = story.clone();
            asking
                .does(street(), |c, d| ask::ask(c, "几栋？", d))
                .refuses(Actor::system(), |c, d| ask::answer(c, "", d))
        }),
        ("第四次请来电人补充", {
            let mut asking = story.clone();
            for _ in 0..3 {
                asking.does(street(), |c, d| ask::ask(c, "几栋？", d));
                asking.does(Actor::resident(), |c, d| ask::answer(c, "3栋", d));
            }
            asking.refuses(street(), |c, d| ask::ask(c, "几单元？", d))
        }),
        ("已有延期待审批", asked.refuses(street(), |c, d| extend::extend(c, "再要", d))),
        ("没有延期可审批", story.refuses(street(), |c, d| extend::decide_extension(c, true, "", d))),
        ("第三次延期", twice.refuses(street(), |c, d| extend::extend(c, "还要", d))),
        (
            "超期后申请延期",
            story.clone().on("2026-09-21 11:00:01").refuses(street(), |c, d| extend::extend(c, "迟", d)),
        ),
        ("第二次挂账", put_off.refuses(dispatcher(), |c, d| suspend::suspend(c, at("2026-11-21 09:00"), "再", d))),
        ("没有照片就办结", story.refuses(street(), |c, d| handle(c, bare(), d))),
        (
            "本部门核查自己",
            handled.refuses(staff(Role::Field, "f", STREET), |c, d| verify::verify(c, finding(true, ""), d)),
        ),
        ("没有督办却答复", story.refuses(street(), |c, d| supervise::answer_supervision(c, "在办", d))),
        ("承办人催办", story.refuses(street(), |c, d| supervise::supervise(c, Rung::Urge, "催", d))),
        ("账号没有部门", story.refuses(homeless, |c, d| note::note(c, "记", &[], d))),
    ]
}

fn together() -> Vec<(&'static str, Refusal)> {
    let mut joint = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    joint.accepted();
    let mut answered = joint.clone();
    let task = |id| Work { task: Some(id), ..work() };
    answered.does(handler("housing"), |c, d| handle(c, task(1), d));
    let mut spot = begun();
    let called = [department("drainage")];
    spot.accepted().does(street(), |c, d| whistle::whistle(c, &called, "请到场", d));
    let mut assessed = spot.clone();
    assessed.does(handler("drainage"), |c, d| handle(c, task(1), d));
    assessed.does(street(), |c, d| whistle::assess(c, 1, true, "", d));
    let mut lead = Story::numbered(2, "2026-09-21 09:00", call(SEPTIC_TANK));
    let mut member = begun();
    let same = member.case.clone();
    let change = {
        let desk = member.desk(agent());
        merge::merge(&member.case, &lead.case, "同一处", &desk).expect("they are merged")
    };
    member.takes(change.clone());
    lead.takes(change);
    let mut third = Story::numbered(3, "2026-09-21 09:00", call(SEPTIC_TANK));
    vec![
        ("协办未反馈就办结", {
            joint.refuses(handler("labour"), |c, d| handle(c, Work { over_open_tasks: String::new(), ..work() }, d))
        }),
        ("协办任务不存在", joint.refuses(handler("housing"), |c, d| handle(c, task(9), d))),
        ("协办任务已办结", answered.refuses(handler("housing"), |c, d| handle(c, task(1), d))),
        ("委办局吹哨", joint.refuses(handler("labour"), |c, d| whistle::whistle(c, &called, "请到场", d))),
        ("吹哨给自己", spot.refuses(street(), |c, d| whistle::whistle(c, &[department(STREET)], "来", d))),
        ("重复吹哨", spot.refuses(street(), |c, d| whistle::whistle(c, &called, "再来", d))),
        ("未反馈就互评", spot.refuses(street(), |c, d| whistle::assess(c, 1, true, "", d))),
        ("重复互评", assessed.refuses(street(), |c, d| whistle::assess(c, 1, true, "", d))),
        ("与自己并案", third.refuses(agent(), |c, d| merge::merge(c, c, "同一处", d))),
        ("并入已并案的案件", third.refuses(agent(), |c, d| merge::merge(c, &member.case, "同一处", d))),
        ("主案被并走", lead.refuses(agent(), |c, d| merge::merge(c, &third.case, "同一处", d))),
        ("从别的主案拆出", member.refuses(agent(), |_, d| merge::split(&member_of(&same, &lead), &same, "误并", d))),
    ]
}

/// The member as it stands in the cluster, for a story that is borrowed already.
fn member_of(case: &jingwei_cases::Case, lead: &Story) -> jingwei_cases::Case {
    let cluster = jingwei_cases::case::Cluster::Follows {
        lead: lead.case.id,
        number: lead.case.number.clone(),
        was: case.state,
        reason: "同一处".to_owned(),
        at: None,
    };
    jingwei_cases::Case { state: jingwei_cases::State::Merged, cluster: Some(cluster), ..case.clone() }
}

fn after_the_work() -> Vec<(&'static str, Refusal)> {
    let mut replied = begun();
    replied.replied();
    let mut closed = replied.clone();
    closed.says(Some(true), None).closes();
    let mut many = closed.clone();
    for _ in 0..2 {
        many.does(Actor::resident(), |c, d| reopen::reopen(c, "又满了", d));
        many.does(supervisor(), |c, d| close::close(c, "改造", d));
    }
    let mut late = begun();
    late.accepted().minutes_later(121).reports_work().passes().is_answered().says(Some(true), None).closes();
    let mut appealed = late.clone();
    appealed.does(street(), |c, d| appeal::appeal(c, "台风", d));
    let mut agreed = appealed.clone();
    agreed.does(supervisor(), |c, d| appeal::review(c, true, "", d));
    let contradiction = Said { solved: Some(true), ..Said::default() };
    let empty = Said { reached: true, ..Said::default() };
    let own = staff(Role::Supervisor, "s", STREET);
    vec![
        ("未联系上却说已解决", replied.refuses(agent(), |c, d| feedback(c, &contradiction, d))),
        ("联系上却什么都没说", replied.refuses(agent(), |c, d| feedback(c, &empty, d))),
        ("没有回访就结案", replied.refuses(agent(), |c, d| close::close(c, "", d))),
        (
            "结案三十一天后重办",
            closed.clone().on("2026-10-22 09:01").refuses(agent(), |c, d| reopen::reopen(c, "又", d)),
        ),
        ("居民第三次重办", many.refuses(Actor::resident(), |c, d| reopen::reopen(c, "又满了", d))),
        ("没有超期却申诉", closed.refuses(street(), |c, d| appeal::appeal(c, "台风", d))),
        ("十天后才申诉", late.clone().on("2026-10-02 09:00").refuses(street(), |c, d| appeal::appeal(c, "台风", d))),
        ("第二次申诉", appealed.refuses(street(), |c, d| appeal::appeal(c, "台风", d))),
        ("没有申诉却审核", late.refuses(supervisor(), |c, d| appeal::review(c, true, "", d))),
        ("同一人审核两次", agreed.refuses(supervisor(), |c, d| appeal::review(c, true, "", d))),
        ("申诉部门自己审核", appealed.refuses(own, |c, d| appeal::review(c, true, "", d))),
    ]
}

fn about_people() -> Vec<(&'static str, Refusal)> {
    let mut story = begun();
    story.accepted();
    let mut anonymous = Story::begins("2026-09-21 09:00", anonymous_call(SEPTIC_TANK));
    let mut erased = story.clone();
    erased.does(supervisor(), |c, d| erase::erase(c, "本人要求", d));
    vec![
        ("再次显示没有隐藏的案件", story.refuses(supervisor(), |c, d| hide::hide(c, false, "显示", d))),
        ("查看匿名诉求人", anonymous.refuses(agent(), |c, d| reveal::reveal(c, Purpose::Contact, "回访", d))),
        ("承办部门查看保密诉求人", story.refuses(street(), |c, d| reveal::reveal(c, Purpose::Contact, "约时间", d))),
        ("为系统管理查看", story.refuses(agent(), |c, d| reveal::reveal(c, Purpose::Administration, "维护", d))),
        ("查看已清除的联系方式", erased.refuses(agent(), |c, d| reveal::reveal(c, Purpose::Contact, "回访", d))),
        ("再次清除联系方式", erased.refuses(supervisor(), |c, d| erase::erase(c, "本人要求", d))),
        ("分流到不存在的类别", {
            let decision = Decision { kind: Some(kind("X1")), ..Decision::ordinary() };
            begun().refuses(agent(), |c, d| triage(c, &decision, d))
        }),
    ]
}

/// The codes of all refusals that the source can make.
fn codes_in_the_source() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut codes = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the room has a source").flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let calls = [
            "Refusal::new(State,\"",
            "Refusal::new(Invalid,\"",
            "Refusal::new(Missing,\"",
            "Refusal::new(Forbidden,\"",
        ];
        let helpers = ["no_more(\"", "cluster(\"", "appeal(\"", "unknown(\""];
        for call in calls.into_iter().chain(helpers) {
            codes.extend(text.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    codes
}
