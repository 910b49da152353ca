//! What a clock shows at an instant: deadline, time used, time left, share and light.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Clock, Goal, Rest, State};
use crate::calendar::Calendar;
use crate::light::Light;

/// Everything a clock shows at one instant, for the price of the deadline alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// When the time runs out; none while the clock is paused in time.
    pub deadline: Option<Timestamp>,
    /// Seconds used on the limit's axis.
    pub used_seconds: i64,
    /// Seconds left on the limit's axis until the deadline; negative when it has passed.
    pub remaining_seconds: i64,
    /// The share of time used: 0 at the start, 1 at the deadline, more after it.
    pub share: f64,
    /// Whether the deadline has passed; for a stopped clock, whether it had passed then.
    pub overdue: bool,
    /// The light.
    pub light: Light,
}

impl Clock {
    /// Everything the clock shows at an instant. Asking for several figures, ask for this.
    pub fn read(&self, calendar: &Calendar, now: Timestamp) -> Reading {
        let measured = match self.state {
            State::Running { since, used_seconds, goal } => {
                self.measure_running(calendar, now.max(since), since, used_seconds, goal)
            }
            State::Paused { used_seconds, rest: Rest::Left { seconds }, .. } => {
                Measured { deadline: None, used_seconds, allotted_seconds: used_seconds + seconds, overdue: false }
            }
            State::Paused { used_seconds, rest: Rest::Missed { deadline, allotted_seconds }, .. } => {
                Measured { deadline: Some(deadline), used_seconds, allotted_seconds, overdue: true }
            }
            State::Stopped { used_seconds, allotted_seconds, deadline, on_time, .. } => {
                Measured { deadline, used_seconds, allotted_seconds, overdue: !on_time }
            }
        };
        let Measured { deadline, used_seconds, allotted_seconds, overdue } = measured;
        let share = share(used_seconds, allotted_seconds);
        let light = match self.on_time() {
            Some(true) => Light::Green,
            _ => calendar.yellow_at().light(share, overdue),
        };
        let remaining_seconds = allotted_seconds - used_seconds;
        Reading { deadline, used_seconds, remaining_seconds, share, overdue, light }
    }

    /// When the time runs out; none while the clock is paused in time. Once stopped, the deadline as it stood then.
    pub fn deadline(&self, calendar: &Calendar) -> Option<Timestamp> {
        self.read(calendar, self.latest_event()).deadline
    }

    /// Seconds used on the limit's axis: working seconds for 工作时, seconds of working days for 工作日, and so on.
    pub fn used(&self, calendar: &Calendar, now: Timestamp) -> i64 {
        self.read(calendar, now).used_seconds
    }

    /// Seconds left on the limit's axis until the deadline; negative when it has passed.
    pub fn remaining(&self, calendar: &Calendar, now: Timestamp) -> i64 {
        self.read(calendar, now).remaining_seconds
    }

    /// The share of time used: 0 at the start, exactly 1 at the deadline, more after it.
    pub fn share(&self, calendar: &Calendar, now: Timestamp) -> f64 {
        self.read(calendar, now).share
    }

    /// Green, yellow or red. A clock that was stopped in time is green however close it was.
    pub fn light(&self, calendar: &Calendar, now: Timestamp) -> Light {
        self.read(calendar, now).light
    }

    /// Whether the deadline has passed; at the deadline itself it has not. For a stopped clock, whether it had passed then.
    pub fn is_overdue(&self, calendar: &Calendar, now: Timestamp) -> bool {
        self.read(calendar, now).overdue
    }

    /// Allotted is what the axis holds from the start to the deadline, without the pauses. So the share is 1 at the
    /// deadline, whatever day it was raised to.
    fn measure_running(
        &self,
        calendar: &Calendar,
        now: Timestamp,
        since: Timestamp,
        used_before: i64,
        goal: Goal,
    ) -> Measured {
        let kind = self.limit.kind();
        let used_until = |at| used_before + calendar.working_seconds_between(kind, since, at);
        let (deadline, allotted_seconds) = match goal {
            Goal::Whole => {
                let deadline = calendar.deadline(self.total_limit(), since);
                (deadline, used_until(deadline))
            }
            Goal::Rest(Rest::Left { seconds }) => {
                let deadline = calendar.deadline_of_rest(kind, seconds, since);
                (deadline, used_until(deadline))
            }
            Goal::Rest(Rest::Missed { deadline, allotted_seconds }) => (deadline, allotted_seconds),
        };
        Measured { deadline: Some(deadline), used_seconds: used_until(now), allotted_seconds, overdue: now > deadline }
    }
}

struct Measured {
    deadline: Option<Timestamp>,
    used_seconds: i64,
    allotted_seconds: i64,
    overdue: bool,
}

/// The share of time used. Nothing allotted can only come from rules that changed under a running clock: all is used then.
fn share(used_seconds: i64, allotted_seconds: i64) -> f64 {
    if allotted_seconds <= 0 { 1.0 } else { used_seconds as f64 / allotted_seconds as f64 }
}
