//! Why a clock cannot do what was asked of it.

use std::fmt;

use crate::limit::LimitError;

/// Why a clock cannot do what was asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockError {
    /// A paused clock cannot be paused again.
    AlreadyPaused,
    /// A clock that runs cannot be resumed.
    NotPaused,
    /// A stopped clock stays as it is.
    Stopped,
    /// The extension does not fit the limit.
    Limit(LimitError),
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClockError::AlreadyPaused => f.write_str("the clock is paused already"),
            ClockError::NotPaused => f.write_str("the clock is running and cannot be resumed"),
            ClockError::Stopped => f.write_str("the clock has stopped for good"),
            ClockError::Limit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ClockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ClockError::Limit(error) => Some(error),
            _ => None,
        }
    }
}

impl From<LimitError> for ClockError {
    fn from(error: LimitError) -> ClockError {
        ClockError::Limit(error)
    }
}
