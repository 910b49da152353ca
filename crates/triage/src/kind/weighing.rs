//! How much a run counts: rarer counts more, and more still where kinds differ in it.
//!
//! The weight of a run is its inverse document frequency, `ln((1 + n) / (1 + d)) + 1`, times a power of how strongly it sets one kind
//! apart: the largest absolute logarithm, over the kinds, of found to expected messages of that kind with the run, one message added
//! to both so that a run seen twice or a kind with three examples proves little. The idea of weighing features by class log-ratios is
//! that of Wang and Manning, "Baselines and Bigrams" (ACL 2012); here one weight serves all kinds. Within a message a run
//! counts `1 + ln t`; each block is brought to length one and weighed against the others, and so is the whole.

use super::grams::{HEAD, PLACE};
use super::table::{Count, Table};
use super::vocabulary::Vocabulary;

/// How far the logarithm is trusted: 0 not at all, 1 fully. Anything from 0.5 to 1 does about as well.
const TRUST: f32 = 0.6;
/// So many imaginary messages are added to those found and to those expected.
const DRAWN: f32 = 1.0;
/// What is left to a run that all kinds share alike; where there is one kind alone, every run is such a one.
const SHARED: f32 = 0.05;
/// The weight of each block beside the others: all that is said, its head, the place.
const SHARES: [f32; 3] = [1.0, 0.5, 0.5];

/// The weight of every run, and where the blocks end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    of: Vec<f32>,
    blocks: Blocks,
}

/// Where the blocks begin among the known runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocks {
    head: u32,
    place: u32,
}

impl Blocks {
    /// The blocks of a vocabulary.
    pub(crate) fn of(vocabulary: &Vocabulary) -> Self {
        Self { head: vocabulary.first_from(HEAD.from), place: vocabulary.first_from(PLACE.from) }
    }

    /// The number of the block in which a run stands.
    #[inline]
    pub(crate) fn which(self, id: u32) -> usize {
        usize::from(id >= self.head) + usize::from(id >= self.place)
    }
}

impl Weights {
    /// Weights that were learnt before.
    pub(crate) const fn from_parts(of: Vec<f32>, blocks: Blocks) -> Self {
        Self { of, blocks }
    }

    /// Learns the weights from these examples of the table.
    pub(crate) fn learn(table: &Table, rows: &[usize], vocabulary: &Vocabulary) -> Self {
        let width = table.width;
        let mut examples = vec![0.0_f32; width];
        let mut seen = vec![0.0_f32; vocabulary.len() * width];
        for row in rows {
            let kind = table.kinds[*row] as usize;
            examples[kind] += 1.0;
            for id in table.ids(*row) {
                seen[*id as usize * width + kind] += 1.0;
            }
        }
        let all: f32 = examples.iter().sum();
        // With few examples a run seen once is all there is; with many, one that a single example of this part holds is noise.
        let least = if rows.len() < 300 { 1.0 } else { 2.0 };
        let of = seen.chunks(width.max(1)).map(|by_kind| {
            let messages: f32 = by_kind.iter().sum();
            if messages < least {
                return 0.0;
            }
            let rarity = ((1.0 + all) / (1.0 + messages)).ln() + 1.0;
            rarity * apart(by_kind, &examples, messages, all).powf(TRUST)
        });
        Self { of: of.collect(), blocks: Blocks::of(vocabulary) }
    }

    /// The weight of a run.
    #[inline]
    pub(crate) fn of(&self, id: u32) -> f32 {
        self.of[id as usize]
    }

    /// All of them, in the order of the runs.
    pub(crate) fn all(&self) -> &[f32] {
        &self.of
    }

    /// Writes the values of one message's runs, brought to length one; all zero when nothing in it counts.
    pub(crate) fn values(&self, ids: &[u32], counts: &[Count], out: &mut [f32]) {
        let mut squares = [0.0_f32; 3];
        for ((id, count), value) in ids.iter().zip(counts).zip(out.iter_mut()) {
            *value = damped(*count) * self.of(*id);
            squares[self.blocks.which(*id)] += *value * *value;
        }
        let scales = scales(squares);
        for (id, value) in ids.iter().zip(out) {
            *value *= scales[self.blocks.which(*id)];
        }
    }
}

/// What each block's values are multiplied with, given the squares of their lengths, so that the whole has length one.
#[inline]
pub(crate) fn scales(squares: [f32; 3]) -> [f32; 3] {
    let mut whole = 0.0_f32;
    for (square, share) in squares.iter().zip(SHARES) {
        whole += if *square > 0.0 { share * share } else { 0.0 };
    }
    let whole = whole.sqrt();
    std::array::from_fn(|at| if squares[at] > 0.0 { SHARES[at] / (squares[at].sqrt() * whole) } else { 0.0 })
}

/// What so many occurrences count.
#[inline]
pub(crate) fn damped(count: Count) -> f32 {
    // The usual counts are looked up: a logarithm for each run of each message would be half of all the work.
    const USUAL: [f32; 8] = [0.0, 1.0, 1.693_147_2, 2.098_612_3, 2.386_294_4, 2.609_438, 2.791_759_5, 2.945_910_1];
    USUAL.get(usize::from(count)).copied().unwrap_or_else(|| 1.0 + f32::from(count).ln())
}

/// How strongly a run sets one kind apart from what its share among all examples lets expect.
fn apart(by_kind: &[f32], examples: &[f32], messages: f32, all: f32) -> f32 {
    let lifts = by_kind.iter().zip(examples).map(|(found, of)| {
        let expected = messages * of / all;
        ((found + DRAWN) / (expected + DRAWN)).ln().abs()
    });
    lifts.fold(0.0, f32::max) + SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_counts_are_damped_as_the_formula_says() {
        for count in 1..40_u16 {
            assert!((damped(count) - (1.0 + f32::from(count).ln())).abs() < 1e-6, "{count}");
        }
    }

    #[test]
    fn the_whole_has_length_one_whichever_blocks_are_there() {
        for squares in [[4.0, 9.0, 0.0], [1.0, 0.0, 0.0], [2.0, 2.0, 2.0]] {
            let scales = scales(squares);
            let length: f32 = squares.iter().zip(scales).map(|(square, scale)| square * scale * scale).sum();
            assert!((length - 1.0).abs() < 1e-6, "{squares:?}");
        }
        assert_eq!(scales([0.0; 3]), [0.0; 3]);
    }

    #[test]
    fn a_run_that_sets_a_kind_apart_counts_more_than_one_that_all_share() {
        let examples = [50.0, 50.0];
        let shared = apart(&[20.0, 20.0], &examples, 40.0, 100.0);
        let telling = apart(&[39.0, 1.0], &examples, 40.0, 100.0);
        assert!(telling > 5.0 * shared, "{telling} {shared}");
        // One example of a kind with one example proves little.
        let rare = apart(&[1.0, 0.0], &[1.0, 99.0], 1.0, 100.0);
        assert!(rare < telling, "{rare} {telling}");
    }
}
