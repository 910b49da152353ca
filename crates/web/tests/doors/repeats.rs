//! A command that comes twice is done once; a stale one meets the case as it is.

use crate::city::{City, number};
use crate::journey::dispatched;
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_filing_again_gets_the_same_answer_to_the_letter() {
    let city = City::open().await;
    let report = city.report("垃圾清运不及时");
    let passer_by = city.passer_by();
    let (first_status, first) = passer_by.post("/api/v1/cases", report.clone()).await;
    city.wait(90);
    dispatched(&city, &first).await;
    let (second_status, second) = passer_by.post("/api/v1/cases", report.clone()).await;
    assert_eq!((first_status, &first), (second_status, &second));
    let other = json!({ "command_id": report["command_id"], "channel": "web", "description": "别的事" });
    let (status, problem) = passer_by.post("/api/v1/cases", other).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("command_reused")));
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let (_, all) = agent.get("/api/v1/cases").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_verb_again_is_done_once_even_when_the_case_has_moved_on() {
    let city = City::open().await;
    let filed = city.filed("路面塌陷").await;
    let (number, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    let accept = json!({ "command_id": city.command(), "expected_version": 3 });
    let (first, after) = handler.tries(&number, "accept", accept.clone()).await;
    assert_eq!((first, after["version"].as_u64()), (StatusCode::OK, Some(4)));
    handler.does(&number, "note", json!({ "text": "已到现场" })).await;
    let (again, now) = handler.tries(&number, "accept", accept.clone()).await;
    assert_eq!((again, now["version"].as_u64()), (StatusCode::OK, Some(5)), "{now}");
    let twisted = json!({ "command_id": accept["command_id"], "task": 1 });
    let (status, problem) = handler.tries(&number, "accept", twisted).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("command_reused")), "{problem}");
    let (_, timeline) = handler.get(&format!("/api/v1/cases/{number}/timeline")).await;
    let accepted = timeline["items"].as_array().unwrap().iter().filter(|item| item["verb"] == "accept").count();
    assert_eq!(accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_sent_twice_is_answered_twice_although_the_case_is_no_longer_theirs() {
    let city = City::open().await;
    let filed = city.filed("树枝遮挡信号灯").await;
    let (number, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    let back = json!({ "command_id": city.command(), "reason": "该路段由区里养护" });
    for _ in 0..2 {
        let (status, case) = handler.tries(&number, "return", back.clone()).await;
        assert_eq!((status, case["state"].as_str()), (StatusCode::OK, Some("to_dispatch")), "{case}");
    }
    let (status, _) = handler.get(&format!("/api/v1/cases/{number}")).await;
    assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decide_on_one_version_the_second_is_shown_the_case() {
    let city = City::open().await;
    let filed = city.filed("噪声扰民").await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    agent.does(number(&filed), "note", json!({ "expected_version": 1, "text": "甲" })).await;
    let (status, problem) = agent.tries(number(&filed), "note", json!({ "expected_version": 1, "text": "乙" })).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("conflict")));
    assert_eq!(problem["case"]["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_that_come_at_once_without_a_version_all_get_in() {
    let city = City::open().await;
    let filed = city.filed("噪声扰民").await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let write = |n: i32| agent.does(number(&filed), "note", json!({ "text": format!("第{n}条") }));
    let written = futures_util::future::join_all((0..4).map(write)).await;
    let mut versions: Vec<u64> = written.iter().filter_map(|case: &Value| case["version"].as_u64()).collect();
    versions.sort_unstable();
    assert_eq!(versions, [2, 3, 4, 5]);
}
