//! The best path and nothing else, as fast as it goes: whole numbers of 16 bits, many labels in one instruction, one look-up for all that
//! a run of characters says of the tokens near it.
//!
//! Method: Viterbi over segments as in [`super::chain`], in units of 1/256; the best of every token is put to nought, so that sums
//! stay small however long the address is, and what falls below is held at the bottom by saturation.

use super::chain::{LANE, Part};
use crate::reading::Reading;
use crate::reading::features::{BEYOND, Feature, OFFSET, grams, marks};

/// One unit of a weight: finer differences decide nothing that another address would not decide otherwise.
pub const UNIT: f32 = 1.0 / 256.0;
/// What cannot be.
const NEVER: i16 = -30_000;
/// Rows with this many weights are laid out in full: adding eight at once is then quicker than one at a time.
const FULL: usize = 10;
/// Tokens of room before the first and after the last, for runs that begin or end outside.
const MARGIN: usize = 5;
/// Look-ups of one token: five runs, and at most so many marks.
const MOST: usize = 64;

/// Weights, laid out for looking up.
#[derive(Debug, Clone, PartialEq)]
pub struct Quick {
    labels: usize,
    width: usize,
    /// A bit for every name that is in the table, by eight times as many as there are names: most runs of characters are new, and this
    /// much stays near the core.
    known: Vec<u64>,
    /// The upper half of a run's name, and where its entry begins in `cells`; nought for a free place.
    table: Vec<(u32, u32)>,
    /// Entries: the numbers of full and of single weights, then these.
    cells: Vec<u32>,
    full: Vec<i16>,
    steps: Vec<i16>,
}

/// Room to reckon in, kept from address to address.
#[derive(Debug, Default, Clone)]
pub struct Board {
    scores: Vec<i16>,
    inner: Vec<i16>,
    ended: Vec<i16>,
    tokens: usize,
}

impl Quick {
    /// From rows of (part, label) in the upper and weight in the lower half of each cell, in the order of their names, and the weights of
    /// steps.
    #[must_use]
    pub fn new(labels: usize, steps: &[f32], rows: &[(Feature, &[u32])]) -> Self {
        let width = labels.next_multiple_of(LANE);
        let size = 4 * width;
        let places = (rows.len() * 2).next_power_of_two().max(64);
        let mut quick = Self {
            labels,
            width,
            known: vec![0; (places * 8 / 64).max(1)],
            table: vec![(0, 0); places],
            cells: vec![0],
            full: Vec::new(),
            steps: padded(labels, width, steps),
        };
        for run in rows.chunk_by(|a, b| a.0 & !OFFSET == b.0 & !OFFSET) {
            let begin = quick.cells.len();
            quick.lay_out(run, size);
            let begin = u32::try_from(begin).expect("a model has fewer than four thousand million weights");
            quick.put(run[0].0 & !OFFSET, begin);
        }
        quick
    }

    /// Lays out all that one run of characters says: a row in full where it has many weights, else one by one.
    fn lay_out(&mut self, run: &[(Feature, &[u32])], size: usize) {
        let narrow =
            |number: usize| u32::try_from(number).expect("a model has fewer than four thousand million weights");
        let (mut wide, mut single) = (Vec::new(), Vec::new());
        for (name, row) in run {
            let offset = usize::try_from(name & OFFSET).expect("three bits");
            if row.len() < FULL {
                let first = narrow(offset * size);
                single.extend(row.iter().map(|&cell| (first + (cell >> 16)) << 16 | cell & 0xffff));
            } else {
                let last = self.full.len();
                wide.push(narrow(offset) << 28 | narrow(last / size));
                self.full.resize(last + size, 0);
                for &cell in *row {
                    self.full[last + (cell >> 16) as usize] = weight(cell);
                }
            }
        }
        self.cells.push(narrow(wide.len()) << 16 | narrow(single.len()));
        self.cells.extend(wide.into_iter().chain(single));
    }

    fn put(&mut self, name: Feature, begin: u32) {
        let (bit, print, mut slot) = self.place(name);
        self.known[bit / 64] |= 1 << (bit % 64);
        while self.table[slot].1 != 0 {
            slot = (slot + 1) & (self.table.len() - 1);
        }
        self.table[slot] = (print, begin);
    }

    /// The bit, the print and the first place of a name.
    #[inline]
    fn place(&self, name: Feature) -> (usize, u32, usize) {
        let low = (name >> 3) as usize;
        (low & (self.known.len() * 64 - 1), (name >> 32) as u32, low & (self.table.len() - 1))
    }

