//! A case names pictures: they must be here, and from now on they stay as long as the case does.

use super::{FOLDER, digest, hex};
use crate::body::Command;
use crate::cases::act::Act;
use crate::{Problem, Web};
use axum::http::StatusCode;
use jingwei_cases::case::Attachment;
use jingwei_terms::CaseId;
use serde::de::DeserializeOwned;

/// Says to the store that this case holds these pictures. Files that are kept elsewhere are nothing to it.
///
/// # Errors
/// When one of ours is not here, or another digest stands beside its address.
pub(crate) async fn hold(web: &Web, case: CaseId, named: &[Attachment]) -> Result<(), Problem> {
    let mut ours = Vec::new();
    for attachment in named {
        let Some(name) = attachment.reference.strip_prefix(FOLDER) else { continue };
        let sha256 = digest(name).map_err(|_| not_here(name))?;
        if !attachment.sha256.is_empty() && attachment.sha256 != name {
            return Err(not_here(name));
        }
        ours.push(sha256);
    }
    if ours.is_empty() {
        return Ok(());
    }
    // Before the case is written: what is held for a case that then is not written does no harm, the other way round loses it.
    let missing = web.store().hold(&ours, case).await?;
    missing.first().map_or(Ok(()), |sha256| Err(not_here(&hex(sha256))))
}

/// The same for a verb on a case.
///
/// # Errors
/// The same, and when there is no such case.
pub(crate) async fn hold_for<T: DeserializeOwned + Command>(act: &Act<T>, named: &[Attachment]) -> Result<(), Problem> {
    if named.iter().any(|attachment| attachment.reference.starts_with(FOLDER)) {
        hold(&act.web, act.load().await?.id, named).await?;
    }
    Ok(())
}

fn not_here(name: &str) -> Problem {
    let (zh, en) = (format!("附件“{name}”不存在或已过期"), format!("there is no attachment `{name}`, or not any more"));
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_such_attachment", zh, en)
        .next("请重新上传附件后再提交", "send the attachment again, then this")
}
