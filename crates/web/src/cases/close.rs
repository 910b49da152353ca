//! `POST /api/v1/cases/{number}/close`: 结案, the case ends with its outcome.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::close as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why, where a reason is owed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10" }))]
pub(crate) struct Closing {
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
command!(Closing);

/// Close the case. The outcome follows from what the reporter said.
#[utoipa::path(post, path = "/api/v1/cases/{number}/close", tag = "cases", request_body = Closing,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn close(act: Act<Closing>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::close(case, &said.reason, desk)?)).await
}
