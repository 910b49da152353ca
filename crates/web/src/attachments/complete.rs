//! `POST /api/v1/attachments/{sha256}/complete`: the pieces are put together.

use super::upload::take_in;
use super::{Uploaded, digest, picture};
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_store::AttachmentRef;

/// Put the pieces together. They must make the very file that the address names; then it is taken in as if it had been sent whole, and
/// the same call again gets the same answer.
#[utoipa::path(post, path = "/api/v1/attachments/{sha256}/complete", tag = "attachments",
    params(("sha256" = String, Path, description = "SHA-256 of the whole file as it was sent, in lower-case hexadecimal")),
    responses((status = 200, description = "taken in", body = Uploaded), Failures))]
pub(crate) async fn complete(
    State(web): State<Web>,
    caller: Caller,
    Slot(sha256): Slot<String>,
) -> Result<Json<Uploaded>, Problem> {
    let original = digest(&sha256)?;
    let account = &caller.staff()?.account;
    let whole = web.store().put_together(account, &original).await?;
    if crate::sha256(&whole) == original {
        return take_in(&web, &caller, whole.into()).await.map(Json);
    }
    // The pieces of what was taken in are thrown away after some days; the picture stays.
    let known = web.store().attachment(AttachmentRef::Sent(original)).await?;
    known.map(|title| Json(Uploaded::of(&title, picture::Told::default()))).ok_or_else(|| {
        let (zh, en) = ("分片不完整或内容不符", "pieces are missing, or do not make the file that was announced");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "chunks_incomplete", zh, en)
            .next("请查询已收到的分片，补发后重试", "ask which pieces are here, send the rest and try again")
    })
}
