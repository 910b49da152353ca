//! Where a case stands and what can be done to it; [`MOVES`] says which may follow which.

mod moves;

pub use moves::{MOVES, Move, move_of};
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

#[cfg(test)]
mod tests {
    use super::*;

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
