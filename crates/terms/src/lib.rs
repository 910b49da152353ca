//! Words that every room speaks: typed ids and codes, who acts, where, why, and the two words that carry the house:
//! a [`Fact`] (what happened) and a [`Change`] (what must now be written). There is no I/O, clock or randomness here.
//!
//! Reading order: [`id`], [`code`], [`actor`], [`purpose`], [`place`], [`fact`], [`change`], [`version`], [`refusal`].

pub mod actor;
pub mod change;
pub mod code;
pub mod fact;
pub mod id;
pub mod place;
pub mod purpose;
pub mod refusal;
pub mod version;

pub use actor::{Actor, Role};
pub use change::{Change, FollowUp, Step};
pub use code::{AreaCode, CodeError, DepartmentCode, GridCode, KindCode, StaffId};
pub use fact::{About, Fact, RuleRef};
pub use id::{CaseId, CommandId, TopicId};
pub use place::{Datum, Location, LocationError, Place, UnknownDatum};
pub use purpose::Purpose;
pub use refusal::{Refusal, RefusalClass};
pub use version::Version;
