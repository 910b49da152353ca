//! ROOM 评价: how well the city's work went in a period, in figures that anybody can recompute.
//!
//! A figure is never a number alone. It is the list of entries that it counts, and every indicator is one function from the
//! course of a case to such entries ([`indicator`]): so a figure equals the count of the list that it opens, by construction.
//!
//! The figures are of cases, places, kinds and departments. There is none of a person, neither of a resident nor of a clerk.
//!
//! Reading order: [`course`] what is known of a case, [`period`] the stretch of time, [`indicator`] the table of definitions,
//! [`figure`] how entries become a value, [`report`] all figures of a period beside the last one and last year's.

pub mod course;
pub mod entry;
pub mod figure;
pub mod group;
pub mod indicator;
mod measures;
pub mod period;
pub mod report;

pub use course::{Course, Leg, Stretch, Voice};
pub use entry::Entry;
pub use figure::{Figure, Light, Threshold, Value};
pub use group::By;
pub use indicator::{INDICATORS, Indicator};
pub use period::{Period, PeriodError, Window};
pub use report::{Line, Report};
