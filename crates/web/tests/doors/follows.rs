//! Following what somebody else filed, and lists as their owner has arranged them.

use crate::city::{City, number};
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_sees_what_is_public_and_is_counted_and_may_stop() {
    let city = City::open().await;
    let filed = city.filed("路口井盖破损").await;
    let follow = format!("/api/v1/cases/{}/follow", number(&filed));
    let passer_by = city.passer_by();
    let command = json!({ "command_id": city.command() });
    let (status, followed) = passer_by.post(&follow, command.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{followed}");
    assert_eq!(passer_by.post(&follow, command).await.1, followed);
    let follower = city.reporter(&followed);
    let (_, case) = follower.get(&format!("/api/v1/cases/{}", number(&filed))).await;
    assert_eq!(case["view"], "public");
    assert_eq!(
        follower.tries(number(&filed), "feedback", json!({ "satisfied": false })).await.0,
        StatusCode::NOT_FOUND
    );
    let (_, told) = follower.get(&follow).await;
    assert_eq!((&told["following"], &told["followers"], &told["at_most"]), (&json!(true), &Value::Null, &json!(10)));
    assert_eq!(city.reporter(&filed).get(&follow).await.1["following"], false);
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    assert_eq!(agent.get(&follow).await.1["followers"], 1);
    let stop = async || follower.knock(Method::DELETE, &follow).send().await.unwrap().status();
    assert_eq!((stop().await, stop().await), (StatusCode::NO_CONTENT, StatusCode::NOT_FOUND));
    assert_eq!(agent.get(&follow).await.1["followers"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_public_cannot_be_followed() {
    let city = City::open().await;
    let filed = city.filed("含有他人住址的诉求").await;
    let supervisor = city.somebody("supervisor", Role::Supervisor, Some("hotline-12345"), None).await;
    supervisor.does(number(&filed), "hide", json!({ "reason": "描述中含有他人住址" })).await;
    let follow = format!("/api/v1/cases/{}/follow", number(&filed));
    let (status, _) = city.passer_by().post(&follow, json!({ "command_id": city.command() })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(city.passer_by().get(&follow).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_follows_its_owner_and_nobody_else() {
    let city = City::open().await;
    let (one, other) = (
        city.somebody("one", Role::Dispatcher, None, None).await,
        city.somebody("other", Role::Dispatcher, None, None).await,
    );
    let put = async |name: &str, body: Value| {
        let request = one.knock(Method::PUT, &format!("/api/v1/views/{name}")).json(&body);
        request.send().await.unwrap().status()
    };
    assert_eq!(put("overdue", json!({ "filter": { "overdue": "true" } })).await, StatusCode::OK);
    assert_eq!(put("overdue", json!({ "filter": { "overdue": "true" }, "sort": "due_at" })).await, StatusCode::OK);
    assert_eq!(put("%E6%88%91%E7%9A%84", json!({})).await, StatusCode::OK);
    assert_eq!(put("bad", json!([1])).await, StatusCode::BAD_REQUEST);
    assert_eq!(put("large", json!({ "x": "y".repeat(17_000) })).await, StatusCode::PAYLOAD_TOO_LARGE);
    let (_, views) = one.get("/api/v1/views").await;
    assert_eq!(views.as_array().unwrap().len(), 2);
    assert_eq!((&views[0]["name"], &views[0]["body"]["sort"]), (&json!("overdue"), &json!("due_at")));
    assert_eq!(other.get("/api/v1/views").await.1, json!([]));
    let remove = |name: &str| one.knock(Method::DELETE, &format!("/api/v1/views/{name}")).send();
    assert_eq!(remove("overdue").await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(remove("overdue").await.unwrap().status(), StatusCode::NOT_FOUND);
}
