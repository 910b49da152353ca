//! `GET /readyz`: whether requests should be sent here.

use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// How ready the server is.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "ready": true, "database": "sqlite", "schema": 1, "rulebook": "2026.1" }))]
pub(crate) struct Readiness {
    /// Always true: a server that is not ready answers 503.
    ready: bool,
    /// `sqlite` or `postgres`.
    database: &'static str,
    /// The number of the last migration.
    schema: u32,
    /// The rulebook in force.
    rulebook: String,
}

/// Whether the server takes commands.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, description = "it does", body = Readiness),
    Failures))]
pub(crate) async fn ready(State(web): State<Web>) -> Result<Json<Readiness>, Problem> {
    let health = web.store().health(false).await?;
    for problem in &health.problems {
        tracing::warn!(problem, "the database is not well");
    }
    if !health.writable || !health.problems.is_empty() {
        return Err(Problem::unavailable("the database takes no writes, or is not well"));
    }
    let rulebook = web.rules().version.clone();
    Ok(Json(Readiness { ready: true, database: health.database, schema: health.schema, rulebook }))
}
