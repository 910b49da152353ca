//! `POST /api/v1/cases/{number}/appeal`: 申诉, an overdue that was not the department's doing; and the review of it.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::appeal as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// An appeal, or one reviewer's word on it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "停工令期间无法施工" }))]
pub(crate) struct Appealing {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// One reviewer's word; null appeals.
    #[serde(default)]
    approve: Option<bool>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
}
command!(Appealing);

/// Appeal for the department that led, or review the appeal. Two reviewers are needed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/appeal", tag = "cases", request_body = Appealing,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn appeal(act: Act<Appealing>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| match said.approve {
        Some(approve) => Ok(room::review(case, approve, &said.reason, desk)?),
        None => Ok(room::appeal(case, &said.reason, desk)?),
    })
    .await
}
