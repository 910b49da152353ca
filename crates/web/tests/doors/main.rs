//! The doors over real HTTP, with the real store in a file of its own and a clock that stands still until told otherwise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has found something")]

mod city;

mod addresses;
mod attachments;
mod bad_input;
mod errors;
mod events;
mod figures;
mod follows;
mod fronts;
mod grids;
mod hands;
mod journey;
mod ledger;
mod open311;
mod openapi;
mod pages;
mod policy;
mod public;
mod repeats;
mod residents;
mod rights;
mod sessions;
mod triage;
