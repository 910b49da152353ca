//! The built front ends: every address of theirs answers with the right file, in a form that the browser takes.

use crate::city::City;
use jingwei_web::{File, FrontEnds, WebConfig};
use reqwest::{Method, Response, StatusCode};

const CONSOLE: &[File] = &[
    ("index.html", b"<!doctype html><title>console</title>"),
    ("assets/app-1f2e.js", b"console.log('plain, and long enough to be worth packing')"),
    ("assets/app-1f2e.js.br", b"brotli bytes"),
    ("assets/only-3c.css", b"body { color: black } body { color: black } body { color: black }"),
    ("logo.png", b"\x89PNG"),
];
const FIELD: &[File] = &[("index.html", b"<title>field</title>"), ("sw.js", b"self"), ("manifest.webmanifest", b"{}")];

async fn get(city: &City, path: &str, takes: &str) -> Response {
    let request = city.passer_by().knock(Method::GET, path).header("accept-encoding", takes);
    request.send().await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn city() -> City {
    City::built(WebConfig::default(), FrontEnds::embedded(CONSOLE, FIELD)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_an_ending_is_the_first_page_and_one_with_an_ending_is_a_file_or_nothing() {
    let city = city().await;
    for path in ["/console/", "/console/cases/20260302-000017", "/console/wall"] {
        let response = get(&city, path, "").await;
        assert_eq!((response.status(), header(&response, "cache-control")), (StatusCode::OK, "no-cache"), "{path}");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        assert!(header(&response, "content-security-policy").contains("manifest-src 'self'"));
        assert!(response.text().await.unwrap().contains("console"));
    }
    for path in ["/console/assets/gone.js", "/console/..%2F..%2Fetc%2Fpasswd.js", "/field/assets/app-1f2e.js"] {
        assert_eq!(get(&city, path, "").await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let moved = get(&city, "/field", "").await;
    assert_eq!((moved.status(), header(&moved, "location")), (StatusCode::PERMANENT_REDIRECT, "/field/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_travels_in_the_smallest_form_that_the_browser_takes() {
    let city = city().await;
    let script = "/console/assets/app-1f2e.js";
    for (takes, form) in [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", "")] {
        let response = get(&city, script, takes).await;
        assert_eq!(header(&response, "content-encoding"), form, "{takes}");
        assert_eq!(header(&response, "vary"), "accept-encoding");
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
    }
    assert_eq!(get(&city, script, "br").await.bytes().await.unwrap(), CONSOLE[2].1);
    assert_eq!(header(&get(&city, "/console/logo.png", "br, gzip").await, "content-encoding"), "");
    let packed = get(&city, "/console/assets/only-3c.css", "br, gzip").await;
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    assert_eq!(packed.bytes().await.unwrap()[..2], [0x1f, 0x8b]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_browser_has_is_not_sent_again_and_the_service_worker_may_rule_its_front_end() {
    let city = city().await;
    let first = get(&city, "/field/sw.js", "gzip").await;
    assert_eq!((header(&first, "service-worker-allowed"), header(&first, "cache-control")), ("/field/", "no-cache"));
    let again = city.passer_by().knock(Method::GET, "/field/sw.js").header("accept-encoding", "gzip");
    let again = again.header("if-none-match", header(&first, "etag")).send().await.unwrap();
    assert_eq!((again.status(), again.bytes().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
    let manifest = get(&city, "/field/manifest.webmanifest", "").await;
    assert_eq!(header(&manifest, "content-type"), "application/manifest+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_read_as_it_is_now_and_nothing_above_it() {
    let folder = std::env::temp_dir().join(format!("jingwei-fronts-{}", std::process::id()));
    let dist = folder.join("console/dist");
    std::fs::create_dir_all(&dist).unwrap();
    std::fs::write(folder.join("secret.txt"), "no").unwrap();
    let city = City::built(WebConfig::default(), FrontEnds::folder(&folder)).await;
    assert!(get(&city, "/console/", "").await.text().await.unwrap().contains("make ui"));
    std::fs::write(dist.join("index.html"), "one").unwrap();
    assert_eq!(get(&city, "/console/", "").await.text().await.unwrap(), "one");
    std::fs::write(dist.join("index.html"), "two").unwrap();
    assert_eq!(get(&city, "/console/", "").await.text().await.unwrap(), "two");
    for climb in ["..%2F..%2Fsecret.txt", "%2E%2E/%2E%2E/secret.txt", "x/..%2F..%2F..%2Fsecret.txt"] {
        assert_eq!(get(&city, &format!("/console/{climb}"), "").await.status(), StatusCode::NOT_FOUND, "{climb}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
