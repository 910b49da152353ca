//! The demonstration rulebook is whole: whatever one file names stands in another, and the map has no seams.

#![expect(clippy::panic, clippy::unwrap_used, reason = "the helpers of a test fail the test")]

mod files;
mod ground;
mod tables;
mod words;
