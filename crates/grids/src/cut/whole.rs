//! Whether a grid stays in one piece when a unit leaves it.

use super::fabric::Fabric;

/// Answers the question again and again without asking for memory each time.
#[derive(Debug, Default)]
pub(crate) struct Wholeness {
    seen: Vec<u32>,
    round: u32,
    wanted: Vec<u32>,
    queue: Vec<u32>,
}

impl Wholeness {
    /// For a fabric of so many units.
    pub(crate) fn new(units: usize) -> Self {
        Self { seen: vec![0; units], ..Self::default() }
    }

    /// Whether the grid of this unit hangs together without it.
    ///
    /// It does when the unit's neighbours in the grid reach one another; a grid has some ten units, so the search is short.
    pub(crate) fn without(&mut self, fabric: &Fabric, label: &[u32], unit: u32) -> bool {
        let grid = label[unit as usize];
        self.wanted.clear();
        self.wanted.extend(fabric.near(unit).iter().map(|touch| touch.unit).filter(|&u| label[u as usize] == grid));
        if self.wanted.len() <= 1 {
            return true;
        }
        self.round += 1;
        let round = self.round;
        self.seen[unit as usize] = round;
        self.seen[self.wanted[0] as usize] = round;
        self.queue.clear();
        self.queue.push(self.wanted[0]);
        let mut missing = self.wanted.len() - 1;
        let mut at = 0;
        while at < self.queue.len() {
            for touch in fabric.near(self.queue[at]) {
                let near = touch.unit as usize;
                if label[near] == grid && self.seen[near] != round {
                    self.seen[near] = round;
                    if self.wanted.contains(&touch.unit) {
                        missing -= 1;
                        if missing == 0 {
                            return true;
                        }
                    }
                    self.queue.push(touch.unit);
                }
            }
            at += 1;
        }
        false
    }
}
