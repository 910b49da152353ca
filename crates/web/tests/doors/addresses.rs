//! Words become places over HTTP, and a report that says where in words alone gets its grid.

use crate::city::City;
use jingwei_terms::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};

async fn located(city: &City, text: &str) -> Value {
    let (status, spot) = city.passer_by().post("/api/v1/addresses/locate", json!({ "text": text })).await;
    assert_eq!(status, StatusCode::OK, "{spot}");
    spot
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_located_with_the_reason_or_several_places_come_back() {
    let city = City::open().await;
    let spot = located(&city, "汐岸苑3栋电梯停了两天").await;
    let place = &spot["places"][0];
    assert_eq!((place["address"].as_str(), place["certain"].as_bool()), (Some("鼓楼前社区汐岸苑"), Some(true)));
    assert_eq!(place["reason"], "说到“汐岸苑”");
    assert_eq!(spot["area"]["name"], "鼓楼前社区");
    assert_eq!(spot["grid"], place["grid"]);
    assert!(spot["grid"].is_string());
    let road = located(&city, "金帆路12号").await;
    assert_eq!(
        (&road["area"]["name"], &road["grid"]),
        (&json!("鼓楼前社区"), &Value::Null),
        "a road is in no one grid"
    );
    let nothing = located(&city, "路灯不亮").await;
    assert_eq!((&nothing["area"], nothing["places"].as_array().map(Vec::len)), (&Value::Null, Some(0)));
    let two = located(&city, "汐岸苑和汐岸家园之间").await;
    assert_eq!((&two["area"], two["places"].as_array().map(Vec::len)), (&Value::Null, Some(2)));
    let (status, _) = city.passer_by().post("/api/v1/addresses/locate", json!({ "text": "长".repeat(2_001) })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_an_address_alone_gets_its_grid_and_the_fact_says_by_what() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let report = |address: &str| json!({ "command_id": city.command(), "channel": "phone", "description": "电梯停了两天", "address": address });
    let sent = report("汐岸苑3栋2单元");
    let (status, filed) = agent.post("/api/v1/cases", sent.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{filed}");
    let (_, case) = agent.get(&format!("/api/v1/cases/{}", filed["number"].as_str().unwrap())).await;
    assert_eq!(case["address"], "汐岸苑3栋2单元", "what was said stays");
    assert_eq!(case["area"]["name"], "鼓楼前社区");
    assert!(filed["grid"].is_string());
    assert!(case["location"].is_null(), "no point is made up");
    let path = format!("/api/v1/cases/{}/timeline", filed["number"].as_str().unwrap());
    let (_, facts) = agent.get(&path).await;
    assert_eq!(facts["items"][0]["detail"]["recognised"], "鼓楼前社区汐岸苑");
    let (_, again) = agent.post("/api/v1/cases", sent).await;
    assert_eq!(again["grid"], filed["grid"], "the same command gets the same answer");
    // What fits two places is left for a person.
    let (_, open) = agent.post("/api/v1/cases", report("汐岸苑和汐岸家园之间")).await;
    assert!(open["grid"].is_null());
}
