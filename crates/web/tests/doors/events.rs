//! Changes as they happen: in order, resumed where the line broke, and only what the listener may see.

use crate::city::{City, Person, number};
use crate::journey::dispatched;
use futures_util::StreamExt;
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;

/// The next events of a stream: id and data.
async fn listen(person: &Person<'_>, path: &str, last: Option<u64>, count: usize) -> Vec<(u64, Value)> {
    let mut request = person.knock(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last.to_string());
    }
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.bytes_stream();
    let mut text = String::new();
    let read = async {
        while text.matches("\n\n").count() < count {
            text += std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap();
    text.split("\n\n").filter(|event| event.contains("event: case")).take(count).map(parse).collect()
}

fn parse(event: &str) -> (u64, Value) {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
    (field("id:").parse().unwrap(), serde_json::from_str(field("data:")).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_every_change_in_order_and_goes_on_where_the_line_broke() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let filed = city.filed("路灯不亮").await;
    let (number, _) = dispatched(&city, &filed).await;
    let all = listen(&agent, "/api/v1/events?after=0", None, 3).await;
    let verbs: Vec<&str> = all.iter().filter_map(|(_, event)| event["verb"].as_str()).collect();
    assert_eq!(verbs, ["file", "triage", "dispatch"]);
    assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(
        all.iter().all(|(id, event)| event["ledger_index"].as_u64() == Some(*id) && event["number"] == number.as_str())
    );
    assert!(!format!("{all:?}").contains("路灯"));
    let rest = listen(&agent, "/api/v1/events", Some(all[0].0), 2).await;
    assert_eq!(rest[..], all[1..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_now_is_heard_now() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let later = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        city.filed("新的事").await
    };
    let (heard, filed) = tokio::join!(listen(&agent, "/api/v1/events", None, 1), later);
    assert_eq!(heard[0].1["number"], number(&filed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_hears_of_their_own_cases_alone_and_a_passer_by_of_none() {
    let city = City::open().await;
    city.filed("别人的事").await;
    let filed = city.filed("我们的事").await;
    let (number, department) = dispatched(&city, &filed).await;
    let handler = city.somebody("handler", Role::Handler, Some(&department), None).await;
    let heard = listen(&handler, "/api/v1/events?after=0", None, 3).await;
    assert!(heard.iter().all(|(_, event)| event["number"] == number.as_str()), "{heard:?}");
    let (status, _) = city.passer_by().get("/api/v1/events").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
