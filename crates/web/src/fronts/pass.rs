//! Passing on a file of a front end: which one, in which form, and how long the browser may keep it.

use super::built::{Form, Found, Front};
use super::kinds::kind;
use crate::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page that a front end begins with. It draws whatever its address says, so every address without an ending is this page.
const INDEX: &str = "index.html";

/// Files in here carry a digest in their names and never change.
const NAMED_BY_CONTENT: &str = "assets/";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The file at this address of a front end that lives at `home`; `None` when nothing was built.
pub(super) fn pass_on(
    front: &Front,
    home: &'static str,
    path: &str,
    asked: &HeaderMap,
) -> Option<Result<Response, Problem>> {
    front.find(INDEX)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let path = if name.contains('.') { path } else { INDEX };
    let Some(file) = front.find(path) else {
        return Some(Err(Problem::no_such_thing()));
    };
    Some(Ok(answer(file, home, path, asked)))
}

fn answer(file: Found<'_>, home: &'static str, path: &str, asked: &HeaderMap) -> Response {
    let (kind, packs) = kind(path);
    let form = if packs { form(&file, asked) } else { Form::Plain };
    let tag = format!("\"{}-{}\"", file.digest(), word(form).unwrap_or("id"));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response =
        if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Response::new(Body::from(file.bytes(form)));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            if let Some(word) = word(form) {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(word));
            }
            response
        };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if path.starts_with(NAMED_BY_CONTENT) { FOR_EVER } else { ASK_AGAIN });
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if path == "sw.js" {
        headers.insert(HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static(home));
    }
    response
}

/// The smallest form that the browser takes and the file has.
fn form(file: &Found<'_>, asked: &HeaderMap) -> Form {
    let list = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |wanted: &str| {
        list.split(',').any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    };
    let forms = [(Form::Brotli, "br"), (Form::Gzip, "gzip")];
    forms.into_iter().find(|(form, word)| takes(word) && file.has(*form)).map_or(Form::Plain, |(form, _)| form)
}

const fn word(form: Form) -> Option<&'static str> {
    match form {
        Form::Plain => None,
        Form::Gzip => Some("gzip"),
        Form::Brotli => Some("br"),
    }
}
