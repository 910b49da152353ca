//! What went wrong in the world below: the disk, the database, the network. Never an answer to a person by itself.

use std::error::Error;
use std::fmt;

/// What sort of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The database cannot be reached or does not answer; another try later may do.
    Unreachable,
    /// What is stored cannot be read as what it ought to be.
    Damaged,
    /// The database is there, but not in a state to work with: too old, too new, not empty.
    Unfit,
    /// Anything else the database says.
    Other,
}

/// An error with what was being done.
#[derive(Debug)]
pub struct StoreError {
    trouble: Trouble,
    doing: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// This trouble while doing that.
    pub(crate) fn new(trouble: Trouble, doing: impl Into<String>) -> Self {
        Self { trouble, doing: doing.into(), cause: None }
    }

    /// The same, because of this.
    pub(crate) fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What is stored under this name cannot be read.
    pub(crate) fn damaged(what: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(Trouble::Damaged, what).because(cause)
    }

    /// What sort of trouble it is.
    #[must_use]
    pub const fn trouble(&self) -> Trouble {
        self.trouble
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{}: {cause}", self.doing),
            None => f.write_str(&self.doing),
        }
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}
