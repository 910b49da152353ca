//! API tokens, for administrators: made, listed, taken back.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod revoke;
