//! `POST /api/v1/cases/{number}/triage`: 受理分流, a person decides the way.

use super::act::Act;
use super::view::CaseView;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::case::Way;
use jingwei_cases::triage::{self as room, Decision};
use jingwei_terms::{AreaCode, CommandId, KindCode, Version};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The way, and what it needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "expected_version": 1, "way": "ordinary", "kind": "0101" }))]
pub(crate) struct Triaging {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The way.
    #[schema(schema_with = super::words::way)]
    way: Way,
    /// The kind, where it is named or corrected.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    kind: Option<KindCode>,
    /// The area, where it is named or corrected.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    area: Option<AreaCode>,
    /// Why; needed for the six ways.
    #[serde(default)]
    #[schema(max_length = 20000)]
    reason: String,
    /// The answer to the reporter; for the six ways the rulebook's words are used when it is empty.
    #[serde(default)]
    #[schema(max_length = 20000)]
    answer: String,
    /// What fills the slots of the rulebook's words, such as `line` or `authority`.
    #[serde(default)]
    slots: BTreeMap<String, String>,
    /// The number of the case that is repeated.
    #[serde(default)]
    #[schema(max_length = 64)]
    repeats: Option<String>,
}
command!(Triaging);

/// Triage: to a department, answered at once, or one of the six legal ways, each with its answer and its ground.
#[utoipa::path(post, path = "/api/v1/cases/{number}/triage", tag = "cases", request_body = Triaging,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn triage(act: Act<Triaging>) -> Result<Json<CaseView>, Problem> {
    act.run(|said, case, desk| {
        let decision = Decision {
            way: said.way,
            kind: said.kind.clone(),
            area: said.area.clone(),
            reason: said.reason.clone(),
            answer: said.answer.clone(),
            slots: said.slots.clone(),
            repeats: said.repeats.clone(),
        };
        Ok(room::triage(case, &decision, desk)?)
    })
    .await
}
