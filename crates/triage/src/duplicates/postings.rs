//! Which cases have a key: lists of case numbers, the newest kept. No list is longer than [`Ring::SIZE`], so a look-up never costs more, however
//! many cases share a key.

use rustc_hash::FxHashMap;

/// Tables among which the keys are spread. A table that must grow then moves a small part of all keys, and no single case waits long.
const TABLES: usize = 256;

/// Case numbers by key.
#[derive(Debug)]
pub(crate) struct Postings {
    tables: Vec<FxHashMap<u32, List>>,
}

/// Most keys have one or two cases, and those need no memory of their own.
#[derive(Debug)]
enum List {
    Few { len: u8, slots: [u32; 3] },
    Many(Box<Ring>),
}

/// The newest cases of a key, in a circle.
#[derive(Debug)]
struct Ring {
    next: u8,
    len: u8,
    slots: [u32; Self::SIZE],
}

impl Ring {
    /// The most cases under one key.
    const SIZE: usize = 32;
}

impl Postings {
    pub(crate) fn new() -> Self {
        Self { tables: (0..TABLES).map(|_| FxHashMap::default()).collect() }
    }

    /// Enters a case under a key; when the list is full, the one entered longest ago gives way.
    pub(crate) fn add(&mut self, key: u32, slot: u32) {
        let list = self.tables[table(key)].entry(key).or_insert(List::Few { len: 0, slots: [0; 3] });
        match list {
            List::Few { len, slots } if usize::from(*len) < slots.len() => {
                slots[usize::from(*len)] = slot;
                *len += 1;
            }
            List::Few { slots, .. } => {
                let mut ring = Ring { next: 0, len: 0, slots: [0; Ring::SIZE] };
                slots.iter().chain([&slot]).for_each(|slot| ring.add(*slot));
                *list = List::Many(Box::new(ring));
            }
            List::Many(ring) => ring.add(slot),
        }
    }

    /// Takes a case out from under a key.
    pub(crate) fn remove(&mut self, key: u32, slot: u32) {
        let table = &mut self.tables[table(key)];
        let Some(list) = table.get_mut(&key) else { return };
        let empty = match list {
            List::Few { len, slots } => {
                let kept = usize::from(*len);
                if let Some(at) = slots[..kept].iter().position(|s| *s == slot) {
                    slots[at..kept].rotate_left(1);
                    *len -= 1;
                }
                *len == 0
            }
            List::Many(ring) => {
                ring.remove(slot);
                ring.len == 0
            }
        };
        if empty {
            table.remove(&key);
        }
    }

    /// The cases under a key.
    pub(crate) fn get(&self, key: u32) -> &[u32] {
        match self.tables[table(key)].get(&key) {
            None => &[],
            Some(List::Few { len, slots }) => &slots[..usize::from(*len)],
            Some(List::Many(ring)) => &ring.slots[..usize::from(ring.len)],
        }
    }
}

impl Ring {
    fn add(&mut self, slot: u32) {
        self.slots[usize::from(self.next)] = slot;
        self.len = self.len.max(self.next + 1);
        self.next = if usize::from(self.next) + 1 == Self::SIZE { 0 } else { self.next + 1 };
    }

    /// Closes the gap, so that the cases stand from the oldest to the newest again and the next one goes behind them.
    fn remove(&mut self, slot: u32) {
        let len = usize::from(self.len);
        let full = len == Self::SIZE;
        if full {
            self.slots.rotate_left(usize::from(self.next));
            self.next = 0;
        }
        let Some(at) = self.slots[..len].iter().position(|s| *s == slot) else { return };
        self.slots[at..len].rotate_left(1);
        self.len -= 1;
        self.next = self.len;
    }
}

const fn table(key: u32) -> usize {
    (key >> 24) as usize % TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_cases_of_a_key_are_kept() {
        let mut postings = Postings::new();
        (0..100).for_each(|slot| postings.add(7, slot));
        let mut kept = postings.get(7).to_vec();
        kept.sort_unstable();
        assert_eq!(kept, (68..100).collect::<Vec<_>>());
        assert!(postings.get(8).is_empty());
    }

    #[test]
    fn what_is_taken_out_is_gone_and_the_order_of_age_stays() {
        for many in [2, 3, 4, 20, 32, 50] {
            let mut postings = Postings::new();
            (0..many).for_each(|slot| postings.add(7, slot));
            postings.remove(7, many - 2);
            postings.remove(7, 999);
            assert!(!postings.get(7).contains(&(many - 2)), "{many}");
            assert!(postings.get(7).contains(&(many - 1)), "{many}");
            // One more goes in where the gap was; then the oldest gives way, and not the one before.
            (1000..1032).for_each(|slot| postings.add(7, slot));
            let mut kept = postings.get(7).to_vec();
            kept.sort_unstable();
            assert_eq!(kept, (1000..1032).collect::<Vec<_>>(), "{many}");
        }
    }

    #[test]
    fn a_key_without_cases_takes_no_room() {
        let mut postings = Postings::new();
        (0..5).for_each(|slot| postings.add(7, slot));
        (0..5).for_each(|slot| postings.remove(7, slot));
        assert!(postings.tables.iter().all(FxHashMap::is_empty));
    }
}
