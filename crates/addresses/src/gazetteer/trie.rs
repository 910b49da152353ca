//! Names by their characters, in one flat table of steps; at the end of a name stand the places that bear it.

/// A place that bears a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bearer {
    /// The number of its kind, doubled, and one more if the name is whole.
    pub(super) sort: u8,
    /// Its division code, filled up to nine digits; of a community that of its town.
    pub(super) code: u32,
    /// Its number in the table of divisions.
    pub(super) number: u32,
}

/// The table: a step is a place and a character, and leads to a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Trie {
    steps: Vec<(u64, u32)>,
    held: usize,
    /// Where the bearers of the name that ends here begin; one more entry closes the last.
    ends: Vec<u32>,
    bearers: Vec<Bearer>,
}

/// No step has this name: places count from 0 and characters end at 0x10ffff.
const FREE: u64 = u64::MAX;

impl Trie {
    /// From names with those who bear them.
    #[must_use]
    pub(super) fn new<'n>(names: impl IntoIterator<Item = (&'n str, Bearer)>) -> Self {
        let mut trie = Self::default();
        let mut places = 1_u32;
        let mut borne: Vec<(u32, Bearer)> = Vec::new();
        for (name, bearer) in names {
            let mut place = 0;
            for c in name.chars() {
                place = trie.step_or_new(place, c, &mut places);
            }
            if place != 0 {
                borne.push((place, bearer));
            }
        }
        borne.sort_unstable();
        borne.dedup();
        trie.ends = vec![0; places as usize + 1];
        for (place, _) in &borne {
            trie.ends[*place as usize + 1] += 1;
        }
        for at in 1..trie.ends.len() {
            trie.ends[at] += trie.ends[at - 1];
        }
        trie.bearers = borne.into_iter().map(|(_, bearer)| bearer).collect();
        trie
    }

    /// Calls `hit` with the length and the bearers of every name that `text` begins with, shortest first.
    #[inline]
    pub(super) fn walk<'t>(&'t self, text: &[char], mut hit: impl FnMut(usize, &'t [Bearer])) {
        let mut place = 0;
        for (index, &c) in text.iter().enumerate() {
            let Some(next) = self.step(place, c) else { return };
            place = next;
            let (begin, end) = (self.ends[place as usize] as usize, self.ends[place as usize + 1] as usize);
            if begin < end {
                hit(index + 1, &self.bearers[begin..end]);
            }
        }
    }

    #[inline]
    fn step(&self, place: u32, c: char) -> Option<u32> {
        if self.steps.is_empty() {
            return None;
        }
        let (key, most) = (name_of(place, c), self.steps.len() - 1);
        let mut slot = slot_of(key, most);
        loop {
            match self.steps[slot] {
                (found, next) if found == key => return Some(next),
                (FREE, _) => return None,
                _ => slot = (slot + 1) & most,
            }
        }
    }

    fn step_or_new(&mut self, place: u32, c: char, places: &mut u32) -> u32 {
        if let Some(next) = self.step(place, c) {
            return next;
        }
        if (self.held + 1) * 2 > self.steps.len() {
            let size = (self.steps.len() * 2).max(1024);
            let old = std::mem::replace(&mut self.steps, vec![(FREE, 0); size]);
            for (key, next) in old.into_iter().filter(|step| step.0 != FREE) {
                self.put(key, next);
            }
        }
        let next = *places;
        *places += 1;
        self.put(name_of(place, c), next);
        self.held += 1;
        next
    }

    fn put(&mut self, key: u64, next: u32) {
        let most = self.steps.len() - 1;
        let mut slot = slot_of(key, most);
        while self.steps[slot].0 != FREE {
            slot = (slot + 1) & most;
        }
        self.steps[slot] = (key, next);
    }
}

const fn name_of(place: u32, c: char) -> u64 {
    (place as u64) << 21 | c as u64
}

const fn slot_of(key: u64, most: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & most
}
