//! Advice at the doors: while somebody types, when a report is filed, on the console; what was learned and how it holds up; and
//! what the city speaks of. The room `triage` advises, and a person decides.
//!
//! Reading order: [`told`] what is asked, [`adviser`] who answers, [`kinds`], [`wording`], [`open_cases`], [`desk`]; [`lessons`] and
//! [`reviewed`] for learning; then the doors.

pub mod adviser;
pub mod choice;
pub mod desk;
mod kinds;
pub mod lessons;
pub mod open_cases;
pub mod reviewed;
pub mod told;
pub(crate) mod urgent;
mod wording;

pub(crate) mod adopt;
pub(crate) mod choose;
pub mod drift;
pub(crate) mod models;
pub(crate) mod monthly;
pub(crate) mod suggest;
pub mod topics;
