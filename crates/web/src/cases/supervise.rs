//! `POST /api/v1/cases/{number}/supervise`: 督办, and the answer to it.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::case::Rung;
use jingwei_cases::supervise as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// A rung with its reason, or an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "rung": "supervise", "reason": "已超期一个工作日" }))]
pub(crate) struct Supervising {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The rung; leave it out to answer.
    #[serde(default)]
    #[schema(schema_with = super::words::rung)]
    rung: Option<Rung>,
    /// Why, on a rung.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
    /// The answer to the supervision that waits.
    #[serde(default)]
    #[schema(max_length = 20000)]
    answer: String,
}
command!(Supervising);

/// Supervise on a rung of the ladder, or answer, for the department that leads.
#[utoipa::path(post, path = "/api/v1/cases/{number}/supervise", tag = "cases", request_body = Supervising,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn supervise(act: Act<Supervising>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| match said.rung {
        Some(rung) => Ok(room::supervise(case, rung, &said.reason, desk)?),
        None => Ok(room::answer_supervision(case, &said.answer, desk)?),
    })
    .await
}
