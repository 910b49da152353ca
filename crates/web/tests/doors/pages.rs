//! Pages as a browser without a script gets them.

use crate::city::{City, number};
use crate::journey::dispatched;
use reqwest::{Method, StatusCode};

async fn page(city: &City, path: &str, language: &str) -> (StatusCode, String) {
    let request = city.passer_by().knock(Method::GET, path).header("accept-language", language);
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_speaks_both_languages_and_withholds_small_counts() {
    let city = City::open().await;
    for n in 0..3 {
        city.filed(&format!("第{n}件")).await;
    }
    let (status, zh) = page(&city, "/", "zh-CN").await;
    assert_eq!(status, StatusCode::OK);
    assert!(zh.contains("<html lang=\"zh-CN\"") && zh.contains("汀澜市") && zh.contains("<dd>不超过 10</dd>"));
    assert!(!zh.contains("<dd>3</dd>"));
    let (_, en) = page(&city, "/?lang=en", "zh-CN").await;
    assert!(en.contains("<html lang=\"en\"") && en.contains("Tinglan") && en.contains("at most 10"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_asks_another_site_for_anything_or_carries_a_script_or_a_style_of_its_own() {
    let city = City::open().await;
    let filed = city.filed("路灯不亮").await;
    let case = format!("/track/{}", number(&filed));
    for path in ["/", "/track", &case, "/docs/api", "/console/", "/field/"] {
        let (status, text) = page(&city, path, "zh").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let scripts = text.split("<script").skip(1);
        let mut of_ours = scripts
            .map(|script| script.starts_with(" type=\"module\" src=\"/static/") && script.contains("></script>"));
        assert!(of_ours.all(|ours| ours) && !text.contains("style=") && !text.contains("<style"), "{path}");
        assert!(!text.contains("src=\"http") && !text.contains("<link rel=\"stylesheet\" href=\"http"), "{path}");
        assert!(
            text.contains("<main id=\"main\"") && text.contains("<h1>") && text.contains("class=\"skip\""),
            "{path}"
        );
    }
    let (status, css) = page(&city, "/static/jingwei.css", "zh").await;
    assert!(status == StatusCode::OK && !css.contains("url(") && !css.contains("@import"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_followed_by_its_key_and_only_its_public_side_without() {
    let city = City::open().await;
    let filed = city.filed("门前<b>积水</b>").await;
    let (number, _) = dispatched(&city, &filed).await;
    let key = filed["key"].as_str().unwrap();
    let lookup =
        city.passer_by().knock(Method::GET, &format!("/track?number={number}&key={key}")).send().await.unwrap();
    assert_eq!(lookup.status(), StatusCode::SEE_OTHER);
    let way = lookup.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(way, format!("/track/{number}?key={key}"));
    let (_, own) = page(&city, &way, "zh").await;
    assert!(
        own.contains("门前&lt;b&gt;积水&lt;/b&gt;")
            && own.contains("已派单，等待承办单位签收")
            && own.contains("承诺答复")
    );
    let (_, public) = page(&city, &format!("/track/{number}"), "en").await;
    assert!(!public.contains("积水") && public.contains("Only what is public is shown"));
    let (status, sorry) = page(&city, "/track/202603020009999", "zh").await;
    assert!(status == StatusCode::NOT_FOUND && sorry.contains("没有找到，或无权查看") && sorry.contains("<h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_machine_reads_its_figures_and_others_do_not() {
    let city = City::open().await;
    city.filed("路灯不亮").await;
    let (status, text) = page(&city, "/metrics", "en").await;
    assert_eq!(status, StatusCode::OK);
    for line in [
        "jingwei_http_requests_total{method=\"POST\",route=\"/api/v1/cases\",status=\"201\"} 1",
        "jingwei_cases_open 1",
        "jingwei_ledger_size 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let forwarded = city.passer_by().knock(Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.9");
    assert_eq!(forwarded.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let (ready, body) = city.passer_by().get("/readyz").await;
    assert_eq!(
        (ready, body["database"].as_str(), body["rulebook"].as_str()),
        (StatusCode::OK, Some("sqlite"), Some("2026.1"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_nothing_is_a_page_for_who_reads_and_an_answer_for_a_program() {
    let city = City::open().await;
    for (path, accept, kind) in [
        ("/no-such-page", "text/html,*/*", "text/html"),
        ("/no-such-page", "application/json", "application/problem+json"),
        ("/api/v1/nothing", "text/html,*/*", "application/problem+json"),
    ] {
        let sent = city.client.get(format!("{}{path}", city.base)).header("accept", accept).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::NOT_FOUND, "{path}");
        let told = sent.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(told.starts_with(kind), "{path} as {accept}: {told}");
    }
}
