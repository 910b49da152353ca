//! The clocks of a case: one for each stage it goes through, and one for the whole way.

use jiff::Timestamp;
use jingwei_calendar::{Calendar, Clock, Limit};
use jingwei_terms::DepartmentCode;
use serde::{Deserialize, Serialize};

/// What a clock times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 受理: from filing to triage.
    Intake,
    /// 派遣: from triage, or from a return, to dispatch.
    Dispatch,
    /// 签收: from dispatch to acceptance.
    Accept,
    /// 处置: from dispatch to handled; it pauses on a return and while the reporter is asked.
    Handle,
    /// 裁决: from a dispute to the ruling.
    Ruling,
    /// 补正: how long the reporter is waited for.
    Answer,
    /// 核查: from handled to checked.
    Verify,
    /// 答复: from checked to the final reply.
    Reply,
    /// 回访: from the final reply to feedback.
    Feedback,
    /// 全程: from filing to the final reply, as the resident sees it.
    Total,
}

impl Stage {
    /// The code used in JSON and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Dispatch => "dispatch",
            Self::Accept => "accept",
            Self::Handle => "handle",
            Self::Ruling => "ruling",
            Self::Answer => "answer",
            Self::Verify => "verify",
            Self::Reply => "reply",
            Self::Feedback => "feedback",
            Self::Total => "total",
        }
    }

    /// The Chinese word for it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Intake => "受理",
            Self::Dispatch => "派遣",
            Self::Accept => "签收",
            Self::Handle => "处置",
            Self::Ruling => "裁决",
            Self::Answer => "补正",
            Self::Verify => "核查",
            Self::Reply => "答复",
            Self::Feedback => "回访",
            Self::Total => "全程",
        }
    }
}

/// One clock and what it times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageClock {
    /// The stage.
    pub stage: Stage,
    /// The department that it binds, where one is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// The clock.
    pub clock: Clock,
}

/// All clocks of a case, oldest first; those that stopped stay for the figures.
///
/// INVARIANT (one running clock a stage): starting a stage stops the clock of the same stage that still ran.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks(Vec<StageClock>);

impl Clocks {
    /// All clocks, oldest first.
    #[must_use]
    pub fn all(&self) -> &[StageClock] {
        &self.0
    }

    /// The latest clock of a stage, running or not.
    #[must_use]
    pub fn latest(&self, stage: Stage) -> Option<&StageClock> {
        self.0.iter().rev().find(|c| c.stage == stage)
    }

    /// The latest clock of a stage while it has not stopped.
    #[must_use]
    pub fn open(&self, stage: Stage) -> Option<&StageClock> {
        self.latest(stage).filter(|c| !c.clock.is_stopped())
    }

    /// Starts a stage.
    pub fn start(
        &mut self,
        stage: Stage,
        limit: Limit,
        department: Option<DepartmentCode>,
        calendar: &Calendar,
        now: Timestamp,
    ) {
        self.stop(stage, calendar, now);
        self.0.push(StageClock { stage, department, clock: Clock::start(limit, now) });
    }

    /// Stops a stage, if it is open.
    pub fn stop(&mut self, stage: Stage, calendar: &Calendar, now: Timestamp) {
        self.each_open(stage, |clock| clock.stop(calendar, now).ok());
    }

    /// Stops every clock that is open.
    pub fn stop_all(&mut self, calendar: &Calendar, now: Timestamp) {
        for c in self.0.iter_mut().filter(|c| !c.clock.is_stopped()) {
            if let Ok(stopped) = c.clock.stop(calendar, now) {
                c.clock = stopped;
            }
        }
    }

    /// Makes a stage stand still, if it runs.
    pub fn pause(&mut self, stage: Stage, calendar: &Calendar, now: Timestamp) {
        self.each_open(stage, |clock| clock.pause(calendar, now).ok());
    }

    /// Lets a stage run on, if it stands still.
    pub fn resume(&mut self, stage: Stage, now: Timestamp) {
        self.each_open(stage, |clock| clock.resume(now).ok());
    }

    /// Replaces the open clock of a stage by what `change` makes of it; `None` leaves it as it is.
    pub fn each_open(&mut self, stage: Stage, change: impl Fn(&Clock) -> Option<Clock>) {
        for c in self.0.iter_mut().filter(|c| c.stage == stage && !c.clock.is_stopped()) {
            if let Some(changed) = change(&c.clock) {
                c.clock = changed;
            }
        }
    }

    /// The earliest deadline among the clocks that run.
    #[must_use]
    pub fn earliest_deadline(&self, calendar: &Calendar) -> Option<Timestamp> {
        self.0.iter().filter(|c| c.clock.is_running()).filter_map(|c| c.clock.deadline(calendar)).min()
    }

    /// Whether a clock of this stage ended late, or runs and is late now.
    #[must_use]
    pub fn was_late(&self, stage: Stage, calendar: &Calendar, now: Timestamp) -> bool {
        let late = |c: &StageClock| match c.clock.on_time() {
            Some(on_time) => !on_time,
            None => c.clock.is_overdue(calendar, now),
        };
        self.0.iter().any(|c| c.stage == stage && late(c))
    }
}
