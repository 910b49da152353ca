//! Coming in and going out: cookie sessions for people at screens.

pub(crate) mod begin;
pub(crate) mod end;
pub(crate) mod guard;
pub(crate) mod me;
pub mod password;
