//! `POST /api/v1/grids/nets/{net}/withdraw`: a draft, or a net whose day has not come, is taken back.

use super::{NetView, asking};
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot};
use crate::caller::Caller;
use crate::grids::desk;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_grids::net::NetVersion;
use jingwei_terms::CommandId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "河东社区边界有误" }))]
pub(crate) struct Withdrawing {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Take back a draft, or a net before its day. What is in force is replaced by another net, never withdrawn.
#[utoipa::path(post, path = "/api/v1/grids/nets/{net}/withdraw", tag = "nets", request_body = Withdrawing,
    params(("net" = u32, Path, description = "the running number")),
    responses((status = 200, description = "withdrawn", body = NetView), Failures))]
pub(crate) async fn withdraw(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<u32>,
    sent: Sent<Withdrawing>,
) -> Result<Json<NetView>, Problem> {
    let asking = asking(&web, &caller, sent.said.command_id, sent.digest);
    let title = desk::withdraw(web.store(), NetVersion::new(number), &sent.said.reason, &asking).await?;
    let titles = web.store().nets().await?;
    Ok(Json(NetView::of(&title, &titles, asking.now)))
}
