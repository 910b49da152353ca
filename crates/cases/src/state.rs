//! The life of a case as a table of moves: from where, by which verb, to where, by whom, and why.
//!
//! The table is long and flat on purpose; it is the page that an operations officer reads first.

use jingwei_terms::Role;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待受理: filed, and nobody has triaged it yet.
    Received,
    /// 待派遣: triaged as ordinary, or returned by a department.
    ToDispatch,
    /// 待签收: dispatched; the lead department has to accept or return it.
    Dispatched,
    /// 处置中: the lead department has accepted it.
    Handling,
    /// 待补充: the reporter was asked for more; the handling clock stands still.
    Asking,
    /// 已挂账: put off to a named day; the handling clock stands still.
    Suspended,
    /// 待裁决: returned with an objection, or for the second time; an authority rules.
    Disputed,
    /// 待核查: handled; somebody other than the handler checks.
    Handled,
    /// 待回复: checked; the reporter is owed the answer.
    Verified,
    /// 待回访: answered; the reporter is asked whether it is solved.
    Replied,
    /// 已结案: closed with an outcome.
    Closed,
    /// 已并案: one of a cluster; it goes the way of its lead case.
    Merged,
}

impl State {
    /// Every state, in the order of a case's life.
    pub const ALL: [Self; 12] = [
        Self::Received,
        Self::ToDispatch,
        Self::Dispatched,
        Self::Handling,
        Self::Asking,
        Self::Suspended,
        Self::Disputed,
        Self::Handled,
        Self::Verified,
        Self::Replied,
        Self::Closed,
        Self::Merged,
    ];

    /// The code used in rows, JSON and filters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::ToDispatch => "to_dispatch",
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::Asking => "asking",
            Self::Suspended => "suspended",
            Self::Disputed => "disputed",
            Self::Handled => "handled",
            Self::Verified => "verified",
            Self::Replied => "replied",
            Self::Closed => "closed",
            Self::Merged => "merged",
        }
    }

    /// The Chinese word for it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Received => "待受理",
            Self::ToDispatch => "待派遣",
            Self::Dispatched => "待签收",
            Self::Handling => "处置中",
            Self::Asking => "待补充",
            Self::Suspended => "已挂账",
            Self::Disputed => "待裁决",
            Self::Handled => "待核查",
            Self::Verified => "待回复",
            Self::Replied => "待回访",
            Self::Closed => "已结案",
            Self::Merged => "已并案",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether somebody still owes something. A merged case is not open by itself: its lead is.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Merged)
    }
}

