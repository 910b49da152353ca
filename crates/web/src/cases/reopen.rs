//! `POST /api/v1/cases/{number}/reopen`: 重办, a closed case is taken up again; by the key, or by staff.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::reopen as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is new.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "三天后又出现同样的问题" }))]
pub(crate) struct Reopening {
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
command!(Reopening);

/// Reopen the case with what is new. With the key of the case no login is needed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/reopen", tag = "cases", request_body = Reopening,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn reopen(act: Act<Reopening>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::reopen(case, &said.reason, desk)?)).await
}
