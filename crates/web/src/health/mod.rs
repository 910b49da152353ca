//! For whoever keeps it running: alive, ready, figures.

pub(crate) mod alive;
pub(crate) mod figures;
pub(crate) mod ready;
