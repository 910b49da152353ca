//! What people read when the answer is no, in both languages, as a committed text.

use crate::city::{City, expect_text, number};
use crate::journey::dispatched;
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::fmt::Write;

#[tokio::test(flavor = "multi_thread")]
async fn every_no_says_what_happened_and_what_to_do_in_the_language_asked_for() {
    let city = City::open().await;
    let filed = city.filed("绿地积水三天未退").await;
    let (number, _) = dispatched(&city, &filed).await;
    let other = city.filed("小区门口占道经营").await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let dispatcher = city.somebody("dispatcher", Role::Dispatcher, Some("hotline-12345"), None).await;
    let passer_by = city.passer_by();
    let case = |verb: &str| format!("/api/v1/cases/{number}/{verb}");
    let id = city.command();
    let asked = [
        ("nobody lists cases", &passer_by, Method::GET, "/api/v1/cases".to_owned(), Value::Null),
        ("an agent makes an account", &agent, Method::POST, "/api/v1/accounts".to_owned(), json!({})),
        ("an address that is none", &passer_by, Method::GET, "/api/v2/cases".to_owned(), Value::Null),
        ("a method that is none", &passer_by, Method::DELETE, "/api/v1/cases".to_owned(), Value::Null),
        ("a case that is none", &agent, Method::GET, "/api/v1/cases/202603020009999".to_owned(), Value::Null),
        (
            "a report without words",
            &passer_by,
            Method::POST,
            "/api/v1/cases".to_owned(),
            json!({ "command_id": id, "channel": "web", "description": " " }),
        ),
        ("a report that is no report", &passer_by, Method::POST, "/api/v1/cases".to_owned(), json!({ "channel": 7 })),
        (
            "a channel for staff",
            &passer_by,
            Method::POST,
            "/api/v1/cases".to_owned(),
            json!({ "command_id": id, "channel": "phone", "description": "路灯不亮" }),
        ),
        (
            "coordinates the wrong way round",
            &passer_by,
            Method::POST,
            "/api/v1/cases".to_owned(),
            json!({ "command_id": id, "channel": "web", "description": "路灯不亮", "location": { "lng": 31.2, "lat": 121.4 } }),
        ),
        (
            "a kind that is none",
            &passer_by,
            Method::POST,
            "/api/v1/cases".to_owned(),
            json!({ "command_id": id, "channel": "web", "description": "路灯不亮", "kind": "no-such-kind" }),
        ),
        (
            "triage for the second time",
            &agent,
            Method::POST,
            case("triage"),
            json!({ "command_id": id, "way": "ordinary" }),
        ),
        ("a dispatcher accepts", &dispatcher, Method::POST, case("accept"), json!({ "command_id": id })),
        (
            "on a version that has passed",
            &agent,
            Method::POST,
            case("note"),
            json!({ "command_id": id, "expected_version": 1, "text": "已联系" }),
        ),
        (
            "merged into nothing",
            &agent,
            Method::POST,
            format!("/api/v1/cases/{}/merge", crate::city::number(&other)),
            json!({ "command_id": id, "into": "1", "reason": "同一处" }),
        ),
    ];
    let mut text = String::from("What people read when the answer is no\n======================================\n");
    for (what, person, method, path, body) in asked {
        for language in ["zh-CN", "en"] {
            let request = person.knock(method.clone(), &path).header("accept-language", language);
            let request = if body.is_null() { request } else { request.json(&body) };
            let response = request.send().await.unwrap();
            let status = response.status();
            assert_eq!(response.headers()["content-type"], "application/problem+json", "{what}");
            assert_eq!(response.headers()["content-language"], language);
            let problem: Value = response.json().await.unwrap();
            assert_eq!(
                (problem["status"].as_u64(), &problem["detail"]),
                (Some(u64::from(status.as_u16())), &problem["message"])
            );
            assert!(problem["instance"].as_str().unwrap().starts_with("/requests/"));
            if status == StatusCode::CONFLICT {
                assert_eq!(problem["case"]["number"], number.as_str());
            }
            if language == "zh-CN" {
                write!(text, "\n{what}: {} {}\n", status.as_u16(), problem["code"].as_str().unwrap()).unwrap();
            }
            let line = |field: &str| problem[field].as_str().unwrap().to_owned();
            writeln!(
                text,
                "  {language:<5} {}{}{}",
                line("detail"),
                if line("next").is_empty() { "" } else { " → " },
                line("next")
            )
            .unwrap();
        }
    }
    assert_eq!(number.len(), crate::city::number(&filed).len());
    expect_text("tests/expected/errors.txt", &text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_inside_is_told() {
    let city = City::open().await;
    let (status, problem) =
        city.passer_by().post("/api/v1/cases", json!({ "command_id": 5, "channel": "web", "description": "x" })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let told = problem.to_string();
    assert!(!told.contains("struct") && !told.contains("::"), "{told}");
    let _ = number(&city.filed("路灯不亮").await);
}
