//! Working time: **by when must this be done, how much of the time is used, and is it too late?**
//!
//! A city states a limit in one of four kinds of time, its opening hours and its exceptions (public holidays, 调休 working
//! days). From these follow deadlines and shares of time used, exact to the second, for any instant and across any year.
//! The room is arithmetic: instants come in as arguments, answers go out. It reads no clock and no file.
//!
//! # What always holds
//!
//! - *One axis per kind.* Time is counted on the axis of its kind and nowhere else: 紧急工作时 and 自然日 count all time, 工作时
//!   the opening hours, 工作日 whole working days. `working_seconds_between(from, advance(from, n)) == n`.
//! - *A later start never has an earlier deadline.*
//! - *The share is 1 at the deadline*, less before it and not less after it; it never falls while the clock runs.
//! - *A pause never takes time away*, and never undoes a delay: what was overdue stays overdue.
//! - *A clock never runs backwards*, whatever instants it is shown.
//! - *Every instant has an answer.* Outside the years with known exceptions the ordinary week goes on;
//!   [`Calendar::covers`] tells which years those are.
//! - *Civil time is a fixed distance from UTC*, +08:00 unless the rules say otherwise. China has had no summer time since
//!   1992.
//!
//! # What it leaves out
//!
//! Who may extend or suspend, how often and on what ground: that is casework. Night shifts that belong to the day before;
//! zones with summer time; limits in months and years.
//!
//! # Reading order
//!
//! [`limit`] what a rulebook promises · [`hours`], [`exceptions`], [`rules`] what a city decides about its time ·
//! [`calendar`] the questions, prepared in `table` · [`light`] green, yellow, red · [`clock`] one promise on its way.
//!
//! The tests in `tests/` compare all of this with a reference that walks through real years minute by minute, and
//! `tests/cases_of_the_calendar.rs` is a table a clerk can check by hand.

pub mod calendar;
pub mod clock;
pub mod exceptions;
pub mod hours;
pub mod light;
pub mod limit;
pub mod rules;
mod table;

pub use calendar::Calendar;
pub use clock::{Clock, ClockError, Extension, Reading};
pub use exceptions::{Exception, ExceptionKind, Exceptions, LineProblem};
pub use hours::{DayHours, WeekHours};
pub use light::{Light, YellowAt};
pub use limit::{Limit, LimitError, LimitKind};
pub use rules::{CalendarRules, DayCountsFrom, DayEndsAt, NaturalDayOnRestDay, RulesError, UtcOffset};
