//! What the lead of a cluster says is carried on to every member, so that every reporter stays informed. The carrying is a job after the
//! change; it compares before it writes, so doing it twice does nothing twice.

use crate::case::{Case, Closing, Cluster, Docket, Reply};
use crate::clocks::Stage;
use crate::desk::Desk;
use crate::extend::lapse;
use crate::return_::withdraw_tasks;
use crate::state::{State, Verb};
use jingwei_terms::{Change, FollowUp};
use serde_json::json;

/// The name of the job.
pub const RELAY: &str = "relay";

/// The change with the job that informs the members, when the case leads any.
pub(crate) fn with_relay(change: Change<Docket>) -> Change<Docket> {
    let lead = &change.first().case;
    if lead.members().is_empty() {
        return change;
    }
    let job = job(lead);
    change.then(job)
}

/// The job that informs the members of this lead, as it stands.
pub(crate) fn job(lead: &Case) -> FollowUp {
    let key = format!("{}:{}", lead.id, lead.version);
    FollowUp { job: RELAY.to_owned(), key, not_before: None, payload: json!({ "lead": lead.id }) }
}

/// Brings a member up to what its lead has said: replies that it has not yet, and the end. `None` when there is nothing new, or when it
/// has left the cluster since.
#[must_use]
pub fn relay(member: &Case, lead: &Case, desk: &Desk<'_>) -> Option<Change<Docket>> {
    let Some(Cluster::Follows { lead: id, .. }) = &member.cluster else { return None };
    if *id != lead.id || member.state != State::Merged {
        return None;
    }
    let has = |reply: &&Reply| !member.replies.iter().any(|mine| mine.at == reply.at && mine.text == reply.text);
    let joined_at = lead.intake.filed_at.min(member.intake.filed_at);
    let news: Vec<Reply> = lead.replies.iter().filter(|r| r.at >= joined_at).filter(has).cloned().collect();
    let ends = lead.closing.as_ref().filter(|_| lead.state == State::Closed);
    if news.is_empty() && ends.is_none() {
        return None;
    }
    let mut next = member.clone();
    let verb = if ends.is_some() { Verb::Close } else { Verb::Reply };
    let detail = json!({ "lead": lead.number, "replies": news.iter().map(|r| &r.text).collect::<Vec<_>>(), "outcome": ends.map(|c| c.outcome) });
    next.replies.extend(news);
    if let Some(closing) = ends {
        // The promise to this reporter was kept when the final reply was given, not when the last formality was over.
        if let Some(answered) = next.replies.iter().rfind(|r| !r.interim).map(|r| r.at) {
            next.clocks.stop(Stage::Total, &desk.rules.calendar, answered);
        }
        next.clocks.stop_all(&desk.rules.calendar, desk.now);
        withdraw_tasks(&mut next, desk);
        lapse(&mut next, "已结案，申请失效");
        // The outcome is the lead's; whether this reporter holds it to be solved they say for themselves.
        next.closing =
            Some(Closing {
                at: desk.now, outcome: closing.outcome, reason: format!("随主案 {} 办结", lead.number)
            });
        next.state = State::Closed;
    }
    Some(desk.changed(next, desk.fact(member, verb, detail)))
}
