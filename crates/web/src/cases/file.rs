//! `POST /api/v1/cases`: a report comes in.
//!
//! The first hop of three: read and parse here, decide in `jingwei_cases::report`, keep in `jingwei_store::Cases::commit`.

use super::filing::{Filed, Filing};
use crate::addresses::fill::fill;
use crate::answers::Failures;
use crate::attachments::hold::hold;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::secret::key_digest;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jingwei_cases::desk::Desk;
use jingwei_cases::report::{self, Report};
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{CaseRef, Commit, Receipt};
use jingwei_terms::{About, Actor, CaseId, CommandId};
use std::time::Instant;

/// File a report. Anybody may, without an account by the channel `web`. The answer holds the receipt number and the secret
/// key of the case, which is told here and nowhere else. The same command again gets the same answer.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = Filing, responses(
    (status = 201, description = "filed", body = Filed), Failures))]
pub(crate) async fn file(State(web): State<Web>, caller: Caller, sent: Sent<Filing>) -> Result<Response, Problem> {
    may_file_now(&web, &caller)?;
    let command = sent.said.command_id;
    let report = sent.said.into_report(caller.staff.is_some())?;
    let filed = keep(&web, caller.actor(), command, sent.digest, report).await?;
    Ok((StatusCode::CREATED, Json(filed)).into_response())
}

/// Refuses an address that files more than the city lets it without an account.
pub(crate) fn may_file_now(web: &Web, caller: &Caller) -> Result<(), Problem> {
    if caller.staff.is_some() {
        return Ok(());
    }
    web.filings().take(caller.address, Instant::now()).map_err(Problem::too_often)
}

/// Has the room decide on a report and the store keep it.
pub(crate) async fn keep(
    web: &Web,
    actor: Actor,
    command: CommandId,
    digest: [u8; 32],
    mut report: Report,
) -> Result<Filed, Problem> {
    let rules = web.rules();
    let now = web.now();
    let id = CaseId::new(web.new_id(now));
    hold(web, id, &report.attachments).await?;
    fill(web, &mut report).await?;
    let key = web.secret().case_key(id);
    let desk = Desk { rules: &rules, now, actor, command };
    // Worked out here, by as many requests at once as there are cores, and not in the writer's turn.
    report.advice = Some(web.triage().advise(&report, &rules, now));
    // A copy for the rare repeat, whose answer is worked out again. It is small beside the SQL that follows.
    let again = report.clone();
    let change = report::file(report, id, key_digest(&key), &desk)?;
    let case = change.first().case.clone();
    let filed = Filed::of(&case, key, &rules);
    let receipt = web.store().commit(Commit::new(command, digest, change)).await?;
    if receipt.repeated {
        return as_first_answered(web, receipt, again, desk).await;
    }
    web.triage().filed(&case, receipt.number());
    Ok(filed.with(&receipt))
}

/// The answer that the command got the first time: the same decision on the same report, at the time and under the id of
/// then. Neither key nor answer is stored; both follow from what is.
async fn as_first_answered(web: &Web, receipt: Receipt, mut report: Report, desk: Desk<'_>) -> Result<Filed, Problem> {
    let About::Case(id) = receipt.first().about else {
        return Err(Problem::our_mistake("a filing whose receipt names no case"));
    };
    let key = web.secret().case_key(id);
    let first = web.store().timeline(&About::Case(id), 0, 1).await?.into_iter().next();
    let at: Timestamp = first.map_or(desk.now, |recorded| recorded.fact.at);
    // What was advised then is kept with the case; asked again today, the answer could be another.
    report.advice = web.store().load(CaseRef::Id(id)).await?.and_then(|case| case.advice);
    let rules: &Rulebook = desk.rules;
    let desk = Desk { now: at, ..desk };
    let change = report::file(report, id, key_digest(&key), &desk)?;
    Ok(Filed::of(&change.first().case, key, rules).with(&receipt))
}
