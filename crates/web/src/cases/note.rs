//! `POST /api/v1/cases/{number}/note`: 备注, a note for the file.

use super::act::Act;
use super::view::CaseView;
use super::view::parts::AttachmentView;
use crate::Problem;
use crate::answers::Failures;
use crate::attachments::hold::hold_for;
use crate::body::{Json, command};
use jingwei_cases::note as room;
use jingwei_terms::{CommandId, Version};
use serde::Deserialize;
use utoipa::ToSchema;

/// The note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "text": "已电话联系社区，约下午到场" }))]
pub(crate) struct Noting {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The note.
    #[schema(min_length = 1, max_length = 20000)]
    text: String,
    /// What belongs to it.
    #[serde(default)]
    #[schema(max_items = 20)]
    attachments: Vec<AttachmentView>,
}
command!(Noting);

/// Add a note. Notes are never changed.
#[utoipa::path(post, path = "/api/v1/cases/{number}/note", tag = "cases", request_body = Noting,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn note(act: Act<Noting>) -> Result<Json<CaseView>, Problem> {
    let named = AttachmentView::all_into_room(act.sent.said.attachments.clone())?;
    hold_for(&act, &named).await?;
    act.run(|said, case, desk| {
        let attachments = named.clone();
        Ok(room::note(case, &said.text, &attachments, desk)?)
    })
    .await
}
