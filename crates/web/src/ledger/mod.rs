//! The ledger for whoever wants proof: C2SP tlog-tiles and tlog-proof. Nothing here says what a leaf speaks of.

pub(crate) mod checkpoint;
pub(crate) mod prove;
pub(crate) mod tile;
