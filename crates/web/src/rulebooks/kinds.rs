//! `GET /api/v1/rulebook/kinds`: what a case can be about.

use super::FOR_A_WHILE;
use crate::Web;
use crate::answers::Failures;
use crate::body::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A kind of matter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindView {
    /// Its code.
    code: String,
    /// The major kind above it; a case is filed under a minor one.
    parent: Option<String>,
    /// Its name.
    name: String,
    /// The same in English.
    name_en: String,
    /// `component`, `matter` or `hotline`.
    class: String,
    /// Words that residents use for it.
    keywords: Vec<String>,
    /// Whether cases of this kind are never public.
    sensitive: bool,
    /// Whether the emergency line is told at once.
    emergency: bool,
}

/// Every kind, by code.
#[utoipa::path(get, path = "/api/v1/rulebook/kinds", tag = "rulebook", responses(
    (status = 200, description = "the kinds", body = [KindView]), Failures))]
pub(crate) async fn kinds(State(web): State<Web>) -> Response {
    let rules = web.rules();
    let kinds = rules.kinds.iter().map(|kind| KindView {
        code: kind.code.to_string(),
        parent: kind.parent.as_ref().map(ToString::to_string),
        name: kind.name.clone(),
        name_en: kind.name_en.clone(),
        class: kind.class.clone(),
        keywords: kind.keywords.clone(),
        sensitive: kind.sensitive,
        emergency: kind.emergency,
    });
    ([FOR_A_WHILE], Json(kinds.collect::<Vec<_>>())).into_response()
}
