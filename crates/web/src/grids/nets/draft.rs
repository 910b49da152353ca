//! `POST /api/v1/grids/nets`: a file of grids becomes the draft of a net.

use super::{NetView, aside, asking};
use crate::answers::Failures;
use crate::body::{Asked, Json, digest, read_up_to};
use crate::caller::Caller;
use crate::grids::desk::{self, GridFile};
use crate::{Problem, Web};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jingwei_terms::{CommandId, Datum};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The largest file: twenty thousand grids of two hundred corners each, and half as much again.
const MOST_BYTES: usize = 128 << 20;

/// What goes with the file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Drafting {
    /// Made by the client before its first try.
    #[param(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// From when on the net is meant to hold (RFC 3339).
    #[param(value_type = String, example = "2026-12-01T00:00:00+08:00")]
    effective: Timestamp,
    /// The datum of the file: `cgcs2000`, `wgs84`, `gcj02` or `bd09`. A file may say it itself; one that says another is refused.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    datum: Option<Datum>,
}

/// A net that was drafted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftedView {
    #[serde(flatten)]
    net: NetView,
    /// What was mended on the way or is worth a look.
    #[schema(value_type = Vec<Object>)]
    remarks: Vec<Value>,
    /// Whether the rulebook's own grids became net 1 with it.
    adopted: bool,
}

/// Draft a net from a GeoJSON file (FeatureCollection of polygons with `code`, `name`, `community`, `households`, `worker`, `deputy`).
#[utoipa::path(post, path = "/api/v1/grids/nets", tag = "nets", params(Drafting),
    request_body(content = Object, content_type = "application/geo+json"), responses(
    (status = 201, description = "drafted", body = DraftedView), Failures))]
pub(crate) async fn draft(
    State(web): State<Web>,
    caller: Caller,
    Asked(asked): Asked<Drafting>,
    request: Request,
) -> Result<Response, Problem> {
    let address = request.uri().clone();
    let bytes = read_up_to(request, MOST_BYTES).await?;
    let asking = asking(&web, &caller, asked.command_id, digest(&address, &bytes));
    let at_work = web.clone();
    let drafted = aside(move || async move {
        let file = GridFile { bytes: &bytes, datum: asked.datum, effective_from: asked.effective };
        desk::draft(at_work.store(), &at_work.rules(), file, &asking).await
    })
    .await?;
    let titles = web.store().nets().await?;
    let remarks = drafted.remarks.iter().filter_map(|remark| serde_json::to_value(remark).ok()).collect();
    let view = NetView::of(&drafted.title, &titles, web.now());
    Ok((StatusCode::CREATED, Json(DraftedView { net: view, remarks, adopted: drafted.adopted })).into_response())
}
