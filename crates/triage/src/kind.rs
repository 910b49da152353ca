//! 类别 · The kind of matter: a linear model over runs of characters, with calibrated probabilities, its evidence, and silence
//! where it is not sure enough.
//!
//! Reading order: [`message`] (what is read) → [`suggestion`] (what is answered) → `plain`, `reading`, `grams` (text as features) →
//! `doubt` (when to keep silent) → [`model`] (a model at work), `evidence` → [`train`], `table`, `vocabulary`, `weighing`,
//! `separate`, `dice` (how it comes about) → `alike`, `folds`, `calibrate`, [`figures`] (how good it is).

pub mod advisor;
mod alike;
mod calibrate;
pub mod catalogue;
mod dice;
mod doubt;
pub mod evaluate;
mod evidence;
pub mod figures;
pub mod file;
mod folds;
mod grams;
pub mod message;
pub mod model;
mod plain;
mod reading;
mod separate;
pub mod suggestion;
mod table;
pub mod train;
mod vocabulary;
mod weighing;

pub use advisor::Advisor;
pub use catalogue::{CatalogueGuide, KindEntry};
pub use evaluate::{Evaluation, cross_validate, evaluate};
pub use figures::Figures;
pub use file::FileError;
pub use message::{Example, Field, Message};
pub use model::{About, Model};
pub use suggestion::{Phrase, Reason, Suggestion, Suggestions};
pub use train::{Options, TrainingError};
