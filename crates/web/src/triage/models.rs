//! `GET /api/v1/triage/models`: what was learned, on what and how well, and which of it is in force.

use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What was learned.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Models {
    /// The model that was chosen for the city; null when the catalogue alone advises.
    in_force: Option<String>,
    /// The model that advises in this process. It follows the choice within a second or so.
    here: Option<String>,
    /// Since when the one in force is; null when none was ever chosen.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// What was in force before, the latest last; null stands for the catalogue alone. To roll back is to choose the last of them.
    before: Vec<Option<String>>,
    /// Every model, the newest first.
    items: Vec<ModelView>,
}

/// One model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelView {
    /// Its version.
    version: String,
    /// When, on what and how well it was trained.
    #[schema(value_type = Object)]
    title: Value,
    /// The fact that made it.
    ledger_index: u64,
}

/// Every model with its figures, and which is in force.
#[utoipa::path(get, path = "/api/v1/triage/models", tag = "triage", responses(
    (status = 200, description = "the models", body = Models), Failures))]
pub(crate) async fn models(State(web): State<Web>) -> Result<Json<Models>, Problem> {
    Ok(Json(all(&web).await?))
}

/// Every model, and the choice among them.
pub(super) async fn all(web: &Web) -> Result<Models, Problem> {
    let choice = web.store().model_in_force().await?;
    let titles = web.store().models().await?.into_iter().rev();
    let items =
        titles.map(|title| ModelView { version: title.version, title: title.title, ledger_index: title.ledger_index });
    Ok(Models {
        in_force: choice.as_ref().and_then(|choice| choice.model.clone()),
        here: web.triage().adviser().model().map(str::to_owned),
        since: choice.as_ref().map(|choice| choice.since),
        before: choice.map(|choice| choice.before).unwrap_or_default(),
        items: items.collect(),
    })
}
