//! `POST /api/v1/cases/{number}/answer`: 补充, the reporter answers; by the key, or through an agent.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::ask as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// The answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "answer": "在望海路与长宁街交叉口" }))]
pub(crate) struct Answering {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The answer.
    #[schema(min_length = 1, max_length = 20000)]
    answer: String,
}
command!(Answering);

/// Answer what was asked. With the key of the case no login is needed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/answer", tag = "cases", request_body = Answering,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn answer(act: Act<Answering>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::answer(case, &said.answer, desk)?)).await
}
