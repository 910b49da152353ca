//! `POST /api/v1/cases/{number}/extend`: 延期, asked for, then agreed on the way up.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::extend as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// A request for more time, or the decision on it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "配件需从外地调运，预计三日" }))]
pub(crate) struct Extending {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The decision on the request that waits; null asks for more time.
    #[serde(default)]
    approve: Option<bool>,
    /// Why more time is needed, or why it is decided so.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
}
command!(Extending);

/// Ask for more time, or decide on the request that waits.
#[utoipa::path(post, path = "/api/v1/cases/{number}/extend", tag = "cases", request_body = Extending,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn extend(act: Act<Extending>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| match said.approve {
        Some(approve) => Ok(room::decide_extension(case, approve, &said.reason, desk)?),
        None => Ok(room::extend(case, &said.reason, desk)?),
    })
    .await
}
