//! One report from filing to closing, by everybody who has a part in it.

use crate::city::{City, RULES, number};
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A kind for which the catalogue names a department whatever the place, and which needs a picture of the work.
pub(crate) fn kind() -> (String, String) {
    let rules = RULES.catalogue.rules();
    let named = rules.filter_map(|rule| match &rule.lead {
        jingwei_cases::rulebook::catalogue::Holder::Named(lead)
            if rule.area.is_none() && rule.until.is_none() && rule.co.is_empty() =>
        {
            Some((rule.kind.to_string(), lead.to_string()))
        }
        _ => None,
    });
    let is_ordinary = |(kind, _): &(String, String)| {
        let kind = RULES.kinds.get(&kind.parse().unwrap()).unwrap();
        !kind.sensitive && kind.class != "hotline"
    };
    named.into_iter().find(is_ordinary).unwrap()
}

/// A case that has been dispatched to the department that the catalogue names; its number and that department.
pub(crate) async fn dispatched(city: &City, filed: &Value) -> (String, String) {
    let (kind, department) = kind();
    let number = number(filed).to_owned();
    let name = format!("d{}", city.command().simple());
    let dispatcher = city.somebody(&name, Role::Dispatcher, Some("hotline-12345"), None).await;
    dispatcher.does(&number, "triage", json!({ "way": "ordinary", "kind": kind })).await;
    let case = dispatcher.does(&number, "dispatch", json!({})).await;
    assert_eq!(case["department"]["code"], department);
    (number, department)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_goes_from_filing_to_closing_and_everybody_sees_what_is_theirs() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let filed = city.filed("望海路与长宁街交叉口西南角井盖破损，夜间行人容易踩空。").await;
    assert_eq!(filed["state"], "received");
    assert_eq!(filed["ledger_index"].as_u64().map(|index| index >= 2), Some(true));
    assert!(filed["deadlines"]["total"].is_string() && filed["grid"].is_string());
    let resident = city.reporter(&filed);

    city.wait(5);
    let (number, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    let suggestion = handler.get(&format!("/api/v1/cases/{number}/suggested-dispatch")).await;
    assert_eq!(suggestion.0, StatusCode::FORBIDDEN);

    city.wait(20);
    let case = handler.does(&number, "accept", json!({})).await;
    assert_eq!((case["state"].as_str(), case["view"].as_str()), (Some("handling"), Some("whole")));
    assert_eq!(case["reporter"], Value::Null);
    let asked = handler.does(&number, "ask", json!({ "question": "请问具体在哪一侧？" })).await;
    assert_eq!(asked["state"], "asking");
    let answered = resident.does(&number, "answer", json!({ "answer": "西南角，公交站旁" })).await;
    assert_eq!((answered["state"].as_str(), answered["view"].as_str()), (Some("handling"), Some("own")));

    city.wait(120);
    let unproven = handler.tries(&number, "handle", json!({ "result": "已更换井盖" })).await;
    assert_eq!((unproven.0, unproven.1["status"].as_u64()), (StatusCode::UNPROCESSABLE_ENTITY, Some(422)));
    let evidence = json!([{ "reference": "https://files.example/after.jpg", "role": "after" }]);
    handler.does(&number, "handle", json!({ "result": "已更换井盖", "evidence": evidence })).await;
    let own_work = handler.tries(&number, "verify", json!({ "passed": true })).await;
    assert_eq!(own_work.0, StatusCode::FORBIDDEN);
    agent.does(&number, "verify", json!({ "passed": true, "remarks": "现场已恢复" })).await;
    agent.does(&number, "reply", json!({ "text": "井盖已更换，感谢您的监督。" })).await;

    city.wait(60);
    resident.does(&number, "feedback", json!({ "solved": true, "satisfied": true })).await;
    let closed = agent.does(&number, "close", json!({})).await;
    assert_eq!((closed["state"].as_str(), closed["closing"]["outcome"].as_str()), (Some("closed"), Some("solved")));

    let (_, timeline) = resident.get(&format!("/api/v1/cases/{number}/timeline")).await;
    let verbs: Vec<&str> =
        timeline["items"].as_array().unwrap().iter().filter_map(|item| item["verb"].as_str()).collect();
    let expected =
        ["file", "triage", "dispatch", "accept", "ask", "answer", "handle", "verify", "reply", "feedback", "close"];
    assert_eq!(verbs, expected);
    assert!(
        timeline["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["by"]["staff"].is_null() && item["detail"].is_null())
    );
    assert_eq!(timeline["items"][8]["words"], "井盖已更换，感谢您的监督。");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_tallies_show_what_was_filed() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    for n in 0..7 {
        city.filed(&format!("第{n}处路灯不亮，影响夜间通行")).await;
        city.wait(1);
    }
    let (_, first) = agent.get("/api/v1/cases?limit=5").await;
    assert_eq!(first["items"].as_array().unwrap().len(), 5);
    assert!(first["items"][0]["headline"].as_str().unwrap().starts_with("第6处"));
    let cursor = first["next"].as_str().unwrap();
    let (_, second) = agent.get(&format!("/api/v1/cases?limit=5&cursor={cursor}")).await;
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (2, &Value::Null));
    let (_, found) = agent.get("/api/v1/cases?q=%E7%AC%AC3%E5%A4%84").await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let (_, day) = agent.get("/api/v1/cases?from=2026-03-02&to=2026-03-02&state=received").await;
    assert_eq!(day["items"].as_array().unwrap().len(), 7);
    let (_, before) = agent.get("/api/v1/cases?to=2026-03-01").await;
    assert_eq!(before["items"].as_array().unwrap().len(), 0);
    let (_, tally) = agent.get("/api/v1/cases/tally?by=channel").await;
    assert_eq!((tally["total"].as_u64(), tally["counts"][0]["value"].as_str()), (Some(7), Some("web")));
    let (_, overdue) = agent.get("/api/v1/cases?overdue=true").await;
    assert_eq!(overdue["items"].as_array().unwrap().len(), 0);
    city.wait(24 * 60);
    let (_, overdue) = agent.get("/api/v1/cases?overdue=true&sort=due_at").await;
    assert_eq!(overdue["items"].as_array().unwrap().len(), 7);
}
