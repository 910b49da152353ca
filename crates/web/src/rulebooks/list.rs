//! `GET /api/v1/rulebooks`: every rulebook that the city has had.

use super::check::present;
use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One version of the rulebook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "version": "2026.10+1f2e3d4c", "effective_at": "2026-03-02T01:15:00Z", "ledger_index": 3, "in_force": true }))]
pub(crate) struct VersionView {
    /// Its name.
    pub(super) version: String,
    /// From when on it holds.
    #[schema(value_type = String, format = DateTime)]
    pub(super) effective_at: Timestamp,
    /// The place of the fact that brought it.
    pub(super) ledger_index: u64,
    /// Whether it is the one in force.
    pub(super) in_force: bool,
}

/// Every rulebook, in the order in which they were brought.
#[utoipa::path(get, path = "/api/v1/rulebooks", tag = "rulebooks", responses(
    (status = 200, description = "the rulebooks", body = [VersionView]), Failures))]
pub(crate) async fn list(State(web): State<Web>) -> Result<Json<Vec<VersionView>>, Problem> {
    let present = present(&web).await?;
    let titles = web.store().rulebooks().await?;
    let view = |title: jingwei_store::RulebookTitle| VersionView {
        in_force: title.version == present,
        version: title.version,
        effective_at: title.effective_at,
        ledger_index: title.ledger_index,
    };
    Ok(Json(titles.into_iter().map(view).collect()))
}
