//! `GET /field/` and everything below it: the grid worker's phone.

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
#[utoipa::path(get, path = "/field", tag = "pages", operation_id = "field_home", responses(
    (status = 308, description = "to `/field/`"), PageFailures))]
pub(crate) async fn home() -> Response {
    Redirect::permanent("/field/").into_response()
}

/// The first page of the grid worker's phone.
#[utoipa::path(get, path = "/field/", tag = "pages", operation_id = "field", responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn first(State(web): State<Web>, shown: Shown, asked: HeaderMap) -> Result<Response, Problem> {
    below(&web, &shown, "", &asked)
}

/// A page or file of the grid worker's phone. An address without an ending is drawn by the first page.
#[utoipa::path(get, path = "/field/{path}", tag = "pages", operation_id = "field_file",
    params(("path" = String, Path, description = "the address below `/field/`; it may hold slashes")), responses(
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
    let found = pass_on(&web.front_ends().field, "/field/", path, asked);
    found.unwrap_or_else(|| Ok(unbuilt(web, shown, "网格员手机端", "Grid worker's phone")))
}
