//! What is seen, and what is not: by the public, by the reporter, by the wrong department, by who runs the machine.

use crate::city::{City, RULES, number};
use crate::journey::dispatched;
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_no_words_no_point_and_no_contact() {
    let city = City::open().await;
    let filed = city.filed("三单元四零二室长期漏水").await;
    let (number, _) = dispatched(&city, &filed).await;
    let (status, shown) = city.passer_by().get(&format!("/api/v1/cases/{number}")).await;
    assert_eq!((status, shown["view"].as_str()), (StatusCode::OK, Some("public")));
    let mut fields: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["area", "closed_at", "filed_at", "kind", "number", "state", "state_name", "view"]);
    let (_, timeline) = city.passer_by().get(&format!("/api/v1/cases/{number}/timeline")).await;
    let told = timeline.to_string();
    assert!(!told.contains("漏水") && !told.contains("dispatcher\",\"staff\":\"d"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_stands_in_no_answer_but_that_of_reveal_and_its_reading_is_told_to_the_reporter() {
    let city = City::open().await;
    let filed = city.filed("路灯不亮").await;
    let (number, department) = dispatched(&city, &filed).await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    for path in [String::new(), "/timeline".to_owned()] {
        for person in [&agent, &handler, &city.reporter(&filed)] {
            let (_, body) = person.get(&format!("/api/v1/cases/{number}{path}")).await;
            let body = body.to_string();
            assert!(!body.contains("13800000000") && !body.contains("王女士") && !body.contains("key_sha256"));
        }
    }
    let reading = json!({ "purpose": "contact", "reason": "回访前核实" });
    let (withheld, problem) = handler.tries(&number, "reveal", reading.clone()).await;
    assert_ne!(withheld, StatusCode::OK, "{problem}");
    let (status, contact) = agent.tries(&number, "reveal", reading).await;
    assert_eq!((status, contact["phone"].as_str()), (StatusCode::OK, Some("13800000000")));
    let (_, own) = city.reporter(&filed).get(&format!("/api/v1/cases/{number}")).await;
    assert_eq!(own["accesses"][0]["reason"], "回访前核实");
    assert_eq!(own["accesses"][0]["by"]["staff"], json!(null));
    let (unreasoned, _) = agent.tries(&number, "reveal", json!({ "purpose": "contact", "reason": " " })).await;
    assert_eq!(unreasoned, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_somebody_is_as_if_it_were_not_there() {
    let city = City::open().await;
    let filed = city.filed("道路积水").await;
    let (number, _) = dispatched(&city, &filed).await;
    let supervisor = city.somebody("supervisor", Role::Supervisor, Some("hotline-12345"), None).await;
    supervisor.does(&number, "hide", json!({ "reason": "描述中含有他人住址" })).await;
    let stranger = city.somebody("stranger", Role::Handler, Some("community-990102001001"), None).await;
    let administrator = city.somebody("administrator", Role::Administrator, None, None).await;
    let nowhere = "202603020009999";
    for person in [&stranger, &administrator, &city.passer_by()] {
        for path in ["", "/timeline"] {
            let (hidden, there) = person.get(&format!("/api/v1/cases/{number}{path}")).await;
            let (missing, not_there) = person.get(&format!("/api/v1/cases/{nowhere}{path}")).await;
            assert_eq!((hidden, &there["code"], &there["detail"]), (missing, &not_there["code"], &not_there["detail"]));
            assert_eq!(hidden, StatusCode::NOT_FOUND);
        }
    }
    let (acted, _) = stranger.tries(&number, "accept", json!({})).await;
    assert_eq!(acted, StatusCode::NOT_FOUND);
    let wrong_key = city.client.get(format!("{}/api/v1/cases/{number}?key=AAAA-AAAA-AAAA-AAAA", city.base));
    assert_eq!(wrong_key.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let (_, own) = city.reporter(&filed).get(&format!("/api/v1/cases/{number}")).await;
    assert_eq!(own["view"], "own");
    let (_, page) = stranger.get("/api/v1/cases").await;
    assert_eq!(page["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_its_own_case_alone() {
    let city = City::open().await;
    let (mine, theirs) = (city.filed("我的事").await, city.filed("别人的事").await);
    let me = city.reporter(&mine);
    assert_eq!(me.get(&format!("/api/v1/cases/{}", number(&mine))).await.1["view"], "own");
    assert_eq!(me.get(&format!("/api/v1/cases/{}", number(&theirs))).await.1["view"], "public");
    let (status, _) = me.tries(number(&theirs), "feedback", json!({ "satisfied": false })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = me.tries(number(&mine), "dispatch", json!({})).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_worker_sees_the_cases_of_their_area_and_no_others() {
    let city = City::open().await;
    let filed = city.filed("楼道堆物").await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let (_, case) = agent.get(&format!("/api/v1/cases/{}", number(&filed))).await;
    let area = case["area"]["code"].as_str().unwrap();
    let here = city.somebody("here", Role::Field, Some(&format!("community-{area}")), Some(area)).await;
    let grids = RULES.areas.grids();
    let elsewhere = grids.iter().map(|grid| grid.community.as_str()).find(|community| *community != area).unwrap();
    let there = city.somebody("there", Role::Field, Some(&format!("community-{elsewhere}")), Some(elsewhere)).await;
    for (person, view, lines) in [(&here, "whole", 1), (&there, "public", 0)] {
        assert_eq!(person.get(&format!("/api/v1/cases/{}", number(&filed))).await.1["view"], view);
        assert_eq!(person.get("/api/v1/cases").await.1["items"].as_array().unwrap().len(), lines);
    }
}
