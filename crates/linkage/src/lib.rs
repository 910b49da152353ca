//! ROOM 归并: which records of one or two registers speak of the same person, household or organisation, and why.
//!
//! The room is handed the records and a plan, and answers with scores, groups and their explanation. It never joins records by
//! itself: whoever keeps the register decides, under a purpose, on a ground, and every join can be taken back.
//!
//! Reading order: [`plan`], [`mod@propose`], [`clean`], [`register`], then the way of a run: [`link`](mod@link) (block, compare, learn, score), [`cluster`];
//! after it [`mod@explain`], [`mod@golden`], [`review`]. What is kept is a [`history`], and [`keep`] decides what may be added to it.
//! [`hidden`] is for fields that a department may not show.

pub mod apart;
mod block;
mod census;
pub mod clean;
pub mod cluster;
pub mod compare;
pub mod explain;
pub mod golden;
pub mod hidden;
pub mod history;
pub mod keep;
mod learn;
pub mod link;
pub mod parts;
pub mod plan;
pub mod propose;
pub mod purpose;
pub mod register;
pub mod review;
mod text;
pub mod weigh;
mod words;

pub use cluster::Clusters;
pub use compare::{AddressGrader, Comparer, Nearness};
pub use explain::explain;
pub use golden::golden;
pub use history::{Entities, EntityId, History};
pub use link::{Edge, Linked, Ties, link};
pub use plan::{BadPlan, Plan};
pub use propose::propose;
pub use register::{Register, Row};
pub use weigh::{Millibits, Weights, probability};
