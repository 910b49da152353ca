//! The frame around every answer: request id, time limit, security headers, and problems in the language asked for.

use crate::{Lang, Problem, Web};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use uuid::Uuid;

/// The content security policy (security goal S06): nothing from anywhere else, nothing inline.
pub(crate) const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
    form-action 'self'; require-trusted-types-for 'script'";

const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // The address of a case's page may hold its key; it must not travel on to another site. To our own it may: without it browsers
    // say nothing of where a form comes from, and other sites could not be told from ours.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(self)"),
    ),
];

const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Puts the frame around an answer.
pub(crate) async fn frame(State(web): State<Web>, request: Request, next: Next) -> Response {
    let id = web.new_id(web.now());
    let lang = Lang::asked(request.headers());
    let mut response = match tokio::time::timeout(web.config().timeout(), next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable("the request took longer than the time limit").into_response(),
    };
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        response = write_out(&problem, response, lang, id);
    }
    dress(&web, &mut response, id);
    response
}

/// The address that is no door.
pub(crate) fn no_such_address() -> Problem {
    let (zh, en) = ("没有这个地址", "there is nothing at this address");
    Problem::new(StatusCode::NOT_FOUND, "no_such_address", zh, en).next("接口一览见 /docs/api", "see /docs/api")
}

/// The door that opens another way.
pub(crate) async fn no_such_method() -> Problem {
    let (zh, en) = ("这个地址不接受该方法", "this address does not take that method");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", zh, en).next("接口一览见 /docs/api", "see /docs/api")
}

/// The body in the language asked for, unless the door has written one of its own (pages and Open311 do). Headers that the
/// handler or the router set, such as `Allow`, stay.
fn write_out(problem: &Problem, response: Response, lang: Lang, id: Uuid) -> Response {
    let instance = format!("/requests/{id}");
    if let Some(why) = problem.for_the_log() {
        tracing::error!(request = %id, code = problem.code(), why, "could not answer");
    }
    if response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let mut rendered = problem.render(lang, &instance);
    for (name, value) in response.headers() {
        if *name != header::CONTENT_LENGTH {
            rendered.headers_mut().insert(name.clone(), value.clone());
        }
    }
    rendered
}

fn dress(web: &Web, response: &mut Response, id: Uuid) {
    let headers = response.headers_mut();
    for (name, value) in &ALWAYS {
        // A door may be stricter for itself, as that of pictures is.
        headers.entry(name.clone()).or_insert_with(|| value.clone());
    }
    if web.config().behind_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    // What a door does not call public is for the caller alone.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let mut text = Uuid::encode_buffer();
    if let Ok(id) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut text)) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
