//! An address at which there is nothing: a page for somebody who reads, an answer for a program.

use super::layout::{Shown, sorry};
use crate::frame::no_such_address;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

/// Where programs knock: they are answered in their own form, whatever they say they take.
const FOR_PROGRAMS: [&str; 3] = ["/api/", "/open311/", "/ledger/"];

/// There is nothing here.
pub(crate) async fn nothing(State(web): State<Web>, shown: Shown, uri: Uri, headers: HeaderMap) -> Response {
    let reads = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|a| a.contains("text/html"));
    if !reads || FOR_PROGRAMS.iter().any(|door| uri.path().starts_with(door)) {
        return no_such_address().into_response();
    }
    let problem: Problem = no_such_address();
    sorry(&web, &shown, problem.next("回首页，或者打电话问我们", "go to the first page, or call us"))
}
