//! `POST /api/v1/cases/{number}/resume`: 恢复办理, what was put off is taken up again.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::suspend as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why it goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "配件已到" }))]
pub(crate) struct Resuming {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
}
command!(Resuming);

/// Take a suspended case up again before its day.
#[utoipa::path(post, path = "/api/v1/cases/{number}/resume", tag = "cases", request_body = Resuming,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn resume(act: Act<Resuming>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::resume(case, &said.reason, desk)?)).await
}
