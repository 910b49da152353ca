//! The inbox of a department: who has what in hand, and which case is nobody's yet.

use crate::city::City;
use crate::journey::dispatched;
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_share_an_inbox_and_each_case_is_in_one_pair_of_hands() {
    let city = City::open().await;
    let filed = city.filed("树枝遮挡信号灯").await;
    let (number, department) = dispatched(&city, &filed).await;
    let anna = city.somebody("anna", Role::Handler, Some(&department), None).await;
    let bao = city.somebody("bao", Role::Handler, Some(&department), None).await;
    let (_, names) = anna.get("/api/v1/colleagues").await;
    assert_eq!(names.as_array().unwrap().iter().map(|one| one["name"].clone()).collect::<Vec<_>>(), ["anna", "bao"]);

    let count = async |who: &crate::city::Person<'_>, of: &str| {
        let (status, page) = who.get(&format!("/api/v1/cases?handler={of}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page["items"].as_array().unwrap().len()
    };
    assert_eq!((count(&anna, "nobody").await, count(&anna, "me").await), (1, 0));
    let case = anna.does(&number, "assign", json!({ "handler": "bao" })).await;
    assert_eq!(case["hands"], json!([{ "at": case["hands"][0]["at"], "department": department, "staff": "bao" }]));
    assert_eq!((count(&anna, "nobody").await, count(&anna, "me").await), (0, 0));
    assert_eq!((count(&anna, "bao").await, count(&bao, "me").await), (1, 1));
    let back = bao.does(&number, "assign", json!({})).await;
    assert_eq!(back["hands"], json!([]));
    assert_eq!(count(&bao, "nobody").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_to_handlers_of_the_own_department_alone_and_only_they_ask_who_has_it() {
    let city = City::open().await;
    let filed = city.filed("路面塌陷").await;
    let (number, department) = dispatched(&city, &filed).await;
    let anna = city.somebody("anna", Role::Handler, Some(&department), None).await;
    city.somebody("police", Role::Handler, Some("police"), None).await;
    city.somebody("worker", Role::Field, Some(&department), None).await;
    for stranger in ["police", "worker", "nobody-at-all"] {
        let (status, problem) = anna.tries(&number, "assign", json!({ "handler": stranger })).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("no_colleague")));
    }
    let supervisor = city.somebody("supervisor", Role::Supervisor, None, None).await;
    let (status, problem) = supervisor.get("/api/v1/cases?handler=anna").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let (status, _) = supervisor.get("/api/v1/colleagues").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reporter_hears_nothing_of_whose_desk_it_lies_on() {
    let city = City::open().await;
    let filed = city.filed("噪声扰民").await;
    let (number, department) = dispatched(&city, &filed).await;
    let anna = city.somebody("anna", Role::Handler, Some(&department), None).await;
    anna.does(&number, "assign", json!({ "handler": "anna" })).await;
    let (_, own) = city.reporter(&filed).get(&format!("/api/v1/cases/{number}/timeline")).await;
    let told: Vec<&Value> = own["items"].as_array().unwrap().iter().filter(|item| item["verb"] == "assign").collect();
    assert!(told.is_empty(), "{own}");
    assert!(!own.to_string().contains("anna"), "{own}");
}
