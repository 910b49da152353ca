//! Which buckets are known: a bitmap with ranks, so that a run is looked up in one step and an unknown one costs no more.

use super::grams::BUCKETS;

/// The known buckets, each with its number from 0 in the order of the buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vocabulary {
    cells: Vec<Cell>,
    len: u32,
}

/// Sixty-four buckets: which are known, and how many are known before them. Both together, so that one line of cache answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cell {
    known: u64,
    before: u32,
}

impl Vocabulary {
    /// The vocabulary of these buckets.
    pub(crate) fn new(buckets: impl IntoIterator<Item = u32>) -> Self {
        let mut cells = vec![Cell::default(); BUCKETS.div_ceil(64)];
        for bucket in buckets {
            cells[(bucket / 64) as usize].known |= 1 << (bucket % 64);
        }
        let mut len = 0;
        for cell in &mut cells {
            cell.before = len;
            len += cell.known.count_ones();
        }
        Self { cells, len }
    }

    /// The number of a bucket; `None` when it is not known.
    #[inline]
    pub(crate) fn number(&self, bucket: u32) -> Option<u32> {
        let cell = self.cells[(bucket / 64) as usize];
        let bit = 1_u64 << (bucket % 64);
        (cell.known & bit != 0).then(|| cell.before + (cell.known & (bit - 1)).count_ones())
    }

    /// How many buckets are known.
    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// The number of the first known bucket from here on; the vocabulary's length when there is none.
    pub(crate) fn first_from(&self, bucket: u32) -> u32 {
        self.cells.get((bucket / 64) as usize).map_or(self.len, |cell| {
            let bit = 1_u64 << (bucket % 64);
            cell.before + (cell.known & (bit - 1)).count_ones()
        })
    }

    /// The known buckets in ascending order.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.cells).flat_map(|(at, cell)| {
            let known = cell.known;
            (0..64).filter(move |bit| known & (1_u64 << bit) != 0).map(move |bit| at * 64 + bit)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_of_the_buckets() {
        let known = [0, 5, 63, 64, 1_000_000, u32::try_from(BUCKETS).unwrap() - 1];
        let vocabulary = Vocabulary::new(known);
        assert_eq!(vocabulary.buckets().collect::<Vec<_>>(), known);
        for (number, bucket) in (0..).zip(known) {
            assert_eq!(vocabulary.number(bucket), Some(number));
        }
        assert_eq!((vocabulary.number(6), vocabulary.number(65)), (None, None));
        assert_eq!((vocabulary.first_from(0), vocabulary.first_from(64), vocabulary.first_from(65)), (0, 3, 4));
        assert_eq!(vocabulary.len(), 6);
    }
}
