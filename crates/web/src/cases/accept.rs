//! `POST /api/v1/cases/{number}/accept`: 签收, the lead takes the case, a co-handler its task.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::accept as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is accepted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "expected_version": 3 }))]
pub(crate) struct Accepting {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The number of the task; null means the case itself.
    #[serde(default)]
    task: Option<u32>,
}
command!(Accepting);

/// Accept the case for the department that leads, or a task for its department.
#[utoipa::path(post, path = "/api/v1/cases/{number}/accept", tag = "cases", request_body = Accepting,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn accept(act: Act<Accepting>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::accept(case, said.task, desk)?)).await
}
