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
use crate::limit::Limit;

mod error;
mod reading;

pub use error::ClockError;
pub use reading::Reading;

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
    /// Minutes or days added to the limit, in the unit of its kind. INVARIANT (one limit): the sum is a limit itself.
    #[serde(default, skip_serializing_if = "is_zero")]
    extended_by: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    extensions: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    restarts: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pauses: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    paused_seconds: i64,
    started_at: Timestamp,
    state: State,
}

/// What a clock is doing. Used time is counted in seconds on the axis of the limit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Running `since` then, with what had been used before.
    Running { since: Timestamp, used_seconds: i64, goal: Goal },
    /// Paused `since` then.
    Paused { since: Timestamp, used_seconds: i64, rest: Rest },
    /// Stopped for good, with all it showed then.
    Stopped { at: Timestamp, used_seconds: i64, allotted_seconds: i64, deadline: Option<Timestamp>, on_time: bool },
}

/// What a running clock runs towards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Goal {
    /// The end of the whole limit, extensions included: there has been no pause yet.
    Whole,
    /// The end of what was left at the latest pause.
    Rest(Rest),
}

/// What is left of a limit that has been interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rest {
    /// So many seconds on the axis, counted from the moment the clock runs again.
    Left { seconds: i64 },
    /// Nothing: the deadline had passed. It stays where it was, and `allotted_seconds` had been given in all until then.
    Missed { deadline: Timestamp, allotted_seconds: i64 },
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
            state: State::Running { since: now, used_seconds: 0, goal: Goal::Whole },
        }
    }

    /// The clock put on hold: the case waits for somebody else (a return, a question to the reporter, 挂账). A deadline
    /// that has passed already stays passed.
    ///
    /// # Errors
    /// The clock is paused already or has stopped.
    pub fn pause(&self, calendar: &Calendar, now: Timestamp) -> Result<Clock, ClockError> {
        let now = now.max(self.latest_event());
        match self.state {
            State::Running { .. } => {}
            State::Paused { .. } => return Err(ClockError::AlreadyPaused),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        }
        let Reading { deadline, used_seconds, remaining_seconds, .. } = self.read(calendar, now);
        let rest = match deadline {
            Some(deadline) if now > deadline => {
                Rest::Missed { deadline, allotted_seconds: used_seconds + remaining_seconds }
            }
            _ => Rest::Left { seconds: remaining_seconds },
        };
        let state = State::Paused { since: now, used_seconds, rest };
        Ok(Clock { pauses: self.pauses + 1, state, ..self.clone() })
    }

    /// The clock running again. What was left at the pause goes on from here; a limit in days ends with its day.
    ///
    /// # Errors
    /// The clock is not paused.
    pub fn resume(&self, now: Timestamp) -> Result<Clock, ClockError> {
        let (since, used_seconds, rest) = match self.state {
            State::Paused { since, used_seconds, rest } => (since, used_seconds, rest),
            State::Running { .. } => return Err(ClockError::NotPaused),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let now = now.max(since);
        let paused_seconds = self.paused_seconds + whole_seconds(since, now);
        let state = State::Running { since: now, used_seconds, goal: Goal::Rest(rest) };
        Ok(Clock { paused_seconds, state, ..self.clone() })
    }

    /// The clock begun anew with a limit of its own, because the work went to somebody else. Time used, pauses and
    /// extensions belong to the old count and are forgotten; that there was a restart is remembered.
    ///
    /// # Errors
    /// The clock has stopped: its verdict stands, and new work gets a new clock.
    pub fn restart(&self, limit: Limit, now: Timestamp) -> Result<Clock, ClockError> {
        if self.is_stopped() {
            return Err(ClockError::Stopped);
        }
        Ok(Clock { restarts: self.restarts + 1, ..Clock::start(limit, now.max(self.latest_event())) })
    }

    /// The clock with more time. Before the first pause this is as if the limit had been the longer one from the start;
    /// afterwards what is left grows; a deadline missed before a pause moves.
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
        let state = match self.state {
            State::Running { goal: Goal::Whole, .. } => self.state,
            State::Running { goal: Goal::Rest(Rest::Left { seconds }), since, used_seconds } => {
                let rest = Rest::Left { seconds: seconds + more.seconds() };
                State::Running { since, used_seconds, goal: Goal::Rest(rest) }
            }
            // What is left is counted from now on, so what was used until now is settled first.
            State::Running { goal: Goal::Rest(missed), since, .. } => {
                let now = now.max(since);
                let goal = Goal::Rest(missed.extended(calendar, more, now));
                State::Running { since: now, used_seconds: self.used(calendar, now), goal }
            }
            State::Paused { since, used_seconds, rest } => {
                State::Paused { since, used_seconds, rest: rest.extended(calendar, more, since) }
            }
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let extended_by = self.extended_by + more.amount();
        Ok(Clock { extended_by, extensions: self.extensions + 1, state, ..self.clone() })
    }

    /// The clock stopped for good: the work is done. It remembers whether that was in time.
    ///
    /// # Errors
    /// The clock has stopped already.
    pub fn stop(&self, calendar: &Calendar, now: Timestamp) -> Result<Clock, ClockError> {
        let at = now.max(self.latest_event());
        let paused_for = match self.state {
            State::Running { .. } => 0,
            State::Paused { since, .. } => whole_seconds(since, at),
            State::Stopped { .. } => return Err(ClockError::Stopped),
        };
        let Reading { deadline, used_seconds, remaining_seconds, overdue, .. } = self.read(calendar, at);
        let allotted_seconds = used_seconds + remaining_seconds;
        let state = State::Stopped { at, used_seconds, allotted_seconds, deadline, on_time: !overdue };
        Ok(Clock { paused_seconds: self.paused_seconds + paused_for, state, ..self.clone() })
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
        // Extending has checked the sum; only a record changed by hand can be refused here.
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

    fn latest_event(&self) -> Timestamp {
        match self.state {
            State::Running { since, .. } | State::Paused { since, .. } => since,
            State::Stopped { at, .. } => at,
        }
    }
}

impl Rest {
    /// What is left with more time, seen from the instant at which it is taken up.
    fn extended(self, calendar: &Calendar, more: Limit, at: Timestamp) -> Rest {
        let kind = more.kind();
        match self {
            Rest::Left { seconds } => Rest::Left { seconds: seconds + more.seconds() },
            Rest::Missed { deadline: missed, allotted_seconds } => {
                let deadline = calendar.deadline_of_rest(kind, more.seconds(), missed);
                if deadline < at {
                    let given = calendar.working_seconds_between(kind, missed, deadline);
                    Rest::Missed { deadline, allotted_seconds: allotted_seconds + given }
                } else {
                    Rest::Left { seconds: calendar.working_seconds_between(kind, at, deadline) }
                }
            }
        }
    }
}

fn whole_seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs()
}
/// Most clocks are never paused, extended or restarted, and a city keeps millions of them: what is zero is not written.
fn is_zero<N: Default + PartialEq>(number: &N) -> bool {
    *number == N::default()
}
