//! `POST /api/v1/cases/{number}/rule`: 裁决, an authority names the department.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::rule::{self as room, Ruling as Ruled};
use jingwei_terms::{CommandId, DepartmentCode, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// A ruling.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "lead": "urban-management", "ground": "三定方案第五条" }))]
pub(crate) struct Ruling {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The department that leads; null means the city's bottom-line department.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    lead: Option<DepartmentCode>,
    /// Departments that help; null leaves it to the catalogue.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    co: Option<Vec<DepartmentCode>>,
    /// The ground of the ruling.
    #[schema(min_length = 1, max_length = 20000)]
    ground: String,
}
command!(Ruling);

/// Rule on a disputed case. The department named may not return it.
#[utoipa::path(post, path = "/api/v1/cases/{number}/rule", tag = "cases", request_body = Ruling,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn rule(act: Act<Ruling>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| {
        let ruling = Ruled { lead: said.lead.clone(), co: said.co.clone(), ground: said.ground.clone() };
        Ok(room::rule(case, &ruling, desk)?)
    })
    .await
}
