//! `POST /api/v1/cases/{number}/ask`: 补正, the reporter is asked for more; the clock stands still.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::ask as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// The question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "question": "请问具体在哪个路口？" }))]
pub(crate) struct Asking {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The question.
    #[schema(min_length = 1, max_length = 20000)]
    question: String,
}
command!(Asking);

/// Ask the reporter for more.
#[utoipa::path(post, path = "/api/v1/cases/{number}/ask", tag = "cases", request_body = Asking,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn ask(act: Act<Asking>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::ask(case, &said.question, desk)?)).await
}
