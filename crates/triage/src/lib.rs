//! ROOM 分拨: what kind of matter a report is, whose it is, whether it is already known, and what the city speaks of this week.
//!
//! The room advises and never decides: every answer comes with its evidence, says how sure it is, and keeps silent below the
//! confidence that the city has set. It learns from what a person has reviewed, and from nothing else.

pub mod department;
pub mod drift;
pub mod duplicates;
pub mod hints;
pub mod kind;
pub mod topics;
