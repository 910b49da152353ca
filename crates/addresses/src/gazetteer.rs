//! Divisions of the country and other names of places, and where they stand in a text.

mod gather;
mod names;
mod read;
mod trie;

pub use gather::{GatherError, gather};
pub use names::{bare, forms};
pub use read::{GazetteerError, Past};
use trie::{Bearer, Trie};

/// How many kinds of names there are.
pub const KINDS: usize = 6;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// 省、自治区、直辖市.
    Province = 0,
    /// 地级市、地区、自治州、盟.
    City = 1,
    /// 区、县、县级市、旗.
    District = 2,
    /// 街道、镇、乡.
    Town = 3,
    /// 社区、村.
    Community = 4,
    /// 小区、大厦 and other names that a city adds.
    Compound = 5,
}

const ALL: [Kind; KINDS] = [Kind::Province, Kind::City, Kind::District, Kind::Town, Kind::Community, Kind::Compound];

/// A division of the country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its code: two digits a province, four a city, six a district, nine a town, twelve a community (GB/T 2260, GB/T 10114).
    pub code: u64,
    /// Its name in full.
    pub name: String,
    /// Its level.
    pub kind: Kind,
    /// The number of the division above it.
    pub above: Option<u32>,
    /// If it is no more: what became of it.
    pub past: Option<Past>,
}

/// A name that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is the name of.
    pub kind: Kind,
    /// Its first character.
    pub begin: usize,
    /// One past its last.
    pub end: usize,
    /// Whether it stands with its 市, 区, 镇 ….
    pub full: bool,
    /// How far it agrees with what was named before it: 0 not known, 1 the city, 2 the district, 3 the town.
    pub agrees: u8,
    /// The division, where only one is meant.
    pub division: Option<u32>,
}

/// Names, ready to be looked for, and the divisions that bear them.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    trie: Trie,
    divisions: Vec<Division>,
}

/// What has been named so far, as a range of nine-digit codes.
#[derive(Debug, Clone, Copy)]
struct Named {
    low: u32,
    digits: u8,
}

impl Gazetteer {
    /// The divisions, in the order of the file.
    #[must_use]
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The divisions that bear exactly this name, in full or short, in the order of level and code.
    #[must_use]
    pub fn bearers(&self, name: &[char]) -> Vec<u32> {
        let mut found = Vec::new();
        self.trie.walk(name, |length, bearers| {
            if length == name.len() {
                found.extend(bearers.iter().map(|bearer| bearer.number).filter(|&number| number != u32::MAX));
            }
        });
        found
    }

    /// The divisions right below one, or the provinces.
    pub fn below(&self, above: Option<u32>) -> impl Iterator<Item = u32> {
        let own = self.divisions.iter().enumerate().filter(move |(_, division)| division.above == above);
        own.map(|(number, _)| u32::try_from(number).expect("divisions are numbered in 32 bits"))
    }

    /// A division and all above it, the highest first.
    #[must_use]
    pub fn chain(&self, number: u32) -> Vec<u32> {
        let mut chain = vec![number];
        while let Some(above) = self.divisions[chain[chain.len() - 1] as usize].above {
            chain.push(above);
        }
        chain.reverse();
        chain
    }

    /// Whether one division is another one, or lies in it.
    #[must_use]
    pub fn lies_in(&self, inner: u32, outer: u32) -> bool {
        let mut at = Some(inner);
        while let Some(number) = at {
            if number == outer {
                return true;
            }
            at = self.divisions[number as usize].above;
        }
        false
    }

    /// Finds names in folded characters: of each kind from left to right, without overlap, what agrees with the names before it first and
    /// then the longest.
    pub fn find(&self, text: &[char], found: &mut Vec<Found>) {
        let mut free = [0_usize; KINDS];
        let mut named = Named { low: 0, digits: 0 };
        for begin in 0..text.len() {
            let mut best: [Option<Found>; KINDS] = [None; KINDS];
            self.trie.walk(&text[begin..], |length, bearers| {
                let mut rest = bearers;
                while let Some(first) = rest.first() {
                    let same = rest.partition_point(|bearer| bearer.sort == first.sort);
                    let (bearers, after) = rest.split_at(same);
                    rest = after;
                    let (kind, full) = (usize::from(first.sort / 2), first.sort % 2 == 1);
                    let (agrees, division) = agreement(bearers, named);
                    // A bare stem of a town or village is any two characters, unless that place lies here.
                    if agrees < 2 && !full && (3..=4).contains(&kind) {
                        continue;
                    }
                    let one = Found { kind: ALL[kind], begin, end: begin + length, full, agrees, division };
                    if best[kind].is_none_or(|other| {
                        (one.agrees > 0, one.end, one.full) >= (other.agrees > 0, other.end, other.full)
                    }) {
                        best[kind] = Some(one);
                    }
                }
            });
            for one in best.into_iter().flatten() {
                if begin < free[one.kind as usize] {
                    continue;
                }
                free[one.kind as usize] = one.end;
                if let Some(code) =
                    one.division.filter(|_| one.kind <= Kind::Town && (one.full || one.agrees > 0 || named.digits == 0))
                {
                    named.narrow(padded(self.divisions[code as usize].code), one.kind);
                }
                found.push(one);
            }
        }
    }
}

impl Named {
    /// Goes on with what lies deeper; another province or city begins anew only if nothing deeper was named.
    fn narrow(&mut self, code: u32, kind: Kind) {
        let digits = [2, 4, 6, 9, 9, 0][kind as usize];
        if digits > self.digits {
            *self = Self { low: code, digits };
        }
    }
}

/// How far bearers of a name agree with what was named, and which of them is meant if only one can be.
fn agreement(bearers: &[Bearer], named: Named) -> (u8, Option<u32>) {
    for (digits, agrees) in [(9, 3), (6, 2), (4, 1), (2, 1)] {
        if named.digits < digits {
            continue;
        }
        let unit = 10_u32.pow(u32::from(9 - digits));
        let low = named.low / unit * unit;
        let begin = bearers.partition_point(|bearer| bearer.code < low);
        let end = bearers.partition_point(|bearer| bearer.code < low.saturating_add(unit));
        if begin < end {
            return (agrees, (end == begin + 1).then(|| bearers[begin].number));
        }
    }
    (0, (bearers.len() == 1 && bearers[0].number != u32::MAX).then(|| bearers[0].number))
}

/// A code of two to twelve digits as one of nine.
fn padded(code: u64) -> u32 {
    let mut code = code;
    while code >= 1_000_000_000 {
        code /= 1_000;
    }
    while code != 0 && code < 100_000_000 {
        code *= 10;
    }
    u32::try_from(code).expect("nine digits")
}
