//! Coming in, staying, going out, and being shut out.

use crate::city::{City, MORNING};
use jingwei_store::{Account, Credential};
use jingwei_terms::{Role, Version};
use jingwei_web::WebConfig;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

async fn with_account(city: &City) {
    let account = Account {
        name: "renzhenglan".to_owned(),
        version: Version::FIRST,
        display: "任正澜".to_owned(),
        role: Role::Agent,
        department: Some("hotline-12345".parse().unwrap()),
        area: None,
        password_hash: jingwei_web::hash_password(PASSWORD).unwrap(),
        disabled: false,
    };
    city.admit(Credential::Account(account), "renzhenglan").await;
}

async fn login(city: &City, name: &str, password: &str) -> Response {
    let request = city.client.post(format!("{}/api/v1/sessions", city.base));
    request.json(&json!({ "name": name, "password": password })).send().await.unwrap()
}

fn cookie(response: &Response) -> String {
    let set = response.headers()["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn me(city: &City, cookie: &str) -> StatusCode {
    city.client.get(format!("{}/api/v1/me", city.base)).header("cookie", cookie).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_begins_is_used_and_ends() {
    let city = City::open().await;
    with_account(&city).await;
    let response = login(&city, "renzhenglan", PASSWORD).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let set = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        set.starts_with("jingwei=") && set.contains("HttpOnly; SameSite=Strict") && !set.contains("Secure"),
        "{set}"
    );
    let cookie = cookie(&response);
    let body: Value = response.json().await.unwrap();
    assert_eq!((body["display"].as_str(), body["role_name"].as_str()), (Some("任正澜"), Some("坐席")));
    assert_eq!(me(&city, &cookie).await, StatusCode::OK);
    let out =
        city.client.delete(format!("{}/api/v1/sessions", city.base)).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(me(&city, &cookie).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_the_cookie_is_bound_to_the_host_and_browsers_are_told_to_come_back_by_tls() {
    let city = City::with(WebConfig { behind_tls: true, ..WebConfig::default() }).await;
    with_account(&city).await;
    let response = login(&city, "renzhenglan", PASSWORD).await;
    let set = response.headers()["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("__Host-jingwei=") && set.ends_with("; Secure") && set.contains("Path=/;"), "{set}");
    assert!(response.headers()["strict-transport-security"].to_str().unwrap().starts_with("max-age=63072000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_used_runs_out() {
    let city = City::open().await;
    with_account(&city).await;
    let idle = cookie(&login(&city, "renzhenglan", PASSWORD).await);
    city.wait(31);
    assert_eq!(me(&city, &idle).await, StatusCode::UNAUTHORIZED);
    assert!(city.clock.now() > MORNING.parse().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_name_and_wrong_password_are_one_answer() {
    let city = City::open().await;
    with_account(&city).await;
    let mut bodies = Vec::new();
    for (name, password) in [("renzhenglan", "wrong wrong wrong"), ("nobody", PASSWORD)] {
        let response = login(&city, name, password).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let mut body: Value = response.json().await.unwrap();
        body["instance"] = Value::Null;
        bodies.push(body);
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_use_the_cookie_of_a_browser() {
    let city = City::open().await;
    with_account(&city).await;
    let cookie = cookie(&login(&city, "renzhenglan", PASSWORD).await);
    let host = city.base.strip_prefix("http://").unwrap();
    let end = |origin: String| {
        let request = city.client.request(Method::DELETE, format!("{}/api/v1/sessions", city.base));
        request.header("cookie", &cookie).header("origin", origin).send()
    };
    assert_eq!(end("https://evil.example".to_owned()).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(end("null".to_owned()).await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(end(format!("http://{host}")).await.unwrap().status(), StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_shut_is_out_at_once_and_its_password_opens_nothing() {
    let city = City::open().await;
    with_account(&city).await;
    let cookie = cookie(&login(&city, "renzhenglan", PASSWORD).await);
    let administrator = city.somebody("root", Role::Administrator, None, None).await;
    let why = json!({ "command_id": city.command(), "reason": "已调离" });
    let (status, account) = administrator.post("/api/v1/accounts/renzhenglan/disable", why.clone()).await;
    assert_eq!((status, account["disabled"].as_bool()), (StatusCode::OK, Some(true)));
    assert_eq!(me(&city, &cookie).await, StatusCode::UNAUTHORIZED);
    assert_eq!(login(&city, "renzhenglan", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
    let (again, _) = administrator.post("/api/v1/accounts/renzhenglan/disable", why).await;
    assert_eq!(again, StatusCode::OK);
    let (_, all) = administrator.get("/api/v1/accounts").await;
    assert!(!all.to_string().contains("argon2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_told_once_used_and_taken_back() {
    let city = City::open().await;
    with_account(&city).await;
    let administrator = city.somebody("root", Role::Administrator, None, None).await;
    let new = json!({ "command_id": city.command(), "name": "路灯监测", "account": "renzhenglan" });
    let (status, made) = administrator.post("/api/v1/tokens", new.clone()).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, again) = administrator.post("/api/v1/tokens", new).await;
    assert_eq!(made, again);
    let token = made["token"].as_str().unwrap();
    let me = || city.client.get(format!("{}/api/v1/me", city.base)).bearer_auth(token).send();
    assert_eq!(me().await.unwrap().status(), StatusCode::OK);
    let more = json!({ "command_id": city.command(), "name": "x", "account": "renzhenglan", "role": "supervisor" });
    assert_eq!(administrator.post("/api/v1/tokens", more).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, all) = administrator.get("/api/v1/tokens").await;
    assert!(!all.to_string().contains(token));
    let found = all.as_array().unwrap().iter().find(|t| t["name"] == "路灯监测").unwrap();
    let which = json!({ "command_id": city.command(), "id": found["id"] });
    assert_eq!(administrator.post("/api/v1/tokens/revoke", which).await.0, StatusCode::OK);
    assert_eq!(me().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_files_too_often_is_asked_to_wait() {
    let city = City::with(WebConfig { filings_per_minute: 2, ..WebConfig::default() }).await;
    city.filed("一").await;
    city.filed("二").await;
    let request = city.client.post(format!("{}/api/v1/cases", city.base)).json(&city.report("三"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    let agent = city.somebody("agent", Role::Agent, Some("hotline-12345"), None).await;
    let mut report = city.report("四");
    report["channel"] = json!("phone");
    assert_eq!(agent.post("/api/v1/cases", report).await.0, StatusCode::CREATED);
}
