//! `POST /api/v1/cases/{number}/reply`: 答复, an interim answer on the way, or the final one after the check.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::reply as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// The answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "text": "您反映的井盖已于今日更换，感谢您的监督。" }))]
pub(crate) struct Replying {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The answer.
    #[schema(min_length = 1, max_length = 20000)]
    text: String,
}
command!(Replying);

/// Answer the reporter. After the check it is the final answer, before that an interim one.
#[utoipa::path(post, path = "/api/v1/cases/{number}/reply", tag = "cases", request_body = Replying,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn reply(act: Act<Replying>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::reply(case, &said.text, desk)?)).await
}
