//! Whatever is thrown at the doors gets a clear no, and never a fault of ours.

use crate::city::{City, INSIDE, escaped, number};
use jingwei_terms::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// A report with one thing wrong with it, and the status and code that it gets.
fn wrong_reports() -> Vec<(&'static str, Value, u16, &'static str)> {
    let with = |field: &str, value: Value| {
        let (lng, lat) = *INSIDE;
        let mut report = json!({
            "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "channel": "web", "description": "路灯不亮",
            "location": { "lng": lng, "lat": lat },
        });
        report[field] = value;
        report
    };
    vec![
        ("no command id", with("command_id", Value::Null), 400, "malformed"),
        ("a command id that is none", with("command_id", json!("7")), 400, "malformed"),
        ("an unknown channel", with("channel", json!("pigeon")), 400, "malformed"),
        ("a field that nobody knows", with("descripton", json!("x")), 400, "malformed"),
        ("words that are a number", with("description", json!(7)), 400, "malformed"),
        ("no words", with("description", json!("  \n ")), 422, "missing_text"),
        ("a NUL", with("description", json!("路灯\u{0}不亮")), 422, "control_character"),
        ("an escape sequence", with("title", json!("\u{1b}[31m")), 422, "control_character"),
        ("too many words", with("description", json!("字".repeat(20_001))), 422, "too_long"),
        ("too long an address", with("address", json!("字".repeat(20_001))), 422, "too_long"),
        ("a day that is none", with("occurred_at", json!("2026-02-30T09:00:00+08:00")), 400, "malformed"),
        ("a day to come", with("occurred_at", json!("2031-01-01T00:00:00Z")), 422, "impossible_time"),
        ("a day before all computers", with("occurred_at", json!("0001-01-01T00:00:00Z")), 422, "impossible_time"),
        ("a kind that is none", with("kind", json!("no-such-kind")), 422, "unknown_kind"),
        ("a kind with a quote in it", with("kind", json!("a' OR 1=1")), 400, "malformed"),
        ("an area that is none", with("area", json!("999999999999")), 422, "unknown_area"),
        ("a wrong datum", with("location", json!({ "lng": 121.0, "lat": 31.0, "datum": "mars" })), 400, "malformed"),
        ("latitude first", with("location", json!({ "lng": 31.2, "lat": 121.4 })), 422, "bad_location"),
        ("a point without end", with("location", json!({ "lng": 1e308, "lat": 31.0 })), 422, "bad_location"),
        ("a point in words", with("location", json!({ "lng": "east", "lat": 31.0 })), 400, "malformed"),
        ("a phone that is none", with("reporter", json!({ "phone": "call me" })), 422, "bad_phone"),
        (
            "anonymous with a name",
            with("reporter", json!({ "anonymous": true, "name": "王" })),
            422,
            "anonymous_with_contact",
        ),
        ("an attachment without address", with("attachments", json!([{ "reference": "" }])), 422, "bad_attachment"),
        (
            "an attachment that is no address",
            with("attachments", json!([{ "reference": "a b" }])),
            422,
            "bad_attachment",
        ),
        (
            "too many attachments",
            with("attachments", json!(vec![json!({ "reference": "x" }); 21])),
            422,
            "too_many_attachments",
        ),
        ("a list instead of a report", json!([1, 2, 3]), 400, "malformed"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_report_gets_a_clear_no_and_files_nothing() {
    let city = City::open().await;
    for (what, report, status, code) in wrong_reports() {
        let (found, problem) = city.passer_by().post("/api/v1/cases", report).await;
        assert_eq!((found.as_u16(), problem["code"].as_str()), (status, Some(code)), "{what}: {problem}");
    }
    let agent = city.somebody("agent", Role::Agent, None, None).await;
    assert_eq!(agent.get("/api/v1/cases").await.1["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_command_get_a_clear_no() {
    let city = City::open().await;
    let filed = city.filed("路灯不亮").await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let verb = format!("/api/v1/cases/{}/note", number(&filed));
    let deep = "[".repeat(100_000);
    let bodies: [(&str, Vec<u8>, u16); 7] = [
        ("nothing", Vec::new(), 400),
        ("half an object", b"{\"command_id\":".to_vec(), 400),
        ("not UTF-8", b"{\"text\": \"\xff\xfe\"}".to_vec(), 400),
        ("GB18030", b"{\"text\": \"\xc2\xb7\xb5\xc6\"}".to_vec(), 400),
        ("very deep", deep.into_bytes(), 400),
        ("a lone surrogate", br#"{"text":"\ud800"}"#.to_vec(), 400),
        ("too large", vec![b' '; (1 << 20) + 1], 413),
    ];
    for (what, body, status) in bodies {
        for path in ["/api/v1/cases", &verb] {
            let request = agent.knock(Method::POST, path).header("content-type", "application/json").body(body.clone());
            assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{what} at {path}");
        }
    }
    let form = agent.knock(Method::POST, &verb).header("content-type", "text/plain").body("{}");
    assert_eq!(form.send().await.unwrap().status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_make_no_sense_get_a_clear_no() {
    let city = City::open().await;
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let questions = [
        "/api/v1/cases?state=flying",
        "/api/v1/cases?limit=many",
        "/api/v1/cases?limit=-1",
        "/api/v1/cases?cursor=nonsense",
        "/api/v1/cases?from=2026-02-30",
        "/api/v1/cases?from=yesterday",
        "/api/v1/cases?to=9999-12-31",
        "/api/v1/cases?overdue=perhaps",
        "/api/v1/cases?channel=pigeon",
        "/api/v1/cases?sort=beauty",
        "/api/v1/cases?kind=a%20b",
        "/api/v1/cases/tally?by=reporter",
        "/api/v1/events?after=last",
        "/open311/v2/requests.json?status=odd",
        "/open311/v2/requests.json?page=99999",
        "/open311/v2/requests.json?start_date=2026",
    ];
    for question in questions {
        let response = agent.knock(Method::GET, question).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{question}");
    }
    let nowhere = [
        "/api/v1/cases/%00",
        "/api/v1/cases/..%2F..%2Fetc",
        "/api/v1/cases/%FF",
        "/api/v1/ledger/prove/-1",
        "/api/v1/ledger/prove/18446744073709551616",
        "/ledger/tile/0/x999",
        "/ledger/tile/99/000",
        "/ledger/tile/entries/x999/x999/x999/x999/x999/x999/x999",
        "/static/..%2Fmain.rs",
        "/open311/v2/services/%00.json",
        "/open311/v2/requests/1.yaml",
    ];
    for address in nowhere {
        let response = agent.knock(Method::GET, address).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{address}");
    }
    for q in ["\"", "*", "(", "a AND OR", "' OR 1=1 --", "NEAR/", "\\", "%", "_", "-", "路 灯"] {
        let response = agent.knock(Method::GET, &format!("/api/v1/cases?q={}", escaped(q))).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{q}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn security_headers_stand_on_every_answer_and_nothing_is_kept_by_caches_unless_it_is_public() {
    let city = City::open().await;
    for (path, status) in
        [("/", 200), ("/api/v1/me", 401), ("/nowhere", 404), ("/api/v1/rulebook", 200), ("/healthz", 200)]
    {
        let response = city.passer_by().knock(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert!(policy.ends_with("form-action 'self'; require-trusted-types-for 'script'"), "{policy}");
        assert_eq!(
            (header("x-content-type-options"), header("referrer-policy")),
            ("nosniff".into(), "same-origin".into())
        );
        assert_eq!(header("x-request-id").len(), 36);
        let kept = if path == "/api/v1/rulebook" { "public, max-age=300" } else { "no-store" };
        assert_eq!(header("cache-control"), kept, "{path}");
    }
}
