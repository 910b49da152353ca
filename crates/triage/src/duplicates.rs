//! Is it known already? The nearest open cases by words, place and time, each with its reasons, and clusters of them.
//!
//! Reading order: [`entry`] what goes in and comes out · [`settings`] · [`index`] · [`cluster`](mod@cluster).

mod candidates;
pub mod cluster;
mod commonness;
pub mod entry;
pub mod index;
mod label;
mod likeness;
mod places;
mod postings;
mod reading;
mod reasons;
pub mod settings;
mod sketch;
mod slots;
mod weights;

pub use cluster::{Cluster, cluster};
pub use entry::{Entry, Match, Reason};
pub use index::Index;
pub use settings::{Settings, Threshold};
