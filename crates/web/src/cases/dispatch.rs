//! `POST /api/v1/cases/{number}/dispatch`: 派遣, by the catalogue or by a person who says why.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::dispatch::{self as room, Choice};
use jingwei_terms::{CommandId, DepartmentCode, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Whom a person names.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "expected_version": 2 }))]
pub(crate) struct Dispatching {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The department that leads; null leaves it to the catalogue.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    lead: Option<DepartmentCode>,
    /// Departments that help; null leaves it to the catalogue.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    co: Option<Vec<DepartmentCode>>,
    /// Why, where a person differs from the catalogue or decides without it.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
}
command!(Dispatching);

/// Dispatch. What is left out comes from the catalogue; a person who differs from it says why.
#[utoipa::path(post, path = "/api/v1/cases/{number}/dispatch", tag = "cases", request_body = Dispatching,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn dispatch(act: Act<Dispatching>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| {
        let choice = Choice { lead: said.lead.clone(), co: said.co.clone(), reason: said.reason.clone() };
        Ok(room::dispatch(case, &choice, desk)?)
    })
    .await
}
