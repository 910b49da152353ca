//! `GET /ledger/checkpoint`: the latest signed state of the ledger (C2SP tlog-checkpoint).

use crate::answers::Failures;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jingwei_store::SignedCheckpoint;

/// The latest signed state of the ledger, as a signed note.
#[utoipa::path(get, path = "/ledger/checkpoint", tag = "ledger", responses(
    (status = 200, description = "the signed note", body = String, content_type = "text/plain"), Failures))]
pub(crate) async fn checkpoint(State(web): State<Web>) -> Result<Response, Problem> {
    let note = latest(&web).await?.note;
    // It changes with every signature; the specification asks caches not to hold it for long.
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, note).into_response())
}

/// The latest checkpoint; 404 while nothing was signed yet.
pub(super) async fn latest(web: &Web) -> Result<SignedCheckpoint, Problem> {
    let folded = web.store().folded().await?;
    folded.checkpoint.ok_or_else(not_signed_yet)
}

/// 404 for what will be there after the next signature.
pub(super) fn not_signed_yet() -> Problem {
    let (zh, en) = ("账本尚未签名到此处", "the ledger is not signed up to here yet");
    Problem::new(StatusCode::NOT_FOUND, "not_signed_yet", zh, en)
        .next("请稍后再试", "try again in a moment")
        .retry_after(5)
}
