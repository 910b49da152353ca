//! `DELETE /api/v1/cases/{number}/follow`: somebody follows a case no longer.

use crate::answers::Failures;
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;

/// Follow it no longer, with the follower's key.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/follow", tag = "follows", operation_id = "end",
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 204, description = "it is followed no longer"), Failures))]
pub(crate) async fn end(State(web): State<Web>, caller: Caller) -> Result<StatusCode, Problem> {
    let key = super::digest(&caller).ok_or_else(Problem::who_are_you)?;
    match web.store().unfollow(&key).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::no_such_thing()),
    }
}
