//! Marks on units that are wiped in no time, so that many small searches in a large fabric stay small.

/// A set of units.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    of: Vec<u32>,
    round: u32,
}

impl Marks {
    /// No unit of so many is marked.
    pub(crate) fn new(units: usize) -> Self {
        Self { of: vec![0; units], round: 1 }
    }

    /// Marks these and no others.
    pub(crate) fn only(&mut self, units: impl IntoIterator<Item = u32>) {
        self.round += 1;
        for unit in units {
            self.of[unit as usize] = self.round;
        }
    }

    /// Whether a unit is marked.
    pub(crate) fn has(&self, unit: u32) -> bool {
        self.of[unit as usize] == self.round
    }

    /// Wipes the mark of a unit, and says whether it had one.
    pub(crate) fn take(&mut self, unit: u32) -> bool {
        let had = self.has(unit);
        self.of[unit as usize] = 0;
        had
    }
}
