//! 并案与拆分: many reports of one problem have one lead. Every reporter stays informed, the earliest deadline binds, and a split
//! gives back exactly what was joined.

use crate::case::{Case, Cluster, Docket, Member};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::relay::job;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// Joins `member` to the cluster of `lead`: two records, two facts, one change.
///
/// # Errors
/// When they are one case, when the lead is closed or follows another, or when the member leads others.
pub fn merge(member: &Case, lead: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(member, Verb::Merge)?;
    let reason = words(reason, "reason")?;
    if member.id == lead.id {
        return Err(refusal::cluster("same_case", "不能与自己并案", "a case cannot be merged into itself"));
    }
    if !lead.state.is_open() {
        let en = "the lead case must be open and follow no other";
        return Err(refusal::cluster("lead_not_open", "主案必须在办，且没有并入其他案件", en));
    }
    if !member.members().is_empty() {
        let en = "this case leads others; split them off or merge them one by one";
        return Err(refusal::cluster("member_leads", "该案是其他案件的主案，请先拆分", en));
    }
    let due_at = crate::wake::due_at(member, desk.rules);
    let mut joined = member.clone();
    joined.cluster = Some(Cluster::Follows {
        lead: lead.id,
        number: lead.number.clone(),
        was: member.state,
        reason: reason.clone(),
        at: Some(desk.now),
    });
    joined.state = State::Merged;
    let mut leading = lead.clone();
    // A member that was reopened on its own and comes back stands in the list once.
    let mut members: Vec<Member> = lead.members().iter().filter(|m| m.id != member.id).cloned().collect();
    members.push(Member { id: member.id, number: member.number.clone(), due_at });
    leading.cluster = Some(Cluster::Lead(members));
    let detail = json!({ "member": member.number, "lead": lead.number, "reason": reason, "due_at": due_at });
    let of_member = desk.changed(joined, desk.fact(member, Verb::Merge, detail.clone()));
    let of_lead = desk.changed(leading, desk.fact(lead, Verb::Merge, detail));
    // What the lead has said already is owed to the newcomer as well.
    let inform = (!lead.replies.is_empty()).then(|| job(&of_lead.first().case));
    let both = of_member.and(of_lead);
    Ok(match inform {
        Some(job) => both.then(job),
        None => both,
    })
}

/// A rework or reopening is a new promise: the deadlines that members brought along belonged to the first one.
pub(crate) fn forget_deadlines(lead: &mut Case) {
    if let Some(Cluster::Lead(members)) = &mut lead.cluster {
        members.iter_mut().for_each(|m| m.due_at = None);
    }
}

/// Takes `member` out of the cluster of `lead`: it stands again as it stood, with its own clocks, which never stopped.
///
/// # Errors
/// When it does not follow that lead.
pub fn split(member: &Case, lead: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(member, Verb::Split)?;
    let reason = words(reason, "reason")?;
    let was = match &member.cluster {
        Some(Cluster::Follows { lead: id, was, .. }) if *id == lead.id => *was,
        _ => {
            return Err(refusal::cluster("not_a_member", "该案没有并入这个主案", "the case does not follow this lead"));
        }
    };
    let mut alone = member.clone();
    alone.cluster = None;
    alone.state = was;
    let mut leading = lead.clone();
    let rest: Vec<Member> = lead.members().iter().filter(|m| m.id != member.id).cloned().collect();
    leading.cluster = (!rest.is_empty()).then_some(Cluster::Lead(rest));
    let detail = json!({ "member": member.number, "lead": lead.number, "reason": reason });
    let of_member = desk.changed(alone, desk.fact(member, Verb::Split, detail.clone()));
    Ok(of_member.and(desk.changed(leading, desk.fact(lead, Verb::Split, detail))))
}
