//! The life of a case: from a citizen's words to a closed, proven end.

pub mod case;
pub mod clocks;
pub mod joint;
pub mod rulebook;
pub mod state;
