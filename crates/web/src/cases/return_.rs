//! `POST /api/v1/cases/{number}/return`: 退单, not ours: with a reason and inside the clock.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::return_::{self as room, Back};
use jingwei_terms::{CommandId, DepartmentCode, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why it goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "该路段由交通运输局养护", "suggests": "transport" }))]
pub(crate) struct Returning {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The number of the co-handler's task; null means the case itself.
    #[serde(default)]
    task: Option<u32>,
    /// Why.
    #[schema(min_length = 1, max_length = 20000)]
    reason: String,
    /// Whether the department objects to the dispatch itself.
    #[serde(default)]
    objection: bool,
    /// Whom it holds to be right.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    suggests: Option<DepartmentCode>,
}
command!(Returning);

/// Return the case or a task. The second return, and every objection, goes to the authority.
#[utoipa::path(post, path = "/api/v1/cases/{number}/return", tag = "cases", request_body = Returning,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn return_(act: Act<Returning>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| {
        let back = Back {
            task: said.task,
            reason: said.reason.clone(),
            objection: said.objection,
            suggests: said.suggests.clone(),
        };
        Ok(room::return_(case, &back, desk)?)
    })
    .await
}
