//! `DELETE /api/v1/sessions`: going out.

use super::begin::cookie;
use crate::answers::Failures;
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jingwei_store::Sessions;

/// End the session that the cookie belongs to. It is over at once, here and on every other server of the city.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "sessions", responses(
    (status = 204, description = "you are out"), Failures))]
pub(crate) async fn end(State(web): State<Web>, caller: Caller) -> Result<Response, Problem> {
    if let Some(digest) = caller.staff()?.session {
        web.store().close_sessions(&Sessions::One(digest)).await?;
        web.doorkeeper().forget();
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&web, "", 0)?);
    Ok(response)
}
