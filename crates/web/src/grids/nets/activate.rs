//! `POST /api/v1/grids/nets/{net}/activate`: a draft takes effect at an instant; with `dry_run`, what that would change.

use super::diff::{DiffView, sees_cases};
use super::{NetView, aside, asking};
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot};
use crate::caller::Caller;
use crate::grids::desk;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_grids::net::NetVersion;
use jingwei_terms::CommandId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When, and whether in earnest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "effective": "2026-12-01T00:00:00+08:00", "dry_run": true }))]
pub(crate) struct Activating {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// From when on it holds (RFC 3339); without it, the day of the draft.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    effective: Option<Timestamp>,
    /// Show what would change and write nothing.
    #[serde(default)]
    dry_run: bool,
}

/// A net that takes effect, and what it changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivatedView {
    #[serde(flatten)]
    net: NetView,
    /// Whether nothing was written.
    dry_run: bool,
    /// What it changes.
    diff: DiffView,
}

/// Let a draft take effect at an instant. Open cases follow then, each with a fact of its own; closed ones stay where they were.
#[utoipa::path(post, path = "/api/v1/grids/nets/{net}/activate", tag = "nets", request_body = Activating,
    params(("net" = u32, Path, description = "the running number")),
    responses((status = 200, description = "activated, or shown", body = ActivatedView), Failures))]
pub(crate) async fn activate(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<u32>,
    sent: Sent<Activating>,
) -> Result<Json<ActivatedView>, Problem> {
    let Activating { command_id, effective, dry_run } = sent.said;
    let asking = asking(&web, &caller, command_id, sent.digest);
    let number = NetVersion::new(number);
    let (at_work, now) = (web.clone(), asking.now);
    let (title, changes) = aside(move || async move {
        match dry_run {
            true => desk::rehearse(at_work.store(), number, effective, &asking).await,
            false => desk::activate(at_work.store(), number, effective, &asking).await,
        }
    })
    .await?;
    let titles = web.store().nets().await?;
    let net = NetView::of(&title, &titles, now);
    Ok(Json(ActivatedView { net, dry_run, diff: DiffView::of(&changes, sees_cases(&caller)) }))
}
