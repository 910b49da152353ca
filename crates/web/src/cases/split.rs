//! `POST /api/v1/cases/{number}/split`: 拆分, the case leaves its cluster as it was.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::case::Cluster;
use jingwei_cases::merge as room;
use jingwei_store::CaseRef;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why it stands alone again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "不是同一处" }))]
pub(crate) struct Splitting {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Why.
    #[schema(min_length = 1, max_length = 20000)]
    reason: String,
}
command!(Splitting);

/// Take the case out of its cluster.
#[utoipa::path(post, path = "/api/v1/cases/{number}/split", tag = "cases", request_body = Splitting,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn split(act: Act<Splitting>) -> Result<Json<CaseView>, Problem> {
    let member = act.load().await?;
    let lead = match &member.cluster {
        Some(Cluster::Follows { lead, .. }) => act.web.store().load(CaseRef::Id(*lead)).await?,
        _ => None,
    };
    // Without a lead the room is asked with the case itself, and says that it follows none.
    let lead = lead.unwrap_or(member);
    act.run(|said, case, desk| Ok(room::split(case, &lead, &said.reason, desk)?)).await
}
