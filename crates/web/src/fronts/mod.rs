//! 前端: the staff console and the grid worker's phone, built elsewhere and handed over by whoever starts the server.
//!
//! The doors only pass on what was built: the right type, the form that the browser takes, and how long it may keep it.

pub(crate) mod built;
pub(crate) mod console;
pub(crate) mod field;
mod kinds;
mod pass;

pub use built::{File, FrontEnds};
