//! `POST /api/v1/cases/{number}/assess`: 互评, both sides of a whistle say how the other did.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::whistle as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// One side's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "task": 1, "approves": true }))]
pub(crate) struct Assessing {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The number of the task that the whistle made.
    task: u32,
    /// Whether it approves.
    approves: bool,
    /// Why; needed when it does not.
    #[serde(default)]
    #[schema(max_length = 20000)]
    words: String,
}
command!(Assessing);

/// Say how the other side of a whistle did: of a department, never of a person.
#[utoipa::path(post, path = "/api/v1/cases/{number}/assess", tag = "cases", request_body = Assessing,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn assess(act: Act<Assessing>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| Ok(room::assess(case, said.task, said.approves, &said.words, desk)?)).await
}
