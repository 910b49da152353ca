//! `POST /api/v1/cases/{number}/evaluate`: 考评, the finished case is judged as a piece of work.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::evaluate as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// The judgement.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "qualified": true }))]
pub(crate) struct Evaluating {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Whether it was done as it should be.
    qualified: bool,
    /// Why; needed when it was not.
    #[serde(default)]
    #[schema(max_length = 20000)]
    remarks: String,
}
command!(Evaluating);

/// Evaluate the finished work: of the case and its departments, never of a person.
#[utoipa::path(post, path = "/api/v1/cases/{number}/evaluate", tag = "cases", request_body = Evaluating,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn evaluate(act: Act<Evaluating>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::evaluate(case, said.qualified, &said.remarks, desk)?)).await
}
