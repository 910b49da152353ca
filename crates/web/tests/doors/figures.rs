//! Figures over HTTP: each is the count of the list that it names, and only those who answer for them see them.

use crate::city::City;
use crate::journey::dispatched;
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

fn figure<'v>(report: &'v Value, code: &str) -> &'v Value {
    let figures = report["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["code"] == code).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_is_the_count_of_the_list_that_it_names() {
    let city = City::open().await;
    let supervisor = city.somebody("supervisor", Role::Supervisor, None, None).await;
    for n in 0..3 {
        city.filed(&format!("第{n}处路灯不亮")).await;
    }
    let filed = city.filed("井盖破损，夜间行人容易踩空").await;
    let (number, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    handler.does(&number, "accept", json!({})).await;
    city.wait(60 * 24 * 30);

    let (status, report) = supervisor.get("/api/v1/evaluation/report?period=2026-03").await;
    assert_eq!((status, report["figures"].as_array().unwrap().len() > 20), (StatusCode::OK, true));
    assert_eq!(figure(&report, "filed")["value"], 4.0);
    assert_eq!(
        (&figure(&report, "on_time_rate")["denominator"], &figure(&report, "on_time_rate")["light"]),
        (&json!(4), &json!("red"))
    );
    assert_eq!(figure(&report, "first_dispatch_right")["value"], 1.0);
    assert_eq!(figure(&report, "resolution_rate")["value"], Value::Null);
    for figure in report["figures"].as_array().unwrap() {
        let (_, list) = supervisor.get(figure["list"].as_str().unwrap()).await;
        assert_eq!(list["total"], figure["denominator"], "{figure}");
        let (_, counted) = supervisor.get(&format!("{}&part=counted&limit=1", figure["list"].as_str().unwrap())).await;
        assert_eq!(counted["total"], figure["numerator"], "{figure}");
    }

    let (_, parts) = supervisor.get("/api/v1/evaluation/report?period=2026-03&by=department").await;
    let lead = parts["figures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "first_dispatch_right" && f["denominator"] == 1);
    let lead = lead.unwrap();
    assert_eq!(lead["group"]["code"], department.as_str());
    let (_, list) = supervisor.get(lead["list"].as_str().unwrap()).await;
    assert_eq!((&list["items"][0]["number"], &list["items"][0]["counted"]), (&json!(number), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_page_by_page_and_what_cannot_be_meant_is_said() {
    let city = City::open().await;
    let auditor = city.somebody("auditor", Role::Auditor, None, None).await;
    for n in 0..5 {
        city.filed(&format!("第{n}处路灯不亮")).await;
        city.wait(1);
    }
    let (_, first) = auditor.get("/api/v1/evaluation/lists/filed?limit=3").await;
    assert_eq!((&first["total"], first["items"].as_array().unwrap().len()), (&json!(5), 3));
    let next = first["next"].as_str().unwrap();
    let (_, second) = auditor.get(&format!("/api/v1/evaluation/lists/filed?limit=3&cursor={next}")).await;
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (2, &Value::Null));
    for (address, status) in [
        ("report?period=2026-13", StatusCode::BAD_REQUEST),
        ("report?period=2031-01", StatusCode::BAD_REQUEST),
        ("report?by=person", StatusCode::BAD_REQUEST),
        ("lists/filed?part=half", StatusCode::BAD_REQUEST),
        ("lists/filed?cursor=-1", StatusCode::BAD_REQUEST),
        ("lists/happiness", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(auditor.get(&format!("/api/v1/evaluation/{address}")).await.0, status, "{address}");
    }
    let handler = city.somebody("handler", Role::Handler, Some("urban-management"), None).await;
    assert_eq!(handler.get("/api/v1/evaluation/report").await.0, StatusCode::FORBIDDEN);
    let (status, table) = city.passer_by().get("/api/v1/evaluation/indicators").await;
    assert_eq!((status, table[0]["code"].as_str()), (StatusCode::OK, Some("filed")));
}
