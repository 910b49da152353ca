//! The grades of all fields of a pair in one number: a million pairs have a few thousand patterns, and learning needs no more.

use super::{Grade, SAME};

/// Grades of up to 20 fields, three bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pattern(u64);

impl Pattern {
    /// The grade of a field.
    #[must_use]
    pub fn grade(self, field: usize) -> Grade {
        Grade::try_from((self.0 >> (3 * field)) & u64::from(SAME)).unwrap_or(SAME)
    }

    pub(super) fn set(&mut self, field: usize, grade: Grade) {
        self.0 |= u64::from(grade) << (3 * field);
    }
}
