//! `GET /static/{name}`: what pages need beside their words. It is part of the program; nothing comes from elsewhere.

use crate::Problem;
use crate::answers::Failures;
use crate::body::Slot;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const ASSETS: [(&str, &str, &str); 2] = [
    ("jingwei.css", "text/css; charset=utf-8", include_str!("jingwei.css")),
    ("jingwei.svg", "image/svg+xml", include_str!("jingwei.svg")),
];

/// A style sheet or a picture.
#[utoipa::path(get, path = "/static/{name}", tag = "pages",
    params(("name" = String, Path, description = "`jingwei.css` or `jingwei.svg`")),
    responses((status = 200, description = "it", content((String = "text/css"), (String = "image/svg+xml"))), Failures))]
pub(crate) async fn asset(Slot(name): Slot<String>) -> Result<Response, Problem> {
    let found = ASSETS.iter().find(|(known, _, _)| *known == name).ok_or_else(Problem::no_such_thing)?;
    let headers = [(header::CONTENT_TYPE, found.1), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, found.2).into_response())
}