/// What can be done to a case after it was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// 立案: it came in. The first fact of every case.
    File,
    /// 受理分流: ordinary, answered at once, or one of the six legal ways.
    Triage,
    /// 派遣: to the department that the catalogue, or a person, names.
    Dispatch,
    /// 签收: the department takes it; a co-handler takes its task.
    Accept,
    /// 分办: within the department, it is in the hands of one handler, or of nobody.
    Assign,
    /// 退单: the department sends it back, with its reason, inside its clock.
    Return,
    /// 裁决: an authority names the department, which may not return it again.
    Rule,
    /// 补正: the reporter is asked for more.
    Ask,
    /// 补充: the reporter answers.
    Answer,
    /// 延期: more time is asked for, approved on the way up, or rejected.
    Extend,
    /// 挂账: the case is put off to a named day.
    Suspend,
    /// 恢复: the case put off is taken up again.
    Resume,
    /// 吹哨: the street calls departments to the spot.
    Whistle,
    /// 互评: street and department assess each other's part in a whistle.
    Assess,
    /// 处置: the work is done, with its evidence; a co-handler reports on its task.
    Handle,
    /// 核查: somebody other than the handler looks.
    Verify,
    /// 答复: the reporter gets an interim or the final answer.
    Reply,
    /// 回访: the reporter says whether it is solved and whether they are satisfied, or is not reached.
    Feedback,
    /// 结案: the case ends with its outcome.
    Close,
    /// 重办: a closed case is taken up again with a new clock.
    Reopen,
    /// 并案: the case joins a cluster.
    Merge,
    /// 拆分: the case leaves its cluster as it was.
    Split,
    /// 督办: urged, supervised, listed, or called in for a talk; and the answer to it.
    Supervise,
    /// 申诉: an overdue that was not the department's doing.
    Appeal,
    /// 考评: the finished case is judged as a piece of work.
    Evaluate,
    /// 备注: a note for the file.
    Note,
    /// 隐藏: out of public view, with a reason; and back.
    Hide,
    /// 查看联系方式: the reporter's contact is read, for a purpose.
    Reveal,
    /// 清除联系方式: the reporter's contact is erased; the case and its proof stay.
    Erase,
    /// 带入: an import brings the answer that the source system had given.
    CarryOver,
    /// 重算时限: a new calendar moved the deadlines of an open case.
    Retime,
    /// 调整网格: new grids came into force, and an open case goes along.
    Regrid,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 32] = [
        Self::File,
        Self::Triage,
        Self::Dispatch,
        Self::Accept,
        Self::Assign,
        Self::Return,
        Self::Rule,
        Self::Ask,
        Self::Answer,
        Self::Extend,
        Self::Suspend,
        Self::Resume,
        Self::Whistle,
        Self::Assess,
        Self::Handle,
        Self::Verify,
        Self::Reply,
        Self::Feedback,
        Self::Close,
        Self::Reopen,
        Self::Merge,
        Self::Split,
        Self::Supervise,
        Self::Appeal,
        Self::Evaluate,
        Self::Note,
        Self::Hide,
        Self::Reveal,
        Self::Erase,
        Self::CarryOver,
        Self::Retime,
        Self::Regrid,
    ];

    /// The code used in facts, addresses and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Triage => "triage",
            Self::Dispatch => "dispatch",
            Self::Accept => "accept",
            Self::Assign => "assign",
            Self::Return => "return",
            Self::Rule => "rule",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::Extend => "extend",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Whistle => "whistle",
            Self::Assess => "assess",
            Self::Handle => "handle",
            Self::Verify => "verify",
            Self::Reply => "reply",
            Self::Feedback => "feedback",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Supervise => "supervise",
            Self::Appeal => "appeal",
            Self::Evaluate => "evaluate",
            Self::Note => "note",
            Self::Hide => "hide",
            Self::Reveal => "reveal",
            Self::Erase => "erase",
            Self::CarryOver => "carry_over",
            Self::Retime => "retime",
            Self::Regrid => "regrid",
        }
    }

    /// The Chinese word for it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::File => "受理登记",
            Self::Triage => "受理分流",
            Self::Dispatch => "派遣",
            Self::Accept => "签收",
            Self::Assign => "分办",
            Self::Return => "退单",
            Self::Rule => "裁决",
            Self::Ask => "请补充情况",
            Self::Answer => "补充情况",
            Self::Extend => "延期",
            Self::Suspend => "挂账",
            Self::Resume => "恢复办理",
            Self::Whistle => "吹哨",
            Self::Assess => "双向评价",
            Self::Handle => "处置",
            Self::Verify => "核查",
            Self::Reply => "答复",
            Self::Feedback => "回访评价",
            Self::Close => "结案",
            Self::Reopen => "重办",
            Self::Merge => "并案",
            Self::Split => "拆分",
            Self::Supervise => "督办",
            Self::Appeal => "申诉",
            Self::Evaluate => "考评",
            Self::Note => "备注",
            Self::Hide => "隐藏",
            Self::Reveal => "查看联系方式",
            Self::Erase => "清除联系方式",
            Self::CarryOver => "带入答复",
            Self::Retime => "重算时限",
            Self::Regrid => "调整网格",
        }
    }

    /// The verb with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }
}

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

use Role::{Agent, Dispatcher, Field, Handler, Resident, Supervisor, System};
use State::{
    Asking, Closed, Dispatched, Disputed, Handled, Handling, Merged, Received, Replied, Suspended, ToDispatch, Verified,
};

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

    #[test]
    fn codes_are_unique_and_come_back() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        for verb in Verb::ALL {
            assert_eq!(Verb::from_code(verb.code()), Some(verb));
        }
    }
}
