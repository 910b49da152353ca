//! Real tables, where they lie beside the checkout: every row filed or refused with its line, twice the same file filing nothing twice, and
//! a thousand of them through the whole loop.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test that cannot go on has failed")]

mod common;

use common::{Place, rulebook};
use jingwei_cases::accept::accept;
use jingwei_cases::case::Attachment;
use jingwei_cases::dispatch::{Choice, dispatch, suggestion};
use jingwei_cases::feedback::{Said, feedback};
use jingwei_cases::handle::{Work, handle};
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::verify::{Finding, verify};
use jingwei_cases::{Case, Desk, Docket, Rulebook, State, close, reply};
use jingwei_store::{CaseQuery, CaseRef, Commit, Store};
use jingwei_terms::{Actor, Change, CommandId, DepartmentCode, Refusal, Role, StaffId};
use std::path::{Path, PathBuf};

const TABLES: [(&str, &str, u64); 4] = [
    ("taidi2020c/att2_labelled_raw_subset.jsonl", "taidi_att2_raw.toml", 0),
    ("taidi2020c/att3_hot_topic_messages.jsonl", "taidi_att3.toml", 0),
    ("taidi2020c/att4_replies.jsonl", "taidi_att4.toml", 1),
    ("pingshan_complaints/pingshan_events_2018.csv", "pingshan.toml", 0),
];

/// The folder of real data, if it is there.
fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let dir = std::env::var_os("JINGWEI_DATA").map_or(beside, PathBuf::from);
    if dir.join("taidi2020c").is_dir() && dir.join("pingshan_complaints").is_dir() {
        return Some(dir);
    }
    eprintln!("SKIPPED: no real data at {} (set JINGWEI_DATA to test with them)", dir.display());
    None
}

#[test]
fn real_tables_are_imported_row_by_row_and_a_thousand_go_through_the_whole_loop() {
    let Some(data) = data() else { return };
    let place = Place::with_city();
    let (mut read, mut filed) = (0, 0);
    for (table, map, replies) in TABLES {
        let file = data.join(table).display().to_string();
        let map = rulebook().join("maps").join(map).display().to_string();
        let first = place.ok(&["cases", "import", &file, "--map", &map]);
        let number = |answer: &serde_json::Value, name: &str| answer[name].as_u64().unwrap();
        let refused = first["refused"].as_array().unwrap();
        assert!(refused.iter().all(|r| r["line"].as_u64().unwrap() > 0 && !r["why"].as_str().unwrap().is_empty()));
        let told = number(&first, "filed") + number(&first, "already") + refused.len() as u64;
        assert_eq!(number(&first, "read"), told, "{table}: every row has its end");
        assert!(number(&first, "filed") * 100 >= number(&first, "read") * 95, "{table}: {first}");
        assert!(replies == 0 || number(&first, "answered") * 100 >= number(&first, "filed") * 95, "{table}");
        let second = place.ok(&["cases", "import", &file, "--map", &map]);
        assert_eq!(number(&second, "filed"), 0, "{table}: the same file twice");
        read += number(&first, "read");
        filed += number(&first, "filed");
    }
    assert_eq!(read, 4_382 + 6_952);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let through = runtime.block_on(walk(&place, 1000));
    assert_eq!(through, 1000, "of {filed} filed");
    let verified = place.ok(&["ledger", "verify"]);
    assert_eq!(verified["ok"], true, "{verified}");
}

/// Takes so many open cases from triage to their end, by the ordinary verbs, and counts those that got there.
async fn walk(place: &Place, wanted: usize) -> usize {
    let database = format!("sqlite:{}", place.path("data/jingwei.db").display());
    let store = jingwei_store::open(&database.parse().unwrap()).await.unwrap();
    let files = jingwei_app::city::read_folder(&rulebook()).unwrap();
    let rules = Rulebook::parse("walk", &files).unwrap();
    let mut query = CaseQuery { states: vec![State::Received], limit: 200, ..CaseQuery::default() };
    let mut through = 0;
    while through < wanted {
        let page = store.list(&query).await.unwrap();
        let some: Vec<_> = page.items.iter().take(wanted - through).map(|item| item.id).collect();
        let lives = some.iter().map(|id| life(store.as_ref(), &rules, *id));
        let ended = futures_util::future::join_all(lives).await;
        through += ended.iter().filter(|state| **state == State::Closed).count();
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    through
}

async fn life(store: &dyn Store, rules: &Rulebook, id: jingwei_terms::CaseId) -> State {
    for _ in 0..12 {
        let case = store.load(CaseRef::Id(id)).await.unwrap().unwrap();
        if case.state == State::Closed {
            break;
        }
        let change = next(&case, rules).unwrap_or_else(|refusal| panic!("{}: {refusal}", case.number));
        let command = change.steps()[0].fact.command;
        store.commit(Commit::new(command, [0; 32], change)).await.unwrap();
    }
    store.load(CaseRef::Id(id)).await.unwrap().unwrap().state
}

fn next(case: &Case, rules: &Rulebook) -> Result<Change<Docket>, Refusal> {
    let person = |role, name: &str, department: Option<DepartmentCode>| {
        Actor::staff(role, StaffId::new(name).unwrap(), department)
    };
    let desk =
        |actor| Desk { rules, now: jiff::Timestamp::now(), actor, command: CommandId::new(uuid::Uuid::now_v7()) };
    let hotline = Some(rules.settings.city.hotline.clone());
    let (agent, dispatcher) =
        (person(Role::Agent, "a1", hotline.clone()), person(Role::Dispatcher, "d1", hotline.clone()));
    let supervisor = person(Role::Supervisor, "s1", hotline);
    let lead = person(Role::Handler, "h1", case.lead().cloned());
    match case.state {
        State::Received => triage(case, &Decision::ordinary(), &desk(dispatcher)),
        State::ToDispatch => {
            let desk = desk(dispatcher);
            let mut choice = Choice::default();
            if suggestion(case, &desk).is_err() {
                choice.lead = Some(rules.settings.dispute.bottom_line.value.clone());
                choice.reason = "派单目录没有结论，由兜底单位承办".to_owned();
            }
            dispatch(case, &choice, &desk)
        }
        State::Dispatched => accept(case, None, &desk(lead)),
        State::Handling => {
            let picture =
                Attachment { reference: "after.jpg".to_owned(), role: "after".to_owned(), sha256: String::new() };
            let over_open_tasks = "协办意见已当面征求".to_owned();
            handle(
                case,
                Work { task: None, result: "已处理".to_owned(), evidence: vec![picture], over_open_tasks },
                &desk(lead),
            )
        }
        State::Handled => {
            verify(case, Finding { passed: true, remarks: "属实".to_owned(), evidence: Vec::new() }, &desk(agent))
        }
        State::Verified => reply::reply(case, "您好，问题已处理。", &desk(agent)),
        State::Replied if case.feedback.is_empty() => {
            let said = Said { reached: true, solved: Some(true), satisfied: Some(true), words: String::new() };
            feedback(case, &said, &desk(agent))
        }
        State::Replied => close::close(case, "已回访", &desk(agent)),
        _ => close::close(case, "导入核对时终止", &desk(supervisor)),
    }
}
