//! 来电人: what an agent may know of who calls.

pub(crate) mod earlier;
