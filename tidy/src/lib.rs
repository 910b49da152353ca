//! Keeps the rules of the house: which crate may know which, where a room's twins stand, how long a file may grow,
//! and what no table may ever hold about a person.
//!
//! Every rule is a pure function from a [`House`] (the file tree, read once) to a list of [`Finding`]s, so each is tested
//! on a small planted house with a fault in it, and `tests/house.rs` asks all of them about the real one.
//! A finding always says what, where, why and the next step: whoever meets it has come from a red build and is in a hurry.
//!
//! In reading order: [`house`] and [`finding`] are the two words; [`manifests`], [`rooms`] and [`twins`] keep the shape;
//! [`migrations`] the tables; [`sizes`] and [`functions`] the reader's patience; [`words`], [`readmes`] and [`paths`]
//! what is published; [`rights`] the promises of RIGHTS.md that a machine can keep.

pub mod finding;
pub mod functions;
pub mod house;
pub mod manifests;
pub mod migrations;
pub mod paths;
pub mod readmes;
pub mod rights;
pub mod rooms;
pub mod sizes;
pub mod twins;
pub mod words;

pub use finding::Finding;
pub use house::House;
