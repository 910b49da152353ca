//! `POST /api/v1/cases/{number}/merge`: 并案, the case joins a cluster.

use super::act::{Act, load};
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use crate::policy::Sight;
use axum::http::StatusCode;
use jingwei_cases::merge as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Which case leads, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "into": "20260302-000012", "reason": "同一路段同一井盖" }))]
pub(crate) struct Merging {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The number of the case that leads.
    #[schema(min_length = 1, max_length = 64)]
    into: String,
    /// Why.
    #[schema(min_length = 1, max_length = 20000)]
    reason: String,
}
command!(Merging);

/// Merge the case into another, which leads from then on.
#[utoipa::path(post, path = "/api/v1/cases/{number}/merge", tag = "cases", request_body = Merging,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn merge(act: Act<Merging>) -> Result<Json<CaseView>, Problem> {
    let lead = match load(&act.web, &act.sent.said.into).await {
        Ok(lead) if act.caller.sight(&lead, &act.web.rules()) == Sight::Whole => lead,
        Ok(_) | Err(_) => return Err(no_lead()),
    };
    act.run(|said, case, desk| Ok(room::merge(case, &lead, &said.reason, desk)?)).await
}

/// 422, not 404: the case of the address is there; it is the other one that is not.
fn no_lead() -> Problem {
    let (zh, en) = ("没有找到主案", "the case that shall lead is not here, or not for you to see");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_such_lead", zh, en).next("请核对主案编号", "check its number")
}
