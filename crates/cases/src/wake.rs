//! What the program must do by itself when its time has come: take up what was put off, stop waiting for an answer, climb the ladder
//! of supervision, close what was answered and never contradicted, erase a contact whose term is over. Each is an ordinary verb, done by the system, with its own fact.

use crate::ask::answer;
use crate::case::{Case, Docket, Rung};
use crate::clocks::Stage;
use crate::close::close;
use crate::desk::Desk;
use crate::erase;
use crate::rulebook::Rulebook;
use crate::rulebook::settings::{SupervisionLevel, When};
use crate::state::State;
use crate::supervise::supervise;
use crate::suspend::resume;
use jiff::{SignedDuration, Timestamp};
use jingwei_calendar::{Calendar, Clock, LimitKind};
use jingwei_terms::{Change, Refusal};

/// The earliest deadline that somebody has to keep: the case's running clocks, its open tasks, and what its members brought along.
#[must_use]
pub fn due_at(case: &Case, rules: &Rulebook) -> Option<Timestamp> {
    if !case.state.is_open() {
        return None;
    }
    let calendar = &rules.calendar;
    let tasks =
        case.tasks.iter().filter(|t| t.is_open() && t.clock.is_running()).filter_map(|t| t.clock.deadline(calendar));
    // What the members brought along binds until the promise is kept by the final reply.
    let promised = case.clocks.open(Stage::Total).is_some();
    let members = case.members().iter().filter(|_| promised).filter_map(|m| m.due_at);
    case.clocks.earliest_deadline(calendar).into_iter().chain(tasks).chain(members).min()
}

/// The next instant at which the program must look at the case.
#[must_use]
pub fn wake_at(case: &Case, rules: &Rulebook) -> Option<Timestamp> {
    let after = |at: Timestamp| at.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
    let stage = |stage| case.clocks.open(stage).and_then(|c| c.clock.deadline(&rules.calendar)).map(after);
    match case.state {
        State::Suspended => case.suspensions.last().filter(|s| s.resumed_at.is_none()).map(|s| s.until),
        State::Asking => stage(Stage::Answer),
        State::Dispatched | State::Handling => next_rung(case, rules).map(|(_, at)| at),
        State::Replied if may_close_by_itself(case) => stage(Stage::Feedback),
        State::Closed => erase::due(case, rules.settings.privacy.contact_kept_days.value),
        _ => None,
    }
}

/// Does what is due, one act at a time; the case is looked at again afterwards. `None` when nothing is due.
///
/// # Errors
/// As the verbs: a refusal here means that somebody else was quicker.
pub fn wake(case: &Case, desk: &Desk<'_>) -> Result<Option<Change<Docket>>, Refusal> {
    if wake_at(case, desk.rules).is_none_or(|at| desk.now < at) {
        return Ok(None);
    }
    match case.state {
        State::Suspended => resume(case, "", desk).map(Some),
        State::Asking => answer(case, "", desk).map(Some),
        State::Replied => close(case, "回访期满", desk).map(Some),
        State::Dispatched | State::Handling => match next_rung(case, desk.rules) {
            Some((level, _)) => supervise(case, level.code, &reason(level), desk).map(Some),
            None => Ok(None),
        },
        State::Closed => erase::erase(case, "保存期满", desk).map(Some),
        _ => Ok(None),
    }
}

fn reason(level: &SupervisionLevel) -> String {
    match level.when {
        When::ShareOfLimitUsed => format!("{}：已用时限的 {:.0}%", level.name, level.at_least * 100.0),
        When::OverdueWorkingDays => format!("{}：超期 {} 个工作日", level.name, level.at_least),
    }
}

/// What cannot be called back is closed when its term is over; for everybody else an agent has to try first.
fn may_close_by_itself(case: &Case) -> bool {
    !case.intake.reachable
}

/// The lowest rung of the ladder that was not yet climbed since the handling clock started, and when it is reached.
fn next_rung<'r>(case: &Case, rules: &'r Rulebook) -> Option<(&'r SupervisionLevel, Timestamp)> {
    let handling = case.clocks.open(Stage::Handle).filter(|c| c.clock.is_running())?;
    let since = handling.clock.started_at();
    let climbed: Option<Rung> = case.supervisions.iter().filter(|s| s.at >= since).map(|s| s.rung).max();
    let level = rules
        .settings
        .supervision
        .level
        .iter()
        .filter(|l| climbed.is_none_or(|rung| l.code > rung))
        .min_by_key(|l| l.code)?;
    Some((level, reached_at(level, &handling.clock, &rules.calendar)?))
}

fn reached_at(level: &SupervisionLevel, clock: &Clock, calendar: &Calendar) -> Option<Timestamp> {
    let deadline = clock.deadline(calendar)?;
    match level.when {
        When::ShareOfLimitUsed => Some(instant_of_share(clock, level.at_least, deadline, calendar)),
        When::OverdueWorkingDays => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a rung waits for days, not for centuries; the cast saturates"
            )]
            let seconds = (level.at_least * 86_400.0) as i64;
            Some(calendar.advance(LimitKind::WorkDays, deadline, seconds))
        }
    }
}

/// The first instant at which this share of the time is used, to the second. The share never falls, so halving finds it.
fn instant_of_share(clock: &Clock, share: f64, deadline: Timestamp, calendar: &Calendar) -> Timestamp {
    let (mut before, mut after) = (clock.started_at().as_second().min(deadline.as_second()), deadline.as_second());
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        let at = Timestamp::from_second(middle).unwrap_or(deadline);
        if clock.share(calendar, at) >= share { after = middle } else { before = middle }
    }
    Timestamp::from_second(after).unwrap_or(deadline)
}
