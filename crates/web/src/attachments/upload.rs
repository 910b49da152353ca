//! `POST /api/v1/attachments`: a picture comes in, whole.

use super::{MOST_BYTES, Uploaded, picture};
use crate::answers::Failures;
use crate::body::{Json, read_up_to};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use jingwei_store::AttachmentRef;
use std::time::Instant;

/// What a form wraps around a file: boundaries, names, a few fields.
const WRAPPING: usize = 64 << 10;

/// What nobody filed is thrown away after this long: a draft may wait for a week-end.
const KEPT_UNFILED: SignedDuration = SignedDuration::from_hours(24 * 7);
const KEPT_IN_PIECES: SignedDuration = SignedDuration::from_hours(24 * 3);

/// Send a picture, as the body itself or as the first file of a form. JPEG, PNG and WebP of at most 20 MB and 50 million pixels are
/// taken, decoded and written anew without metadata. The same bytes again get the same answer. What no case names within a
/// week is thrown away.
#[utoipa::path(post, path = "/api/v1/attachments", tag = "attachments",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Object = "multipart/form-data"))),
    responses((status = 201, description = "taken in", body = Uploaded), Failures))]
pub(crate) async fn upload(State(web): State<Web>, caller: Caller, request: Request) -> Result<Response, Problem> {
    if caller.staff.is_none() {
        web.uploads().take(caller.address, Instant::now()).map_err(Problem::too_often)?;
    }
    let bytes = sent(request).await?;
    let uploaded = take_in(&web, &caller, bytes).await?;
    Ok((StatusCode::CREATED, Json(uploaded)).into_response())
}

/// Keeps a picture, whatever way it came in.
pub(crate) async fn take_in(web: &Web, caller: &Caller, bytes: Bytes) -> Result<Uploaded, Problem> {
    let rules = web.rules();
    let told = picture::told(&bytes, &crate::evaluation::zone(&rules)?);
    let original = crate::sha256(&bytes);
    if let Some(known) = web.store().attachment(AttachmentRef::Sent(original)).await? {
        return Ok(Uploaded::of(&known, told));
    }
    sweep(web).await?;
    let uploader = caller.staff.as_ref().map(|staff| staff.account.clone());
    let ready = picture::make_ready(web, bytes).await?;
    let kept = web.store().keep_attachment(ready.into_new(original, uploader, web.now())).await?;
    Ok(Uploaded::of(&kept, told))
}

async fn sent(request: Request) -> Result<Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let is_form =
        kind.as_ref().and_then(|v| v.to_str().ok()).is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if !is_form {
        let bytes = read_up_to(request, MOST_BYTES).await?;
        return if bytes.is_empty() { Err(no_file()) } else { Ok(bytes) };
    }
    let (parts, body) = request.into_parts();
    let bytes = read_up_to(Request::from_parts(parts.clone(), body), MOST_BYTES + WRAPPING).await?;
    let mut again = Request::from_parts(parts, Body::from(bytes));
    // It was measured above; the limit of ordinary requests is none for a picture.
    DefaultBodyLimit::disable().apply(&mut again);
    let mut form = Multipart::from_request(again, &()).await.map_err(|why| Problem::malformed(&why.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(|why| Problem::malformed(&why.body_text()))? {
        if field.file_name().is_none() {
            continue;
        }
        let bytes = field.bytes().await.map_err(|why| Problem::malformed(&why.body_text()))?;
        if bytes.len() > MOST_BYTES {
            return Err(Problem::too_large(MOST_BYTES));
        }
        return if bytes.is_empty() { Err(no_file()) } else { Ok(bytes) };
    }
    Err(no_file())
}

/// Throws away what was forgotten, once an hour at most.
async fn sweep(web: &Web) -> Result<(), Problem> {
    if web.may_sweep(Instant::now()) {
        let now = web.now();
        web.store().sweep_attachments(now - KEPT_UNFILED, now - KEPT_IN_PIECES).await?;
    }
    Ok(())
}

fn no_file() -> Problem {
    let (zh, en) = ("没有收到文件", "no file came along");
    Problem::new(StatusCode::BAD_REQUEST, "no_file", zh, en).next("请选择一张图片", "choose a picture")
}
