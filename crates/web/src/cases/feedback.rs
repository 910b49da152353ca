//! `POST /api/v1/cases/{number}/feedback`: 回访评价, what the reporter says; by the key, or through an agent.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::feedback::{self as room, Said};
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// What was said, or that nobody was reached.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reached": true, "solved": true, "satisfied": true, "words": "处理得很快" }))]
pub(crate) struct Saying {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Whether the reporter was reached; who speaks with the key is.
    #[serde(default)]
    reached: bool,
    /// Whether it is solved; null when not said.
    #[serde(default)]
    solved: Option<bool>,
    /// Whether they are satisfied; null when not said.
    #[serde(default)]
    satisfied: Option<bool>,
    /// Their words.
    #[serde(default)]
    #[schema(max_length = 20000)]
    words: String,
}
command!(Saying);

/// Say whether it is solved and whether you are satisfied. With the key of the case no login is needed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/feedback", tag = "cases", request_body = Saying,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn feedback(act: Act<Saying>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| {
        let words = said.words.clone();
        let said = Said { reached: said.reached, solved: said.solved, satisfied: said.satisfied, words };
        Ok(room::feedback(case, &said, desk)?)
    })
    .await
}
