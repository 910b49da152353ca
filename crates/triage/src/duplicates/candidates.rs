//! The cases that share the most with a report: votes by key, counted in a small open table.

/// Places in the table: well above the keys of a report times the cases under one key.
const SIZE: usize = 4096;
/// When so many are in, no further case is let in; those that are there go on collecting.
const FULL: usize = SIZE * 3 / 4;
/// No slot.
const NONE: u32 = u32::MAX;

/// Votes by slot.
pub(crate) struct Candidates {
    table: Vec<(u32, f32)>,
    taken: Vec<u16>,
}

impl Candidates {
    pub(crate) fn new() -> Self {
        Self { table: vec![(NONE, 0.0); SIZE], taken: Vec::with_capacity(512) }
    }

    /// One more key that this case shares, with its weight.
    pub(crate) fn vote(&mut self, slot: u32, weight: f32) {
        let mut at = (slot.wrapping_mul(0x9e37_79b1) >> 20) as usize;
        loop {
            let entry = &mut self.table[at];
            if entry.0 == slot {
                entry.1 += weight;
                return;
            }
            if entry.0 == NONE {
                if self.taken.len() < FULL {
                    *entry = (slot, weight);
                    self.taken.push(u16::try_from(at).expect("the table has 4,096 places"));
                }
                return;
            }
            at = (at + 1) % SIZE;
        }
    }

    /// The cases with the most votes, in no order that means anything; of equal ones the newer.
    pub(crate) fn best(self, most: usize) -> impl Iterator<Item = u32> {
        let mut ranked: Vec<(u32, f32)> = self.taken.iter().map(|at| self.table[usize::from(*at)]).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0));
        if ranked.len() > most {
            ranked.select_nth_unstable_by(most, order);
            ranked.truncate(most);
        }
        ranked.into_iter().map(|(slot, _)| slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_voted_are_found_among_many() {
        let mut candidates = Candidates::new();
        (0..10_000).for_each(|slot| candidates.vote(slot, 1.0));
        (5..8).for_each(|slot| candidates.vote(slot, 1.0));
        let mut best: Vec<u32> = candidates.best(3).collect();
        best.sort_unstable();
        assert_eq!(best, [5, 6, 7]);
    }
}
