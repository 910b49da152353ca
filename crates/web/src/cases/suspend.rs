//! `POST /api/v1/cases/{number}/suspend`: 挂账, put off to a named day.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jiff::Timestamp;
use jingwei_cases::suspend as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Until when, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "until": "2026-04-01T09:00:00+08:00", "reason": "汛期结束后方可开挖" }))]
pub(crate) struct Suspending {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Until when at the latest.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Why.
    #[schema(min_length = 1, max_length = 20000)]
    reason: String,
}
command!(Suspending);

/// Put the case off to a day. It resumes by itself.
#[utoipa::path(post, path = "/api/v1/cases/{number}/suspend", tag = "cases", request_body = Suspending,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn suspend(act: Act<Suspending>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::suspend(case, said.until, &said.reason, desk)?)).await
}
