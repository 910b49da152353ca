//! The doors over real HTTP, with the real store in a file of its own and a clock that stands still until told otherwise.

mod city;

mod bad_input;
mod errors;
mod events;
mod journey;
mod ledger;
mod open311;
mod openapi;
mod pages;
mod policy;
mod repeats;
mod rights;
mod sessions;
