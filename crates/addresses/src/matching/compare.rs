//! What two addresses have in common, as numbers with a name each.

use super::place::{Counts, Place, SORTS};

/// How many there are.
pub const COMPARISONS: usize = 9 + 4 * SORTS + 8 + 4 + CROSSED;
/// Comparisons of two things at once.
const CROSSED: usize = 96;

/// The comparison of a query with what it may mean.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub(super) values: [f32; COMPARISONS],
    /// Per sort of number: whether both have one and share it, both and do not, or only one has one.
    pub(super) numbers: [Agreement; SORTS],
    pub(super) roads: Agreement,
    pub(super) divisions: Agreement,
    /// The share of the query's words that the other has too.
    pub(super) words: f32,
    /// The longest stretch of characters that both have.
    pub(super) longest: usize,
}

/// How two sets of values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Agreement {
    /// Neither has one.
    Neither = 0,
    /// Both have the same.
    Same = 1,
    /// Both have one, and not the same.
    Other = 2,
    /// Only the query has one.
    Asked = 3,
    /// Only the other has one.
    Offered = 4,
}

impl Comparison {
    /// Compares.
    #[must_use]
    pub fn of(query: &Place, other: &Place) -> Self {
        let numbers = [
            Counts::Door,
            Counts::Lane,
            Counts::Building,
            Counts::Entrance,
            Counts::Floor,
            Counts::Room,
            Counts::Section,
            Counts::Bare,
        ]
        .map(|counts| agreement(query.counted(counts), || other.counted(counts), |a, b| a == b));
        let roads = agreement(
            query.roads.iter().copied(),
            || other.roads.iter().copied(),
            |&(a, shared), &(b, _)| common_end(&query.core[..a], &other.core[..b]) >= shared,
        );
        let divisions = divisions(query, other);
        let blocks = blocks(&query.core, &other.core);
        let (asked, offered) = (words(&query.core), words(&other.core));
        let shared: usize = blocks.iter().map(|block| words(&query.core[block.0..block.0 + block.2])).sum();
        let longest = blocks.iter().map(|block| words(&query.core[block.0..block.0 + block.2])).max().unwrap_or(0);
        let words_shared = ratio(shared, asked);
        let mut comparison =
            Self { values: [0.0; COMPARISONS], numbers, roads, divisions, words: words_shared, longest };
        comparison.fill(ratio(shared, offered), ratio(longest, asked.min(offered)), tail(query, other, &blocks));
        comparison
    }

    fn fill(&mut self, back: f32, longest: f32, tail: [f32; 2]) {
        let (words, length) = (self.words, f32::from(u8::try_from(self.longest.min(10)).expect("at most ten")) / 10.0);
        let plain = [1.0, words, words * words, back, back * back, longest, length, tail[0], tail[1]];
        self.values[..9].copy_from_slice(&plain);
        let mut at = 9;
        for agreement in self.numbers {
            self.one_of(at, agreement);
            at += 4;
        }
        self.one_of(at, self.roads);
        self.one_of(at + 4, self.divisions);
        at += 8;
        self.values[at] = f32::from(u8::from(self.longest >= 3));
        self.values[at + 1] = f32::from(u8::from(self.longest >= 4));
        self.values[at + 2] = f32::from(u8::from(self.longest >= 6));
        self.values[at + 3] = words * back;
        at += 4;
        let band = |share: f32| usize::from(share > 0.35) + usize::from(share > 0.6) + usize::from(share > 0.85);
        let [door, building] = [Counts::Door, Counts::Building].map(|counts| self.numbers[counts as usize]);
        let name = usize::from(self.longest >= 3) + usize::from(self.longest >= 5);
        // Which building it is matters where the name is the same, and says nothing where it is not.
        for (size, cell) in [
            (20, band(words) * 5 + building as usize),
            (20, band(words) * 5 + door as usize),
            (15, name * 5 + building as usize),
            (25, door as usize * 5 + building as usize),
            (16, band(words) * 4 + band(back)),
        ] {
            self.values[at + cell] = 1.0;
            at += size;
        }
    }

    fn one_of(&mut self, at: usize, agreement: Agreement) {
        if agreement != Agreement::Neither {
            self.values[at + agreement as usize - 1] = 1.0;
        }
    }
}

fn agreement<A, I: Iterator<Item = A>>(
    mut query: impl Iterator<Item = A>,
    other: impl Fn() -> I,
    same: impl Fn(&A, &A) -> bool,
) -> Agreement {
    let any = other().next().is_some();
    let Some(first) = query.next() else { return if any { Agreement::Offered } else { Agreement::Neither } };
    if !any {
        return Agreement::Asked;
    }
    let shared = std::iter::once(first).chain(query).any(|one| other().any(|another| same(&one, &another)));
    if shared { Agreement::Same } else { Agreement::Other }
}

fn divisions(query: &Place, other: &Place) -> Agreement {
    let mut all = Agreement::Neither;
    for (a, b) in query.divisions.iter().zip(&other.divisions) {
        match (a, b) {
            (Some(a), Some(b)) if a == b => all = Agreement::Same,
            (Some(_), Some(_)) => return Agreement::Other,
            (Some(_), None) if all == Agreement::Neither => all = Agreement::Asked,
            (None, Some(_)) if all == Agreement::Neither => all = Agreement::Offered,
            _ => {}
        }
    }
    all
}

fn common_end(a: &[char], b: &[char]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// Longer addresses are compared by their first characters.
const LONGEST: usize = 80;

/// Stretches of two characters and more that both have: begin in either, and length. The longest first, then what lies left and right of it.
fn blocks(a: &[char], b: &[char]) -> Vec<(usize, usize, usize)> {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let mut found = Vec::new();
    // Words change places in an address: what is taken once is not taken again, wherever it stands.
    let (mut free_a, mut free_b) = ([true; LONGEST], [true; LONGEST]);
    loop {
        let mut best = (0, 0, 1);
        let mut lengths = [0_u8; LONGEST + 1];
        for (i, c) in a.iter().enumerate() {
            for j in (0..b.len()).rev() {
                let run = if *c == b[j] && free_a[i] && free_b[j] { lengths[j] + 1 } else { 0 };
                lengths[j + 1] = run;
                if usize::from(run) > best.2 {
                    best = (i + 1 - usize::from(run), j + 1 - usize::from(run), usize::from(run));
                }
            }
            lengths[0] = 0;
        }
        if best.2 < 2 || found.len() == 8 {
            return found;
        }
        free_a[best.0..best.0 + best.2].fill(false);
        free_b[best.1..best.1 + best.2].fill(false);
        found.push(best);
    }
}

/// How many characters are words and not figures.
fn words(chars: &[char]) -> usize {
    chars.iter().filter(|c| !c.is_ascii_alphanumeric()).count()
}

/// Whether the last words of either, where the most particular name stands, are in the other.
fn tail(query: &Place, other: &Place, blocks: &[(usize, usize, usize)]) -> [f32; 2] {
    let covered = |core: &[char], begin: fn(&(usize, usize, usize)) -> usize| {
        let last = core.len().min(LONGEST);
        let from = last.saturating_sub(4);
        let inside =
            (from..last).filter(|&at| blocks.iter().any(|block| begin(block) <= at && at < begin(block) + block.2));
        ratio(inside.count(), last - from)
    };
    [covered(&query.core, |block| block.0), covered(&other.core, |block| block.1)]
}

#[expect(clippy::cast_precision_loss, reason = "an address has few characters")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}
