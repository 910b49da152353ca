//! `GET /api/openapi.json`: the description of the doors, for programs.

use crate::answers::Failures;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "health", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object), Failures))]
pub(crate) async fn document() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")];
    (headers, crate::openapi::document()).into_response()
}
