//! Which of a family's names is in use now. Some families change their name from one day to the next, some use two side by side for
//! months, some are an office per street: four guesses (the last uses with half-lives of 1.5, 8 and 64, and the last uses in the same
//! situation) are mixed by how well each has done for the family of late (fixed share, Herbster and Warmuth 1998).

use rustc_hash::FxHashMap;

/// 2^(−1/1.5), 2^(−1/8), 2^(−1/64): half-lives in events of the family.
const KEEP: [f32; 3] = [0.629_960_5, 0.917_004_05, 0.989_228];
const GUESSES: usize = KEEP.len() + 1;
/// How much of the trust is shared out anew at each event, so that a guess which was wrong for long may come back.
const SHARED_ANEW: f32 = 0.02;
/// How much a single family moves the trust with which families begin.
const TO_COMMON: f32 = 0.02;
/// What a name never used so far may expect.
const UNUSED: f32 = 0.05;
/// The weight of a use one step further back in the same situation.
const PER_STEP_BACK: f32 = 0.8;
/// What is left of the former names when a unit is found to go on under a new one.
const LEFT: f32 = 0.01;
/// Names of one family that are weighed; the faintest makes room.
const MOST: usize = 8;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Variants {
    pub(super) families: FxHashMap<u32, Family>,
    pub(super) common: Trust,
}

/// How much each guess is trusted; they add up to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trust(pub(super) [f32; GUESSES]);

impl Default for Trust {
    fn default() -> Self {
        Self([0.25; GUESSES])
    }
}

/// The names of one family, each with its uses.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Family {
    pub(super) names: Vec<(u32, [f32; 3])>,
    pub(super) trust: Trust,
}

impl Variants {
    /// The only name of a family; `None` when it has several. A family that was never confirmed has the name of its head.
    pub(super) fn only(&self, family: u32) -> Option<u32> {
        match self.families.get(&family).map(|family| family.names.as_slice()) {
            None | Some([]) => Some(family),
            Some([(unit, _)]) => Some(*unit),
            Some(_) => None,
        }
    }

    /// The names of a family that were confirmed.
    pub(super) fn names(&self, family: u32) -> impl Iterator<Item = u32> {
        self.families.get(&family).into_iter().flat_map(|family| family.names.iter().map(|(unit, _)| *unit))
    }

    /// The names of a family with their shares, which add up to one. `latest` are the last uses in the same situation, newest first.
    pub(super) fn shares(&self, family: u32, latest: impl Iterator<Item = u32>) -> Vec<(u32, f32)> {
        let Some(family) = self.families.get(&family) else { return Vec::new() };
        let guesses = family.guesses(latest);
        let mixed = |guess: &[f32; GUESSES]| guess.iter().zip(family.trust.0).map(|(share, trust)| share * trust).sum();
        family.names.iter().zip(&guesses).map(|((unit, _), guess)| (*unit, mixed(guess))).collect()
    }

    pub(super) fn learn(&mut self, family: u32, unit: u32, latest: impl Iterator<Item = u32>) {
        let common = &mut self.common;
        let family = self.families.entry(family).or_insert_with(|| Family { names: Vec::new(), trust: *common });
        if family.names.len() > 1 {
            let guesses = family.guesses(latest);
            if let Some(at) = family.names.iter().position(|(name, _)| *name == unit) {
                family.trust.learn(&guesses[at]);
                for (common, own) in common.0.iter_mut().zip(family.trust.0) {
                    *common += TO_COMMON * (own - *common);
                }
            }
        }
        family.count(unit);
    }

    /// The unit goes on the family, whose former names fade at once.
    pub(super) fn succeed(&mut self, unit: u32, family: u32, times: u32) {
        self.families.remove(&unit);
        let common = self.common;
        let family = self.families.entry(family).or_insert_with(|| Family { names: Vec::new(), trust: common });
        for count in family.names.iter_mut().flat_map(|(_, counts)| counts) {
            *count *= LEFT;
        }
        for _ in 0..times {
            family.count(unit);
        }
        // What the same situation saw before the change is past.
        family.trust = Trust([0.3, 0.65, 0.04, 0.01]);
    }

    /// The unit is a family of its own again.
    pub(super) fn part(&mut self, unit: u32, family: u32) {
        if let Some(family) = self.families.get_mut(&family) {
            family.names.retain(|(name, _)| *name != unit);
        }
        self.learn(unit, unit, std::iter::empty());
    }
}

impl Family {
    fn count(&mut self, unit: u32) {
        for (_, counts) in &mut self.names {
            for (count, keep) in counts.iter_mut().zip(KEEP) {
                *count *= keep;
            }
        }
        match self.names.iter_mut().find(|(name, _)| *name == unit) {
            Some((_, counts)) => counts.iter_mut().for_each(|count| *count += 1.0),
            None => {
                if self.names.len() == MOST {
                    let faintest = (0..MOST).min_by(|&a, &b| self.names[a].1[2].total_cmp(&self.names[b].1[2]));
                    self.names.swap_remove(faintest.unwrap_or_default());
                }
                self.names.push((unit, [1.0; 3]));
            }
        }
    }

    /// Each name's share by each guess.
    fn guesses(&self, latest: impl Iterator<Item = u32>) -> Vec<[f32; GUESSES]> {
        let mut shares = vec![[0.0; GUESSES]; self.names.len()];
        let unused = UNUSED * self.names.len() as f32;
        for guess in 0..KEEP.len() {
            let all: f32 = self.names.iter().map(|(_, counts)| counts[guess]).sum();
            for (share, (_, counts)) in shares.iter_mut().zip(&self.names) {
                share[guess] = (counts[guess] + UNUSED) / (all + unused);
            }
        }
        let (mut weight, mut heard) = (1.0, 0.0);
        for unit in latest {
            if let Some(at) = self.names.iter().position(|(name, _)| *name == unit) {
                shares[at][GUESSES - 1] += weight;
                heard += weight;
                weight *= PER_STEP_BACK;
            }
        }
        // Where the situation is new, the middle memory speaks for it.
        for share in &mut shares {
            share[GUESSES - 1] = (share[GUESSES - 1] + 0.5 * share[1]) / (heard + 0.5);
        }
        shares
    }
}

impl Trust {
    fn learn(&mut self, shares: &[f32; GUESSES]) {
        let all: f32 = self.0.iter().zip(shares).map(|(trust, share)| trust * share).sum();
        for (trust, share) in self.0.iter_mut().zip(shares) {
            *trust = (1.0 - SHARED_ANEW) * (*trust * share / all) + SHARED_ANEW * 0.25;
        }
    }
}
