//! How many changes a record has had, so that two people who change it at once find out.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How many changes a record has had: 1 when it is first written. A command names the version that its author saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(u32);

impl Version {
    /// The version of a record that has just been made.
    pub const FIRST: Self = Self(1);

    /// The version with this number, as read from a row or a request.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The version after one more change.
    ///
    /// # Panics
    /// After four thousand million changes to one record, which a day of one change a millisecond would need 49 days for.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The number itself.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
