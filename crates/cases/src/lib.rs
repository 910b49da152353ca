//! The life of a case: **who has to do what by when, on which ground, and has it been done?**
//!
//! A report comes in, a person triages it, the catalogue (or a person who says why) dispatches it, one department leads and others
//! help, somebody else checks, the reporter is answered and heard, and the case closes with an outcome. Every verb is a pure function:
//! the case, what was asked and the [`desk::Desk`] go in, a `Change` or a `Refusal` comes out. There is no change without its fact.
//!
//! # What always holds
//!
//! - *The table of moves* ([`state::MOVES`]) is the whole truth about which verb may follow which.
//! - *Never a guess*: where the catalogue is silent, a person decides and says why.
//! - *Own version*: the version of a case is the number of its facts.
//! - *Five facts*: handled, replied, solved, satisfied and evaluated are recorded apart; not reached is none of them.
//! - *No contact data*: a case and its facts never hold the reporter's name or phone; the reporter is a row of their own, read only through
//!   [`reveal`].
//! - *Nothing is deleted*: a case is hidden with a reason, merged and split again, never removed.
//!
//! # What it leaves out
//!
//! What kind a text speaks of and whether it is known already (that is `triage`; what it advised is kept as [`advice`]), where grids are cut
//! (`grids`), and every figure (`evaluation`).
//!
//! # Reading order
//!
//! [`state`] the table · [`case`] the thing · [`clocks`], [`joint`] its parts · [`rulebook`] the city as data · [`desk`] what a decision is given ·
//! then the verbs in the order of a life: [`report`], [`triage`], [`dispatch`], [`accept`], [`assign`], [`return_`], [`rule`], [`ask`], [`extend`],
//! [`suspend`], [`whistle`], [`handle`], [`verify`], [`reply`], [`feedback`], [`close`], [`reopen`], [`merge`], [`supervise`], [`appeal`],
//! [`evaluate`], [`note`], [`hide`], [`reveal`], [`erase`], [`carry_over`] · [`wake`], [`relay`], [`retime`] and [`regrid`] what the program does by itself.

pub mod state;

pub mod case;
pub mod clocks;
pub mod desk;
pub mod joint;
mod refusal;
pub mod rulebook;

pub mod accept;
pub mod advice;
pub mod appeal;
pub mod ask;
pub mod assign;
pub mod carry_over;
pub mod close;
pub mod dispatch;
pub mod erase;
pub mod evaluate;
pub mod extend;
pub mod feedback;
pub mod handle;
pub mod hide;
pub mod merge;
pub mod note;
pub mod regrid;
pub mod relay;
pub mod reopen;
pub mod reply;
pub mod report;
pub mod retime;
pub mod return_;
pub mod reveal;
pub mod rule;
pub mod supervise;
pub mod suspend;
pub mod triage;
pub mod verify;
pub mod wake;
pub mod whistle;

pub use case::{Case, Docket};
pub use desk::Desk;
pub use rulebook::Rulebook;
pub use state::{State, Verb};
