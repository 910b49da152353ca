//! Is it known already? The nearest open cases by words, place and time, each with its reasons, and clusters of them.
//!
//! Reading order: [`entry`] what goes in and comes out · [`settings`] · [`index`] · [`cluster`](mod@cluster).

pub mod cluster;
pub mod entry;
pub mod index;
pub mod settings;

pub use cluster::{Cluster, cluster};
pub use entry::{Entry, Match, Reason};
pub use index::Index;
pub use settings::{Settings, Threshold};
