//! `POST /api/v1/cases/{number}/follow`: somebody follows a case that somebody else filed.

use super::public_case;
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot};
use crate::caller::Caller;
use crate::cases::file::may_file_now;
use crate::secret::key_digest;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jingwei_cases::state::State as CaseState;
use jingwei_store::Follow;
use jingwei_terms::CommandId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who follows says nothing about themselves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10" }))]
pub(crate) struct Following {
    /// Made by the client before its first try; the same id again gets the same key.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
}

/// A case that is followed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": "20260302-000017", "key": "7KQ2-M0XA-9TRE-4GHB", "page": "/track/20260302-000017" }))]
pub(crate) struct Followed {
    /// The receipt number of the case.
    number: String,
    /// The follower's own key: it tells that they follow, and ends it. It shows nothing that is not public.
    key: String,
    /// The page to follow it on.
    page: String,
}

/// Follow an open public case instead of filing the same again.
#[utoipa::path(post, path = "/api/v1/cases/{number}/follow", tag = "follows", operation_id = "begin", request_body = Following,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 201, description = "it is followed", body = Followed), Failures))]
pub(crate) async fn begin(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
    sent: Sent<Following>,
) -> Result<Response, Problem> {
    may_file_now(&web, &caller)?;
    let case = public_case(&web, &number).await?;
    if matches!(case.state, CaseState::Closed | CaseState::Merged) {
        let (zh, en) = ("该案件已办结，不能再关注", "the case is closed and cannot be followed any more");
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_open", zh, en);
        return Err(problem.next("如问题仍在，请重新反映", "if the matter goes on, report it anew"));
    }
    let key = web.secret().follow_key(case.id, sent.said.command_id);
    let key_sha256 = crate::attachments::digest(&key_digest(&key))?;
    web.store().follow(&Follow { key_sha256, case: case.id, at: web.now() }).await?;
    let page = format!("/track/{}", case.number);
    Ok((StatusCode::CREATED, Json(Followed { number: case.number, key, page })).into_response())
}
