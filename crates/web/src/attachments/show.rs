//! `GET /api/v1/attachments/{sha256}`: a picture, for those who may see a case that holds it.

use super::{FOLDER, digest};
use crate::answers::Failures;
use crate::body::{Asked, Slot};
use crate::caller::Caller;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jingwei_cases::case::Case;
use jingwei_store::{AttachmentRef, AttachmentTitle, CaseRef, PictureSize};
use serde::Deserialize;
use utoipa::IntoParams;

/// The most cases that are looked at to find one that the caller may see.
const MOST_CASES: usize = 20;

/// A picture runs nothing and loads nothing, whatever a browser takes it for.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");

/// How large.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `thumb` for a small one; whole when it is not said.
    #[param(max_length = 10)]
    size: String,
}

/// A picture. Whoever sees a case whole sees its pictures; the reporter, by the key, those of the report; who sent it, until it is filed.
#[utoipa::path(get, path = "/api/v1/attachments/{sha256}", tag = "attachments",
    params(("sha256" = String, Path, description = "the picture's digest"),
        ("key" = Option<String>, Query, description = "the key of the case; better sent as `X-Case-Key`"), Which),
    responses((status = 200, description = "the picture", body = Vec<u8>, content_type = "image/jpeg"), Failures))]
pub(crate) async fn show(
    State(web): State<Web>,
    caller: Caller,
    Slot(sha256): Slot<String>,
    Asked(which): Asked<Which>,
) -> Result<Response, Problem> {
    let size = match which.size.as_str() {
        "" => PictureSize::Whole,
        "thumb" => PictureSize::Thumb,
        _ => return Err(Problem::malformed("`size`: it is `thumb`, or not said")),
    };
    let name = digest(&sha256)?;
    let title = web.store().attachment(AttachmentRef::Kept(name)).await?.ok_or_else(Problem::no_such_thing)?;
    if !may_see(&web, &caller, &title, &sha256).await? {
        return Err(Problem::no_such_thing());
    }
    let bytes = web.store().picture(&name, size).await?.ok_or_else(Problem::no_such_thing)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"picture.jpg\"")),
    ];
    Ok((headers, bytes).into_response())
}

async fn may_see(web: &Web, caller: &Caller, title: &AttachmentTitle, sha256: &str) -> Result<bool, Problem> {
    let own = caller.staff.as_ref().map(|staff| &staff.account);
    if own.is_some() && own == title.uploader.as_ref() {
        return Ok(true);
    }
    let rules = web.rules();
    for id in title.cases.iter().take(MOST_CASES) {
        let Some(case) = web.store().load(CaseRef::Id(*id)).await? else { continue };
        let seen = match caller.sight(&case, &rules) {
            Sight::Whole => true,
            Sight::Own => is_of_the_report(&case, sha256),
            Sight::Public | Sight::Nothing => false,
        };
        if seen {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the reporter sent it, and not a colleague who was on the spot.
fn is_of_the_report(case: &Case, sha256: &str) -> bool {
    let names = |reference: &str| reference.strip_prefix(FOLDER) == Some(sha256);
    case.intake.attachments.iter().any(|attachment| names(&attachment.reference))
}
