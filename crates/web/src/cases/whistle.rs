//! `POST /api/v1/cases/{number}/whistle`: 吹哨, the street calls departments to the spot.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::whistle as room;
use jingwei_terms::{CommandId, DepartmentCode, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who is called, and what for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "departments": ["urban-management"], "matter": "占道经营需联合执法" }))]
pub(crate) struct Whistling {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Who is called.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 50)]
    departments: Vec<DepartmentCode>,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 20000)]
    matter: String,
}
command!(Whistling);

/// Call departments to the spot. Only a street or community office may.
#[utoipa::path(post, path = "/api/v1/cases/{number}/whistle", tag = "cases", request_body = Whistling,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn whistle(act: Act<Whistling>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::whistle(case, &said.departments, &said.matter, desk)?)).await
}
