//! Is it known already? The nearest open cases by words, place and time, each with its reasons, and clusters of them.
//!
//! Reading order: [`entry`] what goes in and comes out · [`settings`] · [`index`] · [`cluster`](mod@cluster) · [`pairs`] thresholds from a
//! person's marks. Within: [`reading`] letters and pieces, [`places`] names, [`commonness`] and [`weights`] what they weigh, [`sketch`] what is kept,
//! [`postings`], [`slots`] and [`candidates`] how it is found, [`likeness`] and [`reasons`] how it is judged, [`label`].

mod candidates;
pub mod cluster;
mod commonness;
pub mod entry;
pub mod index;
mod label;
mod likeness;
mod many;
pub mod pairs;
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
