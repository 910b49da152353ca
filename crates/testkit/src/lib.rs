//! What tests and the demonstration need so that nothing depends on luck: a clock that one sets, ids and dice that come
//! from a seed, and an imaginary city whose residents telephone.
//!
//! Nothing here reads the time of the machine or its randomness. The same seed gives the same story on every machine.
//!
//! * [`Rng`]: the dice.
//! * [`SimClock`]: the clock.
//! * [`SeededIds`]: UUIDv7 in order of creation.
//! * [`City`]: message templates, places, replies and phrases of the rulebook `rulebooks/tinglan`.
//! * [`Resident`]: people who report things, at lifelike hours, sometimes the same thing twice.

mod city;
mod clock;
mod ids;
mod resident;
mod rhythm;
mod rng;

pub use city::{City, Place, PlaceKind, Template};
pub use clock::SimClock;
pub use ids::SeededIds;
pub use resident::{Resident, SampleReport};
pub use rhythm::{Rhythm, Storm};
pub use rng::Rng;
