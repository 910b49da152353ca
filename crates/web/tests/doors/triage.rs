//! Advice at the doors: recorded with the filing, given while typing, never deciding, and never telling of others' cases.

use crate::city::{City, RULES, number};
use crate::journey::kind;
use jingwei_cases::state::State;
use jingwei_store::{CaseRef, Commit, Learned, StoredModel};
use jingwei_terms::{About, Actor, Change, CommandId, Fact, Purpose, Role};
use jingwei_triage::department::{Memory, MemorySettings};
use jingwei_web::triage::lessons::Lessons;
use reqwest::StatusCode;
use serde_json::{Value, json};

const LAMP: &str = "望海路十二号门口路灯不亮，晚上一片漆黑";

async fn stored(city: &City, filed: &Value) -> jingwei_cases::Case {
    let case = city.store.load(CaseRef::Number(number(filed).to_owned())).await.unwrap();
    case.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_the_catalogue_advises_and_the_case_waits_for_a_person() {
    let city = City::open().await;
    let filed = city.filed(LAMP).await;
    let case = stored(&city, &filed).await;
    let advice = case.advice.clone().unwrap();
    assert_eq!((case.state, case.kind, case.triage), (State::Received, None, None));
    assert_eq!((advice.model, advice.rulebook.as_str()), (None, RULES.version.as_str()));
    let best = advice.kinds.first().unwrap();
    let named = &RULES.kinds.get(&best.code).unwrap().name;
    assert!(named.contains('灯'), "{named}");
    assert!(best.evidence.iter().all(|phrase| LAMP.contains(phrase.as_str())), "{:?}", best.evidence);
    // A resident learns the number and the key, and nothing of what is only meant for who decides.
    assert_eq!((&filed["advice"], &filed["urgent"], &filed["kind"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_gets_the_advice_that_was_given_first() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let mut report = city.report(LAMP);
    report["channel"] = json!("phone");
    let (_, first) = agent.post("/api/v1/cases", report.clone()).await;
    assert!(first["advice"]["kinds"][0]["probability"].as_f64().unwrap() > 0.0, "{first}");
    // Now the very case is open, and would be found as its own duplicate.
    let (status, again) = agent.post("/api/v1/cases", report).await;
    assert_eq!((status, again), (StatusCode::CREATED, first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_is_told_to_staff_with_reasons_and_to_residents_by_its_number_alone() {
    let city = City::open().await;
    let filed = city.filed(LAMP).await;
    let dispatcher = city.somebody("dispatcher", Role::Dispatcher, Some("hotline-12345"), None).await;
    let typed = json!({ "description": LAMP, "location": city.report("")["location"] });
    let (status, told) = dispatcher.post("/api/v1/triage/suggest", typed.clone()).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let duplicate = &told["duplicates"][0];
    assert_eq!((&duplicate["number"], &duplicate["likely"]), (&filed["number"], &json!(true)));
    assert!(!duplicate["reasons"].as_array().unwrap().is_empty());

    let (_, told) = city.passer_by().post("/api/v1/triage/suggest", typed.clone()).await;
    let duplicate = &told["duplicates"][0];
    assert_eq!((&duplicate["number"], &duplicate["score"]), (&filed["number"], &Value::Null));
    assert_eq!((&duplicate["reasons"], &told["hints"]), (&json!([]), &json!([])));

    // Out of public view it is not there for the public, and still is for whoever decides.
    dispatcher.does(number(&filed), "hide", json!({ "reason": "描述中含有他人住址" })).await;
    let (_, told) = city.passer_by().post("/api/v1/triage/suggest", typed.clone()).await;
    assert_eq!(told["duplicates"], json!([]));
    let (_, told) = dispatcher.post("/api/v1/triage/suggest", typed).await;
    assert_eq!(told["duplicates"][0]["number"], filed["number"]);
    let (_, fresh) = dispatcher.get(&format!("/api/v1/cases/{}/advice", number(&filed))).await;
    assert_eq!(fresh["duplicates"], json!([]), "a case is not its own duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_answered_with_whom_to_call_and_shouted_to_staff() {
    let city = City::open().await;
    let urgent = RULES.kinds.iter().find(|kind| kind.emergency && kind.parent.is_some()).unwrap();
    let mut report = city.report("有人受伤");
    report["kind"] = json!(urgent.code);
    let (status, filed) = city.passer_by().post("/api/v1/cases", report).await;
    assert_eq!(status, StatusCode::CREATED, "{filed}");
    let told = filed["urgent"]["zh"].as_str().unwrap();
    assert!(["110", "119", "120"].iter().any(|line| told.contains(line)), "{filed}");
    assert_eq!(filed["state"], "received", "nothing was decided");
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let (_, case) = agent.get(&format!("/api/v1/cases/{}", number(&filed))).await;
    assert_eq!(case["advice"]["hints"][0]["way"], "emergency");
    assert_eq!(case["advice"]["hints"][0]["shout"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_gets_no_kind_but_a_reason_and_nothing_typed_is_kept() {
    let city = City::open().await;
    let before = city.store.size().await.unwrap();
    for words in ["", "。", "？？？？？？", "🙂🙂🙂", "hello world, nothing here", "锟斤拷锟斤拷锟斤拷"]
    {
        let (status, told) = city.passer_by().post("/api/v1/triage/suggest", json!({ "description": words })).await;
        assert_eq!(status, StatusCode::OK, "`{words}`: {told}");
        assert!(told["abstained"].is_string(), "`{words}`: {told}");
    }
    let long = "长".repeat(20_001);
    let (status, _) = city.passer_by().post("/api/v1/triage/suggest", json!({ "description": long })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(city.store.size().await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_ends_is_no_longer_found() {
    let city = City::open().await;
    let filed = city.filed(LAMP).await;
    assert_eq!(city.triage.open_cases().len(), 1);
    let mut case = stored(&city, &filed).await;
    case.state = State::Closed;
    city.triage.open_cases().follow(&case);
    let (_, told) = city.passer_by().post("/api/v1/triage/suggest", json!({ "description": LAMP })).await;
    assert_eq!(told["duplicates"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_confirms_is_what_counts_and_advice_stays_as_it_was() {
    let city = City::open().await;
    let filed = city.filed(LAMP).await;
    let advised = stored(&city, &filed).await.advice;
    let dispatcher = city.somebody("dispatcher", Role::Dispatcher, Some("hotline-12345"), None).await;
    let (kind, _) = kind();
    let case = dispatcher.does(number(&filed), "triage", json!({ "way": "ordinary", "kind": kind })).await;
    assert_eq!(case["kind"]["code"], kind);
    let case = stored(&city, &filed).await;
    assert_eq!(case.advice, advised);
    let (learned, _) = jingwei_web::triage::reviewed::kind(&case).unwrap();
    assert_eq!(learned.as_str(), kind);
    let supervisor = city.somebody("supervisor", Role::Supervisor, Some("hotline-12345"), None).await;
    let (status, drift) = supervisor.get("/api/v1/triage/drift").await;
    assert_eq!((status, &drift["kinds"]["reviewed"]), (StatusCode::OK, &json!(1)), "{drift}");
    dispatcher.does(number(&filed), "hide", json!({ "reason": "描述中含有他人住址" })).await;
    assert!(jingwei_web::triage::reviewed::kind(&stored(&city, &filed).await).is_none(), "hidden words teach nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_not_hot_is_not_adopted_and_only_supervisors_adopt() {
    let city = City::open().await;
    let supervisor = city.somebody("supervisor", Role::Supervisor, Some("hotline-12345"), None).await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let (_, lead) = kind();
    let adopting = |command| json!({ "command_id": command, "label": "天上掉馅饼", "month": "2026-12", "lead": lead, "reason": "多人反映" });
    let (status, problem) = supervisor.post("/api/v1/triage/topics/monthly", adopting(city.command())).await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("topic_gone")));
    let (status, _) = agent.post("/api/v1/triage/topics/monthly", adopting(city.command())).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, listed) = agent.get("/api/v1/triage/monthly").await;
    assert_eq!((status, listed), (StatusCode::OK, json!({ "items": [] })));
    let (status, _) = supervisor.get("/api/v1/triage/topics?days=0").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_chooses_the_model_and_goes_back_with_a_reason() {
    let city = City::open().await;
    let lessons = Lessons { kinds: None, memory: Memory::new(MemorySettings::default()) }.to_bytes();
    for (version, content) in [("2026-11-01.1", lessons.clone()), ("2026-11-02.1", lessons), ("2026-11-03.1", vec![1])]
    {
        keep_a_model(&city, version, content).await;
    }
    let supervisor = city.somebody("supervisor", Role::Supervisor, None, None).await;
    let door = "/api/v1/triage/models/choice";
    let choice = |city: &City, expected: Option<&str>, model: Option<&str>, back: bool| json!({ "command_id": city.command(), "expected": expected, "model": model, "back": back, "reason": "试用" });
    let first = choice(&city, None, Some("2026-11-01.1"), false);
    let (status, told) = supervisor.post(door, first.clone()).await;
    assert_eq!((status, &told["in_force"]), (StatusCode::OK, &json!("2026-11-01.1")), "{told}");
    let (status, again) = supervisor.post(door, first).await;
    assert_eq!((status, &again["in_force"], &again["before"]), (StatusCode::OK, &told["in_force"], &json!([null])));
    // Somebody who still saw the catalogue decides on what is no longer so.
    let (status, _) = supervisor.post(door, choice(&city, None, Some("2026-11-02.1"), false)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let second = choice(&city, Some("2026-11-01.1"), Some("2026-11-02.1"), false);
    assert_eq!(supervisor.post(door, second).await.0, StatusCode::OK);
    let (status, _) = supervisor.post(door, choice(&city, Some("2026-11-02.1"), None, true)).await;
    assert_eq!(status, StatusCode::CONFLICT, "the one before was another");
    let back = choice(&city, Some("2026-11-02.1"), Some("2026-11-01.1"), true);
    let (_, told) = supervisor.post(door, back).await;
    assert_eq!((&told["in_force"], &told["before"]), (&json!("2026-11-01.1"), &json!([null])), "{told}");

    let unknown = choice(&city, Some("2026-11-01.1"), Some("1999-01-01.1"), false);
    assert_eq!(supervisor.post(door, unknown).await.0, StatusCode::NOT_FOUND);
    let damaged = choice(&city, Some("2026-11-01.1"), Some("2026-11-03.1"), false);
    let (status, told) = supervisor.post(door, damaged).await;
    assert_eq!((status, &told["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unreadable_model")), "{told}");
    let mut silent = choice(&city, Some("2026-11-01.1"), None, false);
    silent["reason"] = json!("  ");
    assert_eq!(supervisor.post(door, silent).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let auditor = city.somebody("auditor", Role::Auditor, None, None).await;
    assert_eq!(auditor.post(door, choice(&city, None, None, false)).await.0, StatusCode::FORBIDDEN);
}

async fn keep_a_model(city: &City, version: &str, content: Vec<u8>) {
    let command = CommandId::new(city.command());
    let fact = Fact::new(command, city.clock.now(), Actor::system(), "learn", About::Model(version.to_owned()));
    let model = StoredModel { version: version.to_owned(), title: json!({}), content };
    let change = Change::made(Learned::Model(model), fact.for_purpose(Purpose::Administration));
    city.store.commit_learned(Commit::new(command, [0; 32], change)).await.unwrap();
}
