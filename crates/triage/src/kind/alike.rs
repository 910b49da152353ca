//! Which messages say nearly the same, so that one is never judged by what was learnt from its twin.
//!
//! MinHash over runs of four characters (Broder 1997) with one permutation and densification by rotation (Shrivastava and Li,
//! ICML 2014); messages that agree in any band of the sketch are compared by their whole sets. Cost: linear in the text.

use super::message::Example;
use super::plain;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Two messages say nearly the same when this share of all their runs is common. A cosine of 0.7 between weighted counts, which is
/// what others call near-duplicates, is about this share.
const SAME: f64 = 0.5;
/// The smallest hash of each of so many parts of the hash space is the sketch of a message.
const SKETCH: usize = 32;
/// Two neighbouring places make a band: messages with half of their runs in common miss all sixteen once in a hundred pairs.
const BAND: usize = 2;
/// So many messages of one band are compared with the first of them; a letter sent by thousands needs no more.
const RUN: usize = 4;

/// For each example the number of its group: that of the first example which says nearly the same.
pub(crate) fn groups(examples: &[Example<'_>]) -> Vec<usize> {
    let sets: Vec<Vec<u32>> = examples.par_iter().map(|example| set(example)).collect();
    let sketches: Vec<[u32; SKETCH]> = sets.par_iter().map(|set| sketch(set)).collect();
    let mut groups = Groups((0..examples.len()).collect());
    for band in 0..SKETCH / BAND {
        let mut firsts: FxHashMap<&[u32], usize> = FxHashMap::default();
        for (at, sketch) in sketches.iter().enumerate().filter(|(at, _)| sets[*at].len() >= RUN) {
            let first = *firsts.entry(&sketch[band * BAND..(band + 1) * BAND]).or_insert(at);
            if groups.root(first) != groups.root(at) && common(&sets[first], &sets[at]) >= SAME {
                groups.join(first, at);
            }
        }
    }
    (0..examples.len()).map(|at| groups.root(at)).collect()
}

/// The hashes of the runs, sorted, each once.
fn set(example: &Example<'_>) -> Vec<u32> {
    let mut signs = Vec::new();
    plain::said(&example.message, &mut signs);
    let mut hashes: Vec<u32> = signs
        .windows(RUN)
        .map(|run| {
            let key = run.iter().fold(0_u64, |key, sign| {
                (key.rotate_left(21) ^ u64::from(sign.value)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            });
            (key >> 32) as u32
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn sketch(set: &[u32]) -> [u32; SKETCH] {
    const EMPTY: u32 = u32::MAX;
    let mut least = [EMPTY; SKETCH];
    for hash in set {
        // The upper bits choose the part, the hash itself is compared within it.
        let part = (*hash >> (32 - SKETCH.trailing_zeros())) as usize;
        least[part] = least[part].min(*hash);
    }
    // An empty part takes what its next filled neighbour holds: short messages have fewer runs than the sketch has parts.
    let filled = least;
    for at in 0..SKETCH {
        let borrowed = (0..SKETCH).map(|step| filled[(at + step) % SKETCH]).find(|hash| *hash != EMPTY);
        least[at] = borrowed.unwrap_or(EMPTY);
    }
    least
}

/// The share of all runs that both hold.
fn common(left: &[u32], right: &[u32]) -> f64 {
    let (mut at, mut both) = (0, 0_u32);
    for hash in left {
        while right.get(at).is_some_and(|other| other < hash) {
            at += 1;
        }
        both += u32::from(right.get(at) == Some(hash));
    }
    let all = left.len() + right.len() - both as usize;
    f64::from(both) / f64::from(u32::try_from(all).unwrap_or(u32::MAX).max(1))
}

/// Disjoint sets; the smallest member stands for each.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, left: usize, right: usize) {
        let (left, right) = (self.root(left), self.root(right));
        self.0[left.max(right)] = left.min(right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::message::Message;

    #[test]
    fn a_letter_that_was_sent_again_with_another_greeting_is_the_same_letter() {
        let letter = "我家楼下的烧烤店每天营业到凌晨三点，油烟直接排到居民窗口，多次反映无人处理，请有关部门尽快查处。";
        let again = format!("尊敬的领导：{letter}谢谢！");
        let other =
            "幸福小区三栋电梯已经坏了半个月，老人上下楼非常不便，物业一直推脱，恳请督促维修，还居民一个安全的环境。";
        let examples: Vec<Example<'_>> =
            [letter, other, &again, "", ""].map(|text| Example { message: Message::of(text), kind: "甲" }).to_vec();
        assert_eq!(groups(&examples), [0, 1, 0, 3, 4], "and what says nothing is like nothing");
    }
}
