//! A clock of one stage, or of a whole case: it starts, pauses, resumes, restarts, is extended and stops.
//!
//! A clock holds facts only (when it started, what it had used when it paused), never a computed deadline of the future.
//! So when next year's holidays are loaded, every open clock gives the right deadline at the next question.
//!
//! **Time that goes backwards.** A clock never runs backwards. An instant before the clock's latest event is taken as
//! that event: nothing has been used since, and nothing is given back. A device with a wrong date can thus neither
//! crash a case nor win time; whether to accept its stamp at all is decided at the door.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::clock_error::ClockError;
use crate::light::Light;
use crate::limit::Limit;

/// One running, paused or stopped clock. Every method answers with a new clock or a figure and changes nothing.
///
/// ```
/// use jingwei_calendar::{Calendar, CalendarRules, Clock, Light};
/// use jiff::Timestamp;
///
/// let calendar = Calendar::new(&CalendarRules::default());
/// let at = |text: &str| text.parse::<Timestamp>().unwrap();
///
/// let clock = Clock::start("4 工作时".parse()?, at("2026-11-02T08:00+08:00"));
/// let waiting = clock.pause(&calendar, at("2026-11-02T10:00+08:00"))?;
/// assert_eq!(waiting.deadline(&calendar), None);
///
/// let again = waiting.resume(at("2026-11-02T15:00+08:00"))?;
/// assert_eq!(again.deadline(&calendar), Some(at("2026-11-02T17:00+08:00")));
/// assert_eq!(again.share(&calendar, at("2026-11-02T16:00+08:00")), 0.75);
/// assert_eq!(again.light(&calendar, at("2026-11-02T16:00+08:00")), Light::Yellow);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    limit: Limit,
    /// Minutes or days added to the limit, in the unit of its kind.
    extended_by: u32,
    extensions: u32,
    restarts: u32,
    pauses: u32,
    paused_seconds: i64,
    started_at: Timestamp,
    /// Seconds used on the limit's axis up to the beginning of the present run, or up to the pause or stop.
    used_seconds: i64,
    goal: Goal,
    state: State,
}

/// What the clock runs towards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Goal {
    /// The whole limit, extensions included, counted from `started_at`: the clock has not been paused yet.
    Whole,
    /// So many seconds on the axis, counted from the beginning of the present run: what was left at the latest pause.
    Rest { seconds: i64 },
    /// A deadline that had passed when the clock was paused. It stays where it was: a pause does not undo a delay.
    /// `allotted_seconds` had been given in all until then.
    Missed { deadline: Timestamp, allotted_seconds: i64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Running { since: Timestamp },
    Paused { since: Timestamp },
    Stopped { at: Timestamp, deadline: Option<Timestamp>, allotted_seconds: i64, on_time: bool },
}

/// By how much a clock is extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// By a limit of the same kind.
    By(Limit),
    /// By so many times the limit the clock was started with: `TimesOriginal(1)` doubles it.
    TimesOriginal(u32),
}

