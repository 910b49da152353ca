//! `GET /console/` and `GET /field/`: the places of the staff console and the grid worker's phone. They are not part of this
//! version, and the pages say so instead of pretending.

use super::layout::{Shown, page};
use crate::Web;
use crate::answers::PageFailures;
use axum::extract::State;
use axum::response::Response;
use maud::html;

/// The place of the staff console.
#[utoipa::path(get, path = "/console/", tag = "pages", responses(
    (status = 200, description = "a page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn console(State(web): State<Web>, shown: Shown) -> Response {
    not_yet(&web, &shown, "工作台", "Staff console")
}

/// The place of the grid worker's phone.
#[utoipa::path(get, path = "/field/", tag = "pages", responses(
    (status = 200, description = "a page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn field(State(web): State<Web>, shown: Shown) -> Response {
    not_yet(&web, &shown, "网格员手机端", "Grid worker's phone")
}

fn not_yet(web: &Web, shown: &Shown, zh: &str, en: &str) -> Response {
    let title = shown.pick(zh, en);
    page(
        web,
        shown,
        title,
        &html! {
            h1 { (title) }
            p { (shown.pick("本版本不含这一界面。所有功能已可通过接口使用。", "This screen is not part of this version. Everything can be done over the API.")) }
            p { a href="/docs/api" { (shown.pick("接口文档", "API documentation")) } }
        },
    )
}
