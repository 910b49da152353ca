//! `POST /api/v1/cases/{number}/verify`: 核查, somebody other than the handler looks.

use super::act::Act;
use super::view::CaseView;
use super::view::parts::AttachmentView;
use crate::Problem;
use crate::answers::Failures;
use crate::attachments::hold::hold_for;
use crate::body::{Json, command};
use jingwei_cases::verify::{self as room, Finding};
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// What was seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "passed": true, "remarks": "现场已恢复" }))]
pub(crate) struct Verifying {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// Whether the work is as reported.
    passed: bool,
    /// What was seen; needed when it did not pass.
    #[serde(default)]
    #[schema(max_length = 20000)]
    remarks: String,
    /// Pictures.
    #[serde(default)]
    #[schema(max_items = 20)]
    evidence: Vec<AttachmentView>,
}
command!(Verifying);

/// Check the work. What does not pass goes back.
#[utoipa::path(post, path = "/api/v1/cases/{number}/verify", tag = "cases", request_body = Verifying,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn verify(act: Act<Verifying>) -> Result<Json<CaseView>, Problem> {
    let named = AttachmentView::all_into_room(act.sent.said.evidence.clone())?;
    hold_for(&act, &named).await?;
    act.run(|said, case, desk| {
        let evidence = named.clone();
        let finding = Finding { passed: said.passed, remarks: said.remarks.clone(), evidence };
        Ok(room::verify(case, finding, desk)?)
    })
    .await
}