impl From<Limit> for Extension {
    fn from(limit: Limit) -> Extension {
        Extension::By(limit)
    }
}

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
    /// A clock that starts running now.
    pub fn start(limit: Limit, now: Timestamp) -> Clock {
        Clock {
            limit,
            extended_by: 0,
            extensions: 0,
            restarts: 0,
            pauses: 0,
            paused_seconds: 0,
            started_at: now,
            used_seconds: 0,
            goal: Goal::Whole,
            state: State::Running { since: now },
        }
    }

    /// The clock put on hold: the case waits for somebody else (a return, a question to the reporter, 挂账). A deadline
    /// that has passed already stays passed.
    ///
    /// # Errors
    /// The clock is paused already or has stopped.
    pub fn pause(&self, calendar: &Calendar, now: Timestamp) -> Result<Clock, ClockError> {
        let since = match self.state {
            State::Running { since } => since,
            State::Paused { .. } => return Err(ClockError::AlreadyPaused),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let now = now.max(since);
        let (deadline, used_seconds, allotted_seconds) = self.running(calendar, since, now);
        let goal = if now > deadline {
            Goal::Missed { deadline, allotted_seconds }
        } else {
            Goal::Rest { seconds: allotted_seconds - used_seconds }
        };
        Ok(Clock { used_seconds, goal, pauses: self.pauses + 1, state: State::Paused { since: now }, ..self.clone() })
    }

    /// The clock running again. What was left at the pause goes on from here; a limit in days ends with its day.
    ///
    /// # Errors
    /// The clock is not paused.
    pub fn resume(&self, now: Timestamp) -> Result<Clock, ClockError> {
        let since = match self.state {
            State::Paused { since } => since,
            State::Running { .. } => return Err(ClockError::NotPaused),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let now = now.max(since);
        let paused_seconds = self.paused_seconds + whole_seconds(since, now);
        Ok(Clock { paused_seconds, state: State::Running { since: now }, ..self.clone() })
    }

    /// The clock begun anew with a limit of its own, because the work went to somebody else. Time used, pauses and
    /// extensions belong to the old count and are forgotten; that there was a restart is remembered.
    ///
    /// # Errors
    /// The clock has stopped: its verdict stands, and new work gets a new clock.
    pub fn restart(&self, limit: Limit, now: Timestamp) -> Result<Clock, ClockError> {
        let since = match self.state {
            State::Running { since } | State::Paused { since } => since,
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        Ok(Clock { restarts: self.restarts + 1, ..Clock::start(limit, now.max(since)) })
    }

    /// The clock with more time. Before the first pause this is as if the limit had been the longer one from the start.
    ///
    /// Whether more time may be given, how often and by whom, and whether still after the deadline, is a rule of
    /// casework; here a clock whose deadline moves past `now` simply is overdue no longer.
    ///
    /// # Errors
    /// The clock has stopped, the extension is of another kind than the limit, or is zero, or the limit would exceed
    /// ten years.
    pub fn extend(&self, calendar: &Calendar, by: impl Into<Extension>, now: Timestamp) -> Result<Clock, ClockError> {
        let more = match by.into() {
            Extension::By(limit) => limit,
            Extension::TimesOriginal(times) => self.limit.times(times)?,
        };
        self.total_limit().plus(more)?;
        let mut clock =
            Clock { extended_by: self.extended_by + more.amount(), extensions: self.extensions + 1, ..self.clone() };
        let since = match self.state {
            State::Running { since } | State::Paused { since } => since,
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        match self.goal {
            Goal::Whole => {}
            Goal::Rest { seconds } => clock.goal = Goal::Rest { seconds: seconds + more.seconds() },
            Goal::Missed { deadline, allotted_seconds } => {
                let moved = calendar.deadline_of_rest(self.limit.kind(), more.seconds(), deadline);
                clock.catch_up(calendar, (deadline, moved), allotted_seconds, now.max(since));
            }
        }
        Ok(clock)
    }

    /// The clock stopped for good: the work is done. It remembers whether that was in time.
    ///
    /// # Errors
    /// The clock has stopped already.
    pub fn stop(&self, calendar: &Calendar, now: Timestamp) -> Result<Clock, ClockError> {
        let (since, paused) = match self.state {
            State::Running { since } => (since, false),
            State::Paused { since } => (since, true),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let at = now.max(since);
        let reading = self.read(calendar, at);
        let state = State::Stopped {
            at,
            deadline: reading.deadline,
            allotted_seconds: reading.used_seconds + reading.remaining_seconds,
            on_time: !reading.overdue,
        };
        let paused_seconds = self.paused_seconds + if paused { whole_seconds(since, at) } else { 0 };
        Ok(Clock { used_seconds: reading.used_seconds, paused_seconds, state, ..self.clone() })
    }

    /// Everything the clock shows at an instant. Asking for several figures, ask for this.
    pub fn read(&self, calendar: &Calendar, now: Timestamp) -> Reading {
        let (deadline, used_seconds, allotted_seconds, overdue) = match self.state {
            State::Running { since } => {
                let now = now.max(since);
                let (deadline, used, allotted) = self.running(calendar, since, now);
                (Some(deadline), used, allotted, now > deadline)
            }
            State::Paused { .. } => match self.goal {
                Goal::Missed { deadline, allotted_seconds } => {
                    (Some(deadline), self.used_seconds, allotted_seconds, true)
                }
                Goal::Rest { seconds } => (None, self.used_seconds, self.used_seconds + seconds, false),
                Goal::Whole => unreachable!("pausing replaces the whole limit by its rest"),
            },
            State::Stopped { deadline, allotted_seconds, on_time, .. } => {
                (deadline, self.used_seconds, allotted_seconds, !on_time)
            }
        };
        let share = share(used_seconds, allotted_seconds);
        let light = match self.state {
            State::Stopped { on_time: true, .. } => Light::Green,
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

    /// Whether a stopped clock was stopped in time; none before it has stopped.
    pub fn on_time(&self) -> Option<bool> {
        match self.state {
            State::Stopped { on_time, .. } => Some(on_time),
            _ => None,
        }
    }

    /// Whether the clock is running.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    /// Whether the clock is paused.
    pub fn is_paused(&self) -> bool {
        matches!(self.state, State::Paused { .. })
    }

    /// Whether the clock has stopped.
    pub fn is_stopped(&self) -> bool {
        matches!(self.state, State::Stopped { .. })
    }

    /// The limit the clock was started or restarted with.
    pub fn limit(&self) -> Limit {
        self.limit
    }

    /// The limit with all its extensions.
    pub fn total_limit(&self) -> Limit {
        Limit::new(self.limit.kind(), self.limit.amount().saturating_add(self.extended_by)).unwrap_or(self.limit)
    }

    /// When the clock was started or restarted.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// When the clock stopped, if it has.
    pub fn stopped_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Stopped { at, .. } => Some(at),
            _ => None,
        }
    }

    /// How often it was extended since its start.
    pub fn extensions(&self) -> u32 {
        self.extensions
    }

    /// How often it was restarted.
    pub fn restarts(&self) -> u32 {
        self.restarts
    }

    /// How often it was paused since its start.
    pub fn pauses(&self) -> u32 {
        self.pauses
    }

    /// Seconds by the clock on the wall spent in pauses that are over.
    pub fn paused_seconds(&self) -> i64 {
        self.paused_seconds
    }

    /// Deadline, seconds used and seconds allotted of a running clock. Allotted is what the axis holds from the start to
    /// the deadline without the pauses, which makes the share 1 at the deadline whatever day it was raised to.
    fn running(&self, calendar: &Calendar, since: Timestamp, now: Timestamp) -> (Timestamp, i64, i64) {
        let kind = self.limit.kind();
        let used_until = |at| self.used_seconds + calendar.working_seconds_between(kind, since, at);
        let (deadline, allotted) = match self.goal {
            Goal::Missed { deadline, allotted_seconds } => (deadline, allotted_seconds),
            Goal::Whole => {
                let deadline = calendar.deadline(self.total_limit(), since);
                (deadline, used_until(deadline))
            }
            Goal::Rest { seconds } => {
                let deadline = calendar.deadline_of_rest(kind, seconds, since);
                (deadline, used_until(deadline))
            }
        };
        (deadline, used_until(now), allotted)
    }

    /// After an extension of a missed deadline: time is left again if the `moved` deadline is still to come, otherwise it
    /// is the one that was missed. A paused clock asks this of the instant of its pause.
    fn catch_up(
        &mut self,
        calendar: &Calendar,
        (missed, moved): (Timestamp, Timestamp),
        allotted_seconds: i64,
        now: Timestamp,
    ) {
        let kind = self.limit.kind();
        let at = match self.state {
            State::Running { since } => {
                self.used_seconds += calendar.working_seconds_between(kind, since, now);
                self.state = State::Running { since: now };
                now
            }
            State::Paused { since } | State::Stopped { at: since, .. } => since,
        };
        self.goal = if at > moved {
            let more = calendar.working_seconds_between(kind, missed, moved);
            Goal::Missed { deadline: moved, allotted_seconds: allotted_seconds + more }
        } else {
            Goal::Rest { seconds: calendar.working_seconds_between(kind, at, moved) }
        };
    }

    fn latest_event(&self) -> Timestamp {
        match self.state {
            State::Running { since } | State::Paused { since } => since,
            State::Stopped { at, .. } => at,
        }
    }
}

/// The share of time used. Nothing allotted can only come from rules that changed under a running clock: all is used then.
fn share(used_seconds: i64, allotted_seconds: i64) -> f64 {
    if allotted_seconds <= 0 { 1.0 } else { used_seconds as f64 / allotted_seconds as f64 }
}

fn whole_seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
