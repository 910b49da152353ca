//! The contract of the store, told as stories: each is played on SQLite and on PostgreSQL, and both must give the same.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "whatever fails here fails the story")]

#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/sample.rs"]
mod sample;
mod stage;

mod accounts;
mod cases;
mod doors;
mod evaluation;
mod grids;
mod ledger;
mod linkage;
mod lists;
mod moving;
mod outbox;
mod rulebooks;
mod tampering;
mod triage;
