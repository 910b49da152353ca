//! GeoReport v2 as its clients speak it: JSON and XML say the same, and only what is public is told.

use crate::city::{City, INSIDE, escaped, number};
use crate::journey::kind;
use jingwei_terms::Role;
use jingwei_web::WebConfig;
use quick_xml::Reader;
use quick_xml::events::Event;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// The fields of a form.
type Form = Vec<(&'static str, String)>;

/// The texts of every element with this name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut inside) = (Vec::new(), None);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => inside = Some(String::new()),
            Event::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            Event::End(end) if end.name().as_ref() == name => found.extend(inside.take()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

async fn post(city: &City, path: &str, form: &[(&str, String)]) -> reqwest::Response {
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let request = city.passer_by().knock(Method::POST, path);
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&"));
    request.send().await.unwrap()
}

fn form() -> Form {
    let (lng, lat) = *INSIDE;
    vec![
        ("service_code", kind().0),
        ("lat", lat.to_string()),
        ("long", lng.to_string()),
        ("description", "井盖<破损> & 很危险".to_owned()),
        ("first_name", "小明".to_owned()),
        ("phone", "13800000000".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn services_are_the_minor_kinds_in_both_forms() {
    let city = City::open().await;
    let (status, list) = city.passer_by().get("/open311/v2/services.json").await;
    assert_eq!(status, StatusCode::OK);
    let codes: Vec<&str> = list.as_array().unwrap().iter().filter_map(|s| s["service_code"].as_str()).collect();
    assert!(codes.len() > 100 && codes.contains(&kind().0.as_str()));
    let xml = city.passer_by().knock(Method::GET, "/open311/v2/services.xml").send().await.unwrap();
    assert_eq!(xml.headers()["content-type"], "text/xml; charset=utf-8");
    assert_eq!(texts(&xml.text().await.unwrap(), "service_code"), codes);
    let (_, definition) = city.passer_by().get(&format!("/open311/v2/services/{}.json", kind().0)).await;
    assert_eq!(definition, json!({ "service_code": kind().0, "attributes": [] }));
    let (_, discovery) = city.passer_by().get("/open311/v2/discovery.json").await;
    assert_eq!(discovery["endpoints"][0]["url"], "/open311/v2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_filed_found_and_followed_in_both_forms() {
    let city = City::open().await;
    let posted = post(&city, "/open311/v2/requests.xml", &form()).await;
    assert_eq!(posted.status(), StatusCode::CREATED);
    let text = posted.text().await.unwrap();
    let id = texts(&text, "service_request_id").remove(0);
    assert_eq!(texts(&text, "key")[0].len(), 19);
    let (status, list) = city.passer_by().get(&format!("/open311/v2/requests/{id}.json")).await;
    assert_eq!((status, list[0]["status"].as_str()), (StatusCode::OK, Some("open")));
    assert_eq!((&list[0]["description"], list[0]["service_code"].as_str()), (&Value::Null, Some(kind().0.as_str())));
    assert!(!list.to_string().contains("小明"));
    let (lng, lat) = *INSIDE;
    let shown = (list[0]["long"].as_f64().unwrap(), list[0]["lat"].as_f64().unwrap());
    assert!(shown != (lng, lat) && (shown.0 - lng).abs() < 0.01 && (shown.1 - lat).abs() < 0.01);
    let (_, found) =
        city.passer_by().get(&format!("/open311/v2/requests.json?status=open&service_code={}", kind().0)).await;
    assert_eq!(found[0]["service_request_id"], id.as_str());
    let (_, none) = city.passer_by().get("/open311/v2/requests.json?status=closed").await;
    assert_eq!(none, json!([]));
    let (_, token) = city.passer_by().get(&format!("/open311/v2/tokens/{id}.json")).await;
    assert_eq!(token[0]["service_request_id"], id.as_str());
    let agent = city.somebody("agent", Role::Agent, None, None).await;
    let (_, case) = agent.get(&format!("/api/v1/cases/{id}")).await;
    assert_eq!(
        (case["channel"].as_str(), case["description"].as_str()),
        (Some("open311"), Some("井盖<破损> & 很危险"))
    );
    assert_eq!(number(&case), id);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_where_the_page_before_ended() {
    let city = City::open().await;
    for _ in 0..5 {
        post(&city, "/open311/v2/requests.json", &form()).await;
        city.wait(1);
    }
    let mut seen = Vec::new();
    for page in 1..=3 {
        let (_, list) = city.passer_by().get(&format!("/open311/v2/requests.json?page={page}&page_size=2")).await;
        seen.extend(list.as_array().unwrap().iter().map(|r| r["service_request_id"].as_str().unwrap().to_owned()));
    }
    let mut sorted = seen.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (5, &sorted));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_lists_of_codes_and_descriptions_with_the_status_of_the_specification() {
    let city = City::open().await;
    let without = |name: &str| form().into_iter().filter(|(field, _)| *field != name).collect::<Vec<_>>();
    let other_kind = || without("service_code").into_iter().chain([("service_code", "no-such".to_owned())]).collect();
    let cases: [(&str, Form, u16); 4] = [
        ("no service code", without("service_code"), 400),
        ("no such service", other_kind(), 404),
        ("half a point", without("lat"), 400),
        ("a token that is none", form().into_iter().chain([("api_key", "jw_none".to_owned())]).collect(), 401),
    ];
    for (what, form, status) in cases {
        let json = post(&city, "/open311/v2/requests.json", &form).await;
        assert_eq!(json.status().as_u16(), status, "{what}");
        let body: Value = json.json().await.unwrap();
        assert_eq!(body[0]["code"].as_u64(), Some(u64::from(status)), "{what}: {body}");
        let xml = post(&city, "/open311/v2/requests.xml", &form).await;
        assert_eq!(texts(&xml.text().await.unwrap(), "code"), [status.to_string()], "{what}");
    }
    let strict = City::with(WebConfig { open311_needs_key: true, ..WebConfig::default() }).await;
    assert_eq!(post(&strict, "/open311/v2/requests.json", &form()).await.status(), StatusCode::FORBIDDEN);
}
