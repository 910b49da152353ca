//! `GET /console/` and everything below it: the staff console.

use super::pass::pass_on;
use crate::answers::PageFailures;
use crate::body::Slot;
use crate::pages::layout::Shown;
use crate::pages::unbuilt::unbuilt;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

/// The address as people type it.
#[utoipa::path(get, path = "/console", tag = "pages", operation_id = "console_home", responses(
    (status = 308, description = "to `/console/`"), PageFailures))]
pub(crate) async fn home() -> Response {
    Redirect::permanent("/console/").into_response()
}

/// The first page of the staff console.
#[utoipa::path(get, path = "/console/", tag = "pages", operation_id = "console", responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn first(State(web): State<Web>, shown: Shown, asked: HeaderMap) -> Result<Response, Problem> {
    below(&web, &shown, "", &asked)
}

/// A page or file of the staff console. An address without an ending is drawn by the first page.
#[utoipa::path(get, path = "/console/{path}", tag = "pages", operation_id = "console_file",
    params(("path" = String, Path, description = "the address below `/console/`; it may hold slashes")), responses(
    (status = 200, description = "the page or file", content((String = "text/html"), (String = "text/javascript"))),
    (status = 304, description = "as it was"), PageFailures))]
pub(crate) async fn file(
    State(web): State<Web>,
    shown: Shown,
    Slot(path): Slot<String>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    below(&web, &shown, &path, &asked)
}

fn below(web: &Web, shown: &Shown, path: &str, asked: &HeaderMap) -> Result<Response, Problem> {
    let found = pass_on(&web.front_ends().console, "/console/", path, asked);
    found.unwrap_or_else(|| Ok(unbuilt(web, shown, "工作台", "Staff console")))
}
