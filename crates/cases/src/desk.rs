//! What every decision is given: the rulebook, the time, who acts, and the command that asked. Rooms have no clock and make no ids.

use crate::case::{Attachment, Case, Docket};
use crate::clocks::Stage;
use crate::refusal;
use crate::rulebook::Rulebook;
use crate::state::{Verb, move_of};
use crate::wake::{due_at, wake_at};
use jiff::{SignedDuration, Timestamp};
use jingwei_terms::{About, Actor, Change, CommandId, DepartmentCode, Fact, Refusal, Role};
use serde_json::Value;

/// The longest text that is taken, in Unicode scalars.
pub const MAX_TEXT: usize = 20_000;

/// The desk at which a decision is made.
#[derive(Debug, Clone)]
pub struct Desk<'a> {
    /// The rulebook in force.
    pub rules: &'a Rulebook,
    /// The server's time.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// The command that asked.
    pub command: CommandId,
}

impl Desk<'_> {
    /// Refuses what the table of moves does not hold: this verb, from this state, by this role.
    ///
    /// # Errors
    /// When the case is hidden in a cluster, in another state, or the actor has another role.
    pub fn may(&self, case: &Case, verb: Verb) -> Result<(), Refusal> {
        let line = move_of(verb).ok_or_else(|| refusal::wrong_state(case, verb))?;
        if !line.by.contains(&self.actor.role) {
            return Err(refusal::wrong_role(verb, line.by));
        }
        if !line.from.contains(&case.state) {
            return Err(refusal::wrong_state(case, verb));
        }
        Ok(())
    }

    /// Refuses somebody who does not act for the department that leads.
    ///
    /// # Errors
    /// When another department leads. A grid worker acts for the community or street that they work in.
    pub fn leads(&self, case: &Case) -> Result<DepartmentCode, Refusal> {
        let lead = case.lead().ok_or_else(refusal::nobody_leads)?;
        if self.actor.acts_for(lead) { Ok(lead.clone()) } else { Err(refusal::not_your_department(lead)) }
    }

    /// The fact of this verb about this case, with its particulars.
    #[must_use]
    pub fn fact(&self, case: &Case, verb: Verb, detail: Value) -> Fact {
        Fact::new(self.command, self.now, self.actor.clone(), verb.code(), About::Case(case.id)).with(detail)
    }

    /// The case as changed, with its version counted on, its fact and its next deadlines.
    #[must_use]
    pub fn changed(&self, mut case: Case, fact: Fact) -> Change<Docket> {
        let seen = case.version;
        case.version = seen.next();
        Change::changed(self.docket(case), seen, fact)
    }

    /// The case with everything that the store keeps beside it.
    #[must_use]
    pub fn docket(&self, case: Case) -> Docket {
        let (due_at, wake_at) = (due_at(&case, self.rules), wake_at(&case, self.rules));
        Docket { case, reporter: None, wake_at, due_at }
    }

    /// Whether the actor is the program itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.actor.role == Role::System
    }
}

/// Moves the case's clocks from one stage to the next.
pub(crate) fn hand_over(case: &mut Case, desk: &Desk<'_>, from: Stage, to: Stage, limit: jingwei_calendar::Limit) {
    case.clocks.stop(from, &desk.rules.calendar, desk.now);
    case.clocks.start(to, limit, None, &desk.rules.calendar, desk.now);
}

/// So many days of the calendar after an instant; the last instant there is when that is beyond the calendar.
pub(crate) fn days_after(at: Timestamp, days: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// The most files that come with one report, note or check.
pub const MAX_ATTACHMENTS: usize = 20;

/// Refuses files that are too many, that name nothing, or whose digest is none.
///
/// # Errors
/// When there are more than [`MAX_ATTACHMENTS`], when a reference is empty, too long or holds a control character, or when a digest is
/// not 64 lower-case hexadecimal digits.
pub(crate) fn check_attachments(files: &[Attachment]) -> Result<(), Refusal> {
    if files.len() > MAX_ATTACHMENTS {
        return Err(refusal::too_many_attachments(MAX_ATTACHMENTS));
    }
    for file in files {
        within(&words(&file.reference, "attachments.reference")?, 2_000, "attachments.reference")?;
        within(&optional_words(&file.role, "attachments.role")?, 64, "attachments.role")?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if !(file.sha256.is_empty() || file.sha256.len() == 64 && file.sha256.bytes().all(hex)) {
            return Err(refusal::bad_digest());
        }
    }
    Ok(())
}

/// Refuses a text of more than so many characters.
pub(crate) fn within(text: &str, most: usize, field: &'static str) -> Result<(), Refusal> {
    if text.chars().count() > most { Err(refusal::too_long(field, most)) } else { Ok(()) }
}

/// The text without surrounding white space, when something is left of it and it is not too long.
///
/// # Errors
/// When nothing is left, when it is too long, or when it holds a control character other than a line break or a tab.
pub fn words(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = optional_words(text, field)?;
    if text.chars().all(is_unseen) { Err(refusal::missing_text(field)) } else { Ok(text) }
}

/// Characters that take no place on paper: a text of these alone says nothing. Between others they stay, since emoji need them.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The same for a text that may be empty.
///
/// # Errors
/// When it is too long or holds a control character other than a line break or a tab.
pub fn optional_words(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        return Err(refusal::too_long(field, MAX_TEXT));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(refusal::control_character(field));
    }
    Ok(text.to_owned())
}