    /// Where an entry begins; 0 for what has no weights.
    #[inline]
    fn find(&self, name: Feature) -> u32 {
        let (_, print, mut slot) = self.place(name);
        loop {
            let (found, begin) = self.table[slot];
            if begin == 0 || found == print {
                return begin;
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
    }

    /// Puts the scores of every token on the board.
    pub fn score(&self, reading: &Reading, board: &mut Board) {
        let (n, size) = (reading.tokens.len(), 4 * self.width);
        board.tokens = n;
        board.scores.clear();
        board.scores.resize((n + 2 * MARGIN + 1) * size, 0);
        let (mut names, mut entries, mut heads) = ([0; MOST], [0_u32; MOST], [0_u32; MOST]);
        for place in 0..n + MARGIN {
            let begin = place as isize - BEYOND;
            let mut count = 0;
            let mut look = |name: Feature| {
                // Kept if it may be known, without a branch that is guessed wrong every other time.
                let bit = self.place(name).0;
                names[count] = name;
                count += (self.known[bit / 64] >> (bit % 64) & 1) as usize;
            };
            grams(reading, begin, |name, _| look(name));
            if let Some(token) = usize::try_from(begin).ok().filter(|&token| token < n) {
                marks(reading, token, look);
            }
            // All entries are looked up before any is read: the memory is asked for many at once.
            for (entry, &name) in entries.iter_mut().zip(&names[..count]) {
                *entry = self.find(name);
            }
            for (head, &entry) in heads.iter_mut().zip(&entries[..count]) {
                *head = self.cells[entry as usize];
            }
            // A token lies `offset − 2` after the begin of the run. What was not known after all has the empty entry 0.
            let scores = &mut board.scores[place * size..];
            for (&entry, &head) in entries.iter().zip(&heads).take(count) {
                self.add(entry as usize + 1, head, scores);
            }
        }
    }

    #[inline]
    fn add(&self, begin: usize, head: u32, scores: &mut [i16]) {
        let size = 4 * self.width;
        let (wide, single) = ((head >> 16) as usize, (head & 0xffff) as usize);
        let (wide, single) = self.cells[begin..begin + wide + single].split_at(wide);
        for &cell in wide {
            let (offset, index) = ((cell >> 28) as usize, (cell & 0x0fff_ffff) as usize);
            let row = &self.full[index * size..(index + 1) * size];
            for (score, &weight) in scores[offset * size..(offset + 1) * size].iter_mut().zip(row) {
                *score = score.saturating_add(weight);
            }
        }
        for &cell in single {
            let score = &mut scores[(cell >> 16) as usize];
            *score = score.saturating_add(weight(cell));
        }
    }

    /// The best path: labels of segments with their ends (one past the last token), into `path`.
    pub fn best(&self, board: &mut Board, path: &mut Vec<(usize, usize)>) {
        path.clear();
        let (n, width) = (board.tokens, self.width);
        if n == 0 {
            return;
        }
        // Before each token: the best of a segment that goes on; after each: of one that has ended.
        board.inner.clear();
        board.inner.resize((n + 1) * width, NEVER);
        board.ended.clear();
        board.ended.resize(n * width, NEVER);
        let mut best = vec![0_i16; width];
        // An address begins with anything but what only fills up the lanes.
        best[self.labels..].fill(NEVER);
        for at in 0..n {
            if at > 0 {
                self.lift(&board.ended[(at - 1) * width..at * width], &mut best);
            }
            let (before, after) = board.inner.split_at_mut((at + 1) * width);
            let (before, inner) = (&before[at * width..], &mut after[..width]);
            let ended = &mut board.ended[at * width..(at + 1) * width];
            let scores = &board.scores[(at + MARGIN) * 4 * width..(at + MARGIN + 1) * 4 * width];
            let (begin, rest) = scores.split_at(width);
            let (inside, rest) = rest.split_at(width);
            let (end, whole) = rest.split_at(width);
            for label in 0..width {
                inner[label] =
                    best[label].saturating_add(begin[label]).max(before[label].saturating_add(inside[label]));
                ended[label] = best[label].saturating_add(whole[label]).max(before[label].saturating_add(end[label]));
            }
            let top = inner.iter().chain(ended.iter()).fold(i16::MIN, |top, &score| top.max(score));
            inner.iter_mut().for_each(|score| *score = score.saturating_sub(top));
            ended.iter_mut().for_each(|score| *score = score.saturating_sub(top));
        }
        self.walk_back(board, path);
    }

    /// `best[to] = max (ended[from] + steps[from][to])`.
    #[inline]
    fn lift(&self, ended: &[i16], best: &mut [i16]) {
        match self.width {
            8 => lift::<8>(ended, &self.steps, best),
            16 => lift::<16>(ended, &self.steps, best),
            24 => lift::<24>(ended, &self.steps, best),
            32 => lift::<32>(ended, &self.steps, best),
            40 => lift::<40>(ended, &self.steps, best),
            width => {
                best.fill(NEVER);
                for (&ended, row) in ended.iter().zip(self.steps.chunks_exact(width)) {
                    for (best, &step) in best.iter_mut().zip(row) {
                        *best = (*best).max(step.saturating_add(ended));
                    }
                }
            }
        }
    }

    /// Reads the best path from its scores: only along that path the choices are made again.
    fn walk_back(&self, board: &Board, path: &mut Vec<(usize, usize)>) {
        let width = self.width;
        let score =
            |at: usize, part: Part, label: usize| board.scores[((at + MARGIN) * 4 + part as usize) * width + label];
        let came = |at: usize, to: usize| match at {
            0 => (0, 0),
            _ => highest(
                (0..width)
                    .map(|from| board.ended[(at - 1) * width + from].saturating_add(self.steps[from * width + to])),
            ),
        };
        let goes_on = |at: usize, label: usize, on: Part, anew: Part| {
            let inner = board.inner[at * width + label].saturating_add(score(at, on, label));
            at > 0 && inner > came(at, label).0.saturating_add(score(at, anew, label))
        };
        let mut end = board.tokens;
        let mut label = highest(board.ended[(end - 1) * width..end * width].iter().copied()).1;
        loop {
            path.push((end, label));
            let mut at = end - 1;
            if goes_on(at, label, Part::End, Part::Whole) {
                at -= 1;
                while goes_on(at, label, Part::Inside, Part::Begin) {
                    at -= 1;
                }
            }
            if at == 0 {
                break;
            }
            (label, end) = (came(at, label).1, at);
        }
        path.reverse();
    }
}

impl Board {
    /// The scores of one token: four blocks (begin, inside, end, whole) of labels, in units.
    #[must_use]
    pub fn scores(&self, token: usize) -> &[i16] {
        let size = self.scores.len() / (self.tokens + 2 * MARGIN + 1);
        &self.scores[(token + MARGIN) * size..(token + MARGIN + 1) * size]
    }
}

#[inline]
fn lift<const WIDTH: usize>(ended: &[i16], steps: &[i16], best: &mut [i16]) {
    let mut top = [NEVER; WIDTH];
    for (&ended, row) in ended.iter().zip(steps.chunks_exact(WIDTH)) {
        for (top, &step) in top.iter_mut().zip(row) {
            *top = (*top).max(step.saturating_add(ended));
        }
    }
    best.copy_from_slice(&top);
}

fn highest(scores: impl Iterator<Item = i16>) -> (i16, usize) {
    scores.enumerate().fold((i16::MIN, 0), |best, (at, score)| if score > best.0 { (score, at) } else { best })
}

fn padded(labels: usize, width: usize, scores: &[f32]) -> Vec<i16> {
    let mut steps = vec![NEVER; width * width];
    for from in 0..labels {
        for to in 0..labels {
            steps[from * width + to] = units(scores[from * labels + to]);
        }
    }
    steps
}

/// A weight in units; what is out of all proportion is held at a quarter of what fits.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "clamped, and a float that is no number becomes nought")]
pub fn units(weight: f32) -> i16 {
    (weight / UNIT).round().clamp(-8192.0, 8192.0) as i16
}

#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "the lower half is a signed weight")]
pub(super) const fn weight(cell: u32) -> i16 {
    cell as u16 as i16
}

#[cfg(test)]
mod tests {
    use super::super::chain::{Chain, Steps};
    use super::*;
    use proptest::prelude::*;

    /// Every way to cut `tokens` into labelled segments: ends and labels.
    fn paths(tokens: usize, labels: usize) -> Vec<Vec<(usize, usize)>> {
        let (mut open, mut done) = (vec![vec![]], Vec::new());
        while let Some(path) = open.pop() {
            let begin = path.last().map_or(0, |&(end, _)| end);
            if begin == tokens {
                done.push(path);
                continue;
            }
            for end in begin + 1..=tokens {
                open.extend((0..labels).map(|label| path.iter().copied().chain([(end, label)]).collect::<Vec<_>>()));
            }
        }
        done
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_path_is_better_than_the_best(
            tokens in 1_usize..5,
            scores in prop::collection::vec(-1000_i16..1000, 60),
            moves in prop::collection::vec(-3.0_f32..3.0, 9),
        ) {
            let (labels, width) = (3, LANE);
            let quick = Quick::new(labels, &moves, &[]);
            let mut board = Board { tokens, ..Board::default() };
            board.scores = vec![0; (tokens + 2 * MARGIN + 1) * 4 * width];
            let (mut chain, mut drawn) = (Chain::default(), scores.iter().cycle());
            chain.reset(labels, tokens);
            for token in 0..tokens {
                for part in 0..4 {
                    for label in 0..labels {
                        let score = *drawn.next().expect("a cycle has no end");
                        board.scores[((token + MARGIN) * 4 + part) * width + label] = score;
                        chain.scores_mut(token)[part * width + label] = f32::from(score) * UNIT;
                    }
                }
            }
            let mut path = Vec::new();
            quick.best(&mut board, &mut path);
            let steps = Steps::new(labels, &moves);
            let highest = paths(tokens, labels).iter().map(|path| chain.score(&steps, path)).fold(f64::MIN, f64::max);
            prop_assert!((chain.score(&steps, &path) - highest).abs() < 0.02, "{path:?}");
        }
    }
}
