//! The doors of the house: everything that comes in over HTTP, and everything that goes out.
//!
//! A request meets the frame ([`frame`]), the gate of its door ([`gate`], which asks the [`policy`]), and then one file that
//! reads it, asks a room for a decision, has the store keep it, and answers. `router.rs` is the table of contents; a folder
//! is a noun, a file is a verb.
//!
//! The doors decide who may come in and see, never what is right: that is for the rooms.
//!
//! Reading order: [`router`], [`policy`], [`gate`], [`frame`], [`caller`], [`problem`]; then any folder, of which `cases`
//! is the largest.

#![expect(unused_qualifications, reason = "utoipa writes the names of parameter types out in full")]

mod router;

pub mod policy;

mod caller;
mod doors;
mod frame;
mod gate;

mod answers;
mod body;
mod lang;
pub mod problem;

mod config;
mod limiter;
mod metrics;
mod openapi;
mod recorded;
mod remembered;
mod secret;
mod serve;
mod web;

mod accounts;
pub mod addresses;
mod attachments;
mod callers;
mod cases;
mod evaluation;
mod events;
mod follows;
mod fronts;
pub mod grids;
mod health;
mod ledger;
mod open311;
mod pages;
mod public;
pub mod rulebooks;
pub mod sessions;
mod tokens;
pub mod triage;
mod views;

pub use addresses::{AddressBook, Entry};
pub use config::WebConfig;
pub use fronts::{File, FrontEnds};
pub use lang::Lang;
pub use openapi::document;
pub use problem::Problem;
pub use router::router;
pub use secret::{Secret, key_digest, sha256};
pub use serve::serve;
pub use sessions::password::hash as hash_password;
pub use triage::desk::TriageDesk;
pub use web::{Clock, Ids, Parts, Web};
