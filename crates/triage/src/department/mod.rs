//! 承办单位: whose a report is. The catalogue rules; where it is silent or ambiguous, the history of confirmed handling suggests.
//!
//! Modules in reading order: [`handling`] is what may be learned from, [`memory`] learns and suggests, [`advise`] puts the catalogue
//! first, [`replay`] measures how well the memory would have done.

pub mod advise;
pub mod handling;
mod learner;
pub mod memory;
pub mod replay;

pub use advise::{Abstention, CatalogueSays, DepartmentAdvice, Evidence, Note, SuggestedUnit, advise};
pub use handling::{Handling, HandlingError, Reviewed, Situation, Units};
pub use memory::{Memory, MemoryError, MemorySettings};
pub use replay::{Event, Figures, Replay, ReplayError, Replayed};
