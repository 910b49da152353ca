//! A linear-chain conditional random field of our own: the chain, its training, and the model that is kept.

pub mod chain;
pub mod descend;
mod file;
pub mod learn;
pub mod model;
pub mod quick;

pub use file::ModelError;
