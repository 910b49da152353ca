//! 起草、激活、撤回: what may be decided about a net, each with its fact.

use super::diff::{Fate, Settings};
use super::record::{NetRecord, Nets, Standing};
use super::{Net, NetDiff, refusal};
use jiff::Timestamp;
use jingwei_terms::{About, Actor, Change, CommandId, Fact, FollowUp, GridCode, Purpose, Refusal, Role, Version};
use serde_json::{Value, json};

/// The job that moves the open cases once a net has taken effect: one fact for each case.
pub const MOVE_CASES_JOB: &str = "move_cases_to_net";

/// Who decides about nets.
const BY: &[Role] = &[Role::Supervisor, Role::Administrator, Role::System];

/// The desk at which a net is decided.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// Every net of the city.
    pub nets: &'a Nets,
    /// The server's time.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The command that asked.
    pub command: CommandId,
    /// Settings.
    pub settings: Settings,
}

impl Desk<'_> {
    fn may(&self) -> Result<(), Refusal> {
        if BY.contains(&self.actor.role) { Ok(()) } else { Err(refusal::bad_role(BY)) }
    }

    fn fact(&self, verb: &'static str, net: &Net, detail: Value) -> Fact {
        let about = About::Net(net.version().number());
        Fact::new(self.command, self.now, self.actor.clone(), verb, about)
            .for_purpose(Purpose::Administration)
            .with(detail)
    }
}

/// Keeps a net as a draft, drawn from the latest activated one.
///
/// # Errors
/// When the actor may not, or a net has this number already.
pub fn draft(net: Net, desk: &Desk<'_>) -> Result<Change<NetRecord>, Refusal> {
    desk.may()?;
    if desk.nets.record(net.version()).is_some() {
        return Err(refusal::version_taken(net.version()));
    }
    let based_on = desk.nets.latest().map(Net::version);
    let detail = json!({ "grids": net.grids().len(), "households": net.households(), "based_on": based_on });
    let fact = desk.fact("draft_net", &net, detail);
    Ok(Change::made(NetRecord { net, based_on, standing: Standing::Draft, revision: Version::FIRST }, fact))
}

/// Lets a draft take effect at an instant, from which on it is the net in force; the open cases follow by [`MOVE_CASES_JOB`].
///
/// # Errors
/// When the actor may not; when the net is no draft, or was drawn from another net than the latest; when `at` is past, or not after
/// the last effective date; when the diff is another one's; when ground of the old net is left without a grid, grids overlap, a code
/// is used for other ground, or a retired code comes back.
pub fn activate(
    record: &NetRecord,
    at: Timestamp,
    diff: &NetDiff,
    desk: &Desk<'_>,
) -> Result<Change<NetRecord>, Refusal> {
    desk.may()?;
    if record.standing != Standing::Draft {
        return Err(refusal::not_a_draft(record.net.version()));
    }
    let latest = desk.nets.latest();
    check_dates(record, at, latest, desk.now)?;
    if diff.to != record.net.version() || diff.from != latest.map(Net::version) {
        return Err(refusal::wrong_diff());
    }
    check_ground(diff)?;
    check_codes(&record.net, diff, desk)?;

    let seen = record.revision;
    let mut next = record.clone();
    next.net.effective_from = at;
    next.standing = Standing::Activated { at: desk.now };
    next.revision = seen.next();
    let fact = desk.fact("activate_net", &record.net, summary(record, at, diff));
    let follow_up = FollowUp {
        job: MOVE_CASES_JOB.to_owned(),
        key: record.net.version().to_string(),
        not_before: Some(at),
        payload: json!({ "from": diff.from, "to": diff.to }),
    };
    Ok(Change::changed(next, seen, fact).then(follow_up))
}

/// Takes back a draft, or an activated net before it takes effect.
///
/// # Errors
/// When the actor may not, or the net has taken effect or was withdrawn already.
pub fn withdraw(record: &NetRecord, reason: &str, desk: &Desk<'_>) -> Result<Change<NetRecord>, Refusal> {
    desk.may()?;
    match record.standing {
        Standing::Draft => {}
        Standing::Activated { .. } if record.net.effective_from() > desk.now => {}
        Standing::Activated { .. } => return Err(refusal::already_in_force(record.net.version())),
        Standing::Withdrawn { .. } => return Err(refusal::not_a_draft(record.net.version())),
    }
    let seen = record.revision;
    let mut next = record.clone();
    next.standing = Standing::Withdrawn { at: desk.now };
    next.revision = seen.next();
    let fact = desk.fact("withdraw_net", &record.net, json!({ "reason": reason.trim() }));
    Ok(Change::changed(next, seen, fact))
}

fn check_dates(record: &NetRecord, at: Timestamp, latest: Option<&Net>, now: Timestamp) -> Result<(), Refusal> {
    if at < now {
        return Err(refusal::in_the_past(at));
    }
    if let Some(latest) = latest.filter(|latest| latest.effective_from() >= at) {
        return Err(refusal::overlapping(at, latest.version(), latest.effective_from()));
    }
    let latest = latest.map(Net::version);
    if record.based_on == latest { Ok(()) } else { Err(refusal::stale(record.based_on, latest)) }
}

fn check_ground(diff: &NetDiff) -> Result<(), Refusal> {
    if let Some(worst) = diff.uncovered.iter().max_by(|a, b| a.area_m2.total_cmp(&b.area_m2)) {
        return Err(refusal::uncovered(diff.uncovered.len(), worst.area_m2, &worst.grid));
    }
    if let Some(first) = diff.overlaps.first() {
        return Err(refusal::overlaps(diff.overlaps.len(), &first.one, &first.other));
    }
    Ok(())
}

fn check_codes(net: &Net, diff: &NetDiff, desk: &Desk<'_>) -> Result<(), Refusal> {
    let new = || diff.grids.iter().filter(|grid| grid.fate == Fate::New);
    let back: Vec<&GridCode> = new().map(|grid| &grid.code).filter(|code| desk.nets.retired(code).is_some()).collect();
    if !back.is_empty() {
        return Err(refusal::code_retired(&back));
    }
    // A grid that shrank to a third of itself, or grew to three times, is the same place; one that is elsewhere is not.
    let stays = |code: &GridCode| {
        let old = desk.nets.latest().and_then(|latest| latest.grid(code));
        let share = |parts: &[super::diff::Part]| {
            let all: f64 = parts.iter().map(|part| part.area_m2).sum();
            parts.iter().find(|part| part.grid == *code).map_or(0.0, |part| part.area_m2 / all)
        };
        let change = diff.grid(code).filter(|_| old.is_some() && net.grid(code).is_some());
        change.is_none_or(|change| share(&change.successors).max(share(&change.came_from)) > desk.settings.same_ground)
    };
    let moved: Vec<&GridCode> = diff
        .grids
        .iter()
        .filter(|grid| grid.fate == Fate::Changed)
        .map(|grid| &grid.code)
        .filter(|code| !stays(code))
        .collect();
    if moved.is_empty() { Ok(()) } else { Err(refusal::code_moved(&moved)) }
}

fn summary(record: &NetRecord, at: Timestamp, diff: &NetDiff) -> Value {
    json!({
        "effective_from": at,
        "based_on": record.based_on,
        "grids": {
            "kept": diff.count(Fate::Kept), "changed": diff.count(Fate::Changed),
            "new": diff.count(Fate::New), "gone": diff.count(Fate::Gone),
        },
        "households": diff.households,
        "workers": diff.workers.len(),
        "cases": diff.cases.len(),
    })
}
