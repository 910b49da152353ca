//! The life of a case as a table of moves: from where, by which verb, to where, by whom, and why.
//!
//! The table is long and flat on purpose; it is the page that an operations officer reads first.

use super::{State, Verb};
use Role::{Agent, Dispatcher, Field, Handler, Resident, Supervisor, System};
use State::{
    Asking, Closed, Dispatched, Disputed, Handled, Handling, Merged, Received, Replied, Suspended, ToDispatch, Verified,
};
use jingwei_terms::Role;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// The verb.
    pub verb: Verb,
    /// The states from which it may be done.
    pub from: &'static [State],
    /// The states in which the case may then stand; empty means that it stays where it is.
    pub to: &'static [State],
    /// Who may do it. For whom and in which department, the verb itself looks.
    pub by: &'static [Role],
    /// Why it is so.
    pub why: &'static str,
}

const ANY_BUT_CLOSED: &[State] =
    &[Received, ToDispatch, Dispatched, Handling, Asking, Suspended, Disputed, Handled, Verified, Replied, Merged];
const MOVING: &[State] = &[Received, ToDispatch, Dispatched, Handling, Asking, Suspended, Disputed];
const ANY: &[State] = &State::ALL;

/// The moves that are possible. What is not here is refused.
pub const MOVES: &[Move] = &[
    Move {
        verb: Verb::Triage,
        from: &[Received],
        to: &[ToDispatch, Closed],
        by: &[Agent, Dispatcher],
        why: "a person decides before anything is dispatched; the six ways of the Beijing regulation, article 11, end here with an answer",
    },
    Move {
        verb: Verb::Dispatch,
        from: &[ToDispatch],
        to: &[Dispatched],
        by: &[Dispatcher, System],
        why: "by the catalogue's rule, or by a person who states why",
    },
    Move {
        verb: Verb::Accept,
        from: &[Dispatched, Handling, Asking, Suspended],
        to: &[Handling],
        by: &[Handler, Field],
        why: "the lead accepts once; co-handlers accept their tasks while the lead is at work",
    },
    Move {
        verb: Verb::Assign,
        from: &[Dispatched, Handling, Asking, Suspended],
        to: &[],
        by: &[Handler],
        why: "a department's handlers share its inbox; each case is in one pair of hands, and colleagues see whose",
    },
    Move {
        verb: Verb::Return,
        from: &[Dispatched, Handling],
        to: &[ToDispatch, Disputed],
        by: &[Handler],
        why: "not ours: with a reason and inside the clock; the second time, or with an objection, an authority rules",
    },
    Move {
        verb: Verb::Rule,
        from: &[Disputed],
        to: &[Dispatched],
        by: &[Supervisor],
        why: "a department named by ruling may not return the case (Weifang regulation, article 22)",
    },
    Move {
        verb: Verb::Ask,
        from: &[Handling],
        to: &[Asking],
        by: &[Handler, Agent],
        why: "the clock stands still while the reporter is asked",
    },
    Move {
        verb: Verb::Answer,
        from: &[Asking],
        to: &[Handling],
        by: &[Resident, Agent, System],
        why: "the reporter answers, or the term for an answer runs out",
    },
    Move {
        verb: Verb::Extend,
        from: &[Handling],
        to: &[],
        by: &[Handler, Dispatcher, Supervisor],
        why: "asked for before the deadline, approved on the way up, at most as often as the city allows",
    },
    Move {
        verb: Verb::Suspend,
        from: &[Handling],
        to: &[Suspended],
        by: &[Dispatcher, Supervisor],
        why: "once, to a named day, for what cannot be done now",
    },
    Move {
        verb: Verb::Resume,
        from: &[Suspended],
        to: &[Handling],
        by: &[Dispatcher, Supervisor, System],
        why: "on the named day by itself, or earlier by a person",
    },
    Move {
        verb: Verb::Whistle,
        from: &[Handling],
        to: &[],
        by: &[Handler, Field],
        why: "the street calls the departments that it needs; they must report to the spot",
    },
    Move {
        verb: Verb::Assess,
        from: ANY,
        to: &[],
        by: &[Handler, Field],
        why: "both sides of a whistle say how the other did: of departments, never of persons",
    },
    Move {
        verb: Verb::Handle,
        from: &[Handling],
        to: &[Handled],
        by: &[Handler, Field],
        why: "the lead cannot report over an unanswered task without a stated reason; first holder leads (article 14)",
    },
    Move {
        verb: Verb::Verify,
        from: &[Handled],
        to: &[Verified, Handling],
        by: &[Field, Agent, Dispatcher, Supervisor],
        why: "by somebody other than the handler; what does not pass goes back",
    },
    Move {
        verb: Verb::Reply,
        from: &[Dispatched, Handling, Asking, Suspended, Disputed, Verified, Merged],
        to: &[Replied],
        by: &[Handler, Agent, Dispatcher, System],
        why: "interim replies on the way; the final reply only after the check; the lead's replies are carried on to its members",
    },
    Move {
        verb: Verb::Feedback,
        from: &[Replied, Closed],
        to: &[Handling],
        by: &[Resident, Agent],
        why: "the reporter's own words; not reached is a value of its own; not solved means rework",
    },
    Move {
        verb: Verb::Close,
        from: ANY_BUT_CLOSED,
        to: &[Closed],
        by: &[Agent, Dispatcher, Supervisor, System],
        why: "after feedback, or after the attempts to get it; earlier only by a supervisor with the ground; a member with its lead",
    },
    Move {
        verb: Verb::Reopen,
        from: &[Closed],
        to: &[ToDispatch],
        by: &[Resident, Agent, Dispatcher, Supervisor],
        why: "inside the term, with what is new",
    },
    Move {
        verb: Verb::Merge,
        from: MOVING,
        to: &[Merged],
        by: &[Agent, Dispatcher, Supervisor],
        why: "many reports of one problem have one lead, and every reporter stays informed",
    },
    Move {
        verb: Verb::Split,
        from: &[Merged],
        to: MOVING,
        by: &[Agent, Dispatcher, Supervisor],
        why: "what was joined by mistake stands again as it was",
    },
    Move {
        verb: Verb::Supervise,
        from: ANY,
        to: &[],
        by: &[Dispatcher, Supervisor, Handler, System],
        why: "the ladder of urging; the department answers what asks for an answer",
    },
    Move {
        verb: Verb::Appeal,
        from: &[Closed],
        to: &[],
        by: &[Handler, Supervisor],
        why: "once, by the department, for a closed case that was late; two reviewers; the first figures stay",
    },
    Move { verb: Verb::Evaluate, from: &[Closed], to: &[], by: &[Supervisor], why: "of the work, after it is done" },
    Move {
        verb: Verb::Note,
        from: ANY,
        to: &[],
        by: &[Agent, Dispatcher, Handler, Field, Supervisor],
        why: "notes are added, never changed",
    },
    Move {
        verb: Verb::Hide,
        from: ANY,
        to: &[],
        by: &[Dispatcher, Supervisor],
        why: "a complaint is never deleted; hiding has a reason that is itself recorded",
    },
    Move {
        verb: Verb::Reveal,
        from: ANY,
        to: &[],
        by: &[Agent, Dispatcher, Handler, Field, Supervisor],
        why: "contact data is read for a purpose, with a reason, and the reporter can see that it was",
    },
    Move {
        verb: Verb::Erase,
        from: ANY,
        to: &[],
        by: &[Supervisor, System],
        why: "when the term for keeping it is over, or earlier at the person's wish (PIPL, articles 19 and 47)",
    },
    Move {
        verb: Verb::CarryOver,
        from: &[Received],
        to: &[Closed],
        by: &[System],
        why: "an import brings what another system had answered, with that system's times; nothing is invented in between",
    },
    Move {
        verb: Verb::Retime,
        from: ANY,
        to: &[],
        by: &[System],
        why: "a new rulebook has other holidays or hours; clocks keep what happened, so their deadlines follow it, with a fact",
    },
    Move {
        verb: Verb::Regrid,
        from: ANY_BUT_CLOSED,
        to: &[],
        by: &[System],
        why: "a new net is in force: whoever looks after the ground now looks after the case; clocks run on, and a closed case stays where it was",
    },
];

/// The line of the table for this verb; [`Verb::File`] has none, since it makes the case.
#[must_use]
pub fn move_of(verb: Verb) -> Option<&'static Move> {
    MOVES.iter().find(|m| m.verb == verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_but_filing_has_exactly_one_line() {
        for verb in Verb::ALL {
            let lines = MOVES.iter().filter(|m| m.verb == verb).count();
            assert_eq!(lines, usize::from(verb != Verb::File), "{}", verb.code());
        }
    }

    #[test]
    fn every_state_can_be_reached_and_every_open_state_can_be_left() {
        for state in State::ALL {
            let reached = state == Received || MOVES.iter().any(|m| m.to.contains(&state));
            assert!(reached, "{} cannot be reached", state.code());
            let left = MOVES.iter().any(|m| m.from.contains(&state) && m.to.iter().any(|to| *to != state));
            assert!(left, "{} cannot be left", state.code());
        }
    }
}
