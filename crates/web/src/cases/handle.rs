//! `POST /api/v1/cases/{number}/handle`: 处置, the work is done.

use super::act::Act;
use super::view::CaseView;
use super::view::parts::AttachmentView;
use crate::Problem;
use crate::answers::Failures;
use crate::attachments::hold::hold_for;
use crate::body::{Json, command};
use jingwei_cases::handle::{self as room, Work};
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// A report of work done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "result": "已更换井盖并恢复路面", "evidence": [{ "reference": "https://files.example/9f2c.jpg", "role": "after" }] }))]
pub(crate) struct Handling {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The number of the task; null means the whole case.
    #[serde(default)]
    task: Option<u32>,
    /// What was done.
    #[schema(min_length = 1, max_length = 20000)]
    result: String,
    /// Pictures and papers.
    #[serde(default)]
    #[schema(max_items = 20)]
    evidence: Vec<AttachmentView>,
    /// Why the lead reports although tasks are unanswered.
    #[serde(default)]
    #[schema(max_length = 20000)]
    over_open_tasks: String,
}
command!(Handling);

/// Report the work with its evidence, for the case by its lead or for a task by its department.
#[utoipa::path(post, path = "/api/v1/cases/{number}/handle", tag = "cases", request_body = Handling,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn handle(act: Act<Handling>) -> Result<Json<CaseView>, Problem> {
    let named = AttachmentView::all_into_room(act.sent.said.evidence.clone())?;
    hold_for(&act, &named).await?;
    act.run(|said, case, desk| {
        let work = Work {
            task: said.task,
            result: said.result.clone(),
            evidence: named.clone(),
            over_open_tasks: said.over_open_tasks.clone(),
        };
        Ok(room::handle(case, work, desk)?)
    })
    .await
}
