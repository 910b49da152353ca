//! How alike two values are, as a grade: what kind of agreement it is, not yet what it is worth.

mod han;
mod name;
mod pattern;

pub(crate) use han::sound;
pub use pattern::Pattern;

use crate::clean::date;
use crate::hidden;
use crate::plan::{Kind, Plan};
use crate::register::{Register, Row};
use crate::text::{Letters, jaro_winkler, shared_pairs, slips};
use crate::words::MISSING;

/// A grade of agreement: 0 when a value is missing, 1 for none at all, [`SAME`] for the same.
pub type Grade = u8;

/// The grade of a missing value.
pub const UNKNOWN: Grade = 0;
/// The highest grade.
pub const SAME: Grade = 7;
/// How many grades there are, the missing one included.
pub const GRADES: usize = 8;
/// The grade of a value that stands in the other record's neighbouring field.
pub(crate) const CROSSWISE: Grade = 3;

/// What the caller knows of addresses: none, a part, or all of the way to the door is the same.
pub trait AddressGrader: Sync {
    /// Compares two addresses.
    fn grade(&self, left: &str, right: &str) -> Nearness;
}

/// How near two addresses are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// Different places.
    None,
    /// The same road, compound or building, and no more.
    Partial,
    /// The same door.
    Exact,
}

/// Compares records by a plan.
pub struct Comparer<'r> {
    register: &'r Register,
    crosswise: Vec<Option<usize>>,
    addresses: Option<&'r dyn AddressGrader>,
    /// Which fields the grader of addresses compares.
    graded: Vec<bool>,
    /// For each value of a crossing field, the number that the same text has in the other field.
    elsewhere: Vec<Vec<u32>>,
}

impl std::fmt::Debug for Comparer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Comparer").field("fields", &self.register.fields()).finish_non_exhaustive()
    }
}

impl<'r> Comparer<'r> {
    /// Compares the records of this register.
    #[must_use]
    pub fn new(register: &'r Register, plan: &Plan, addresses: Option<&'r dyn AddressGrader>) -> Self {
        let crosswise: Vec<Option<usize>> =
            plan.fields.iter().map(|field| field.crosswise.as_ref().and_then(|other| plan.position(other))).collect();
        let elsewhere = crosswise.iter().enumerate().map(|(field, other)| match other {
            Some(other) => numbers_there(register, field, *other),
            None => Vec::new(),
        });
        let elsewhere = elsewhere.collect();
        let graded = plan.fields.iter().map(|field| field.graded).collect();
        Self { register, crosswise, addresses, graded, elsewhere }
    }

    /// The register that it compares.
    #[must_use]
    pub const fn register(&self) -> &'r Register {
        self.register
    }

    /// The grades of all fields.
    #[must_use]
    pub fn pattern(&self, a: Row, b: Row) -> Pattern {
        let mut pattern = Pattern::default();
        for field in 0..self.crosswise.len() {
            pattern.set(field, self.grade(field, a, b));
        }
        pattern
    }

    /// The grade of one field.
    #[must_use]
    pub fn grade(&self, field: usize, a: Row, b: Row) -> Grade {
        let column = self.register.column(field);
        let (left, right) = (column.values[a as usize], column.values[b as usize]);
        let crosses = self.crosses(field, a, b);
        if left == MISSING || right == MISSING {
            return if crosses { CROSSWISE } else { UNKNOWN };
        }
        if left == right {
            return SAME;
        }
        let grade = self.values(field, column.words.get(left), column.words.get(right));
        if crosses { grade.max(CROSSWISE) } else { grade }
    }

    /// The neighbouring field in which a value of one record stands in the other, and how many records have it there.
    pub(crate) fn crossing(&self, field: usize, a: Row, b: Row) -> Option<(usize, u32)> {
        let other = self.crosswise[field]?;
        let there = self.register.column(other);
        let row = if self.crosses_one(field, other, a, b) { b } else { a };
        Some((other, there.count_at(row)))
    }

    fn values(&self, field: usize, left: &str, right: &str) -> Grade {
        match self.register.column(field).kind {
            Kind::Name => name::grade(left, right),
            Kind::Text => text(left, right),
            Kind::Category => 1,
            Kind::Date => days(left, right),
            Kind::Phone => phones(left.as_bytes(), right.as_bytes()),
            Kind::IdCard => id_cards(left.as_bytes(), right.as_bytes()),
            Kind::Code => codes(left.as_bytes(), right.as_bytes()),
            // In the order of the texts, since a grader may lean towards one side and a pair has none.
            Kind::Address => match self.grader(field).map(|grader| grader.grade(left.min(right), left.max(right))) {
                Some(Nearness::Exact) => 6,
                Some(Nearness::Partial) => 3,
                Some(Nearness::None) => 1,
                None => addresses(left, right),
            },
            Kind::Hidden => hidden::grade(left, right),
        }
    }

    fn grader(&self, field: usize) -> Option<&'r dyn AddressGrader> {
        self.addresses.filter(|_| self.graded[field])
    }

    /// Whether the value of either record stands in the other's neighbouring field.
    fn crosses(&self, field: usize, a: Row, b: Row) -> bool {
        let Some(other) = self.crosswise[field] else { return false };
        self.crosses_one(field, other, a, b) || self.crosses_one(field, other, b, a)
    }

    fn crosses_one(&self, field: usize, other: usize, a: Row, b: Row) -> bool {
        let value = self.register.column(field).values[a as usize];
        let there = self.register.column(other).values[b as usize];
        value != MISSING && there != MISSING && self.elsewhere[field][value as usize] == there
    }
}

/// For each value of a field, its number in another field; [`MISSING`] where it never stands there.
fn numbers_there(register: &Register, field: usize, other: usize) -> Vec<u32> {
    let mut there = rustc_hash::FxHashMap::default();
    let other = &register.column(other).words;
    for word in (0_u32..).take(other.len()) {
        there.insert(other.get(word), word);
    }
    let own = &register.column(field).words;
    (0_u32..).take(own.len()).map(|word| there.get(own.get(word)).copied().unwrap_or(MISSING)).collect()
}

/// Text: one slip, very like, like, or one within the other.
fn text(left: &str, right: &str) -> Grade {
    let (a, b) = (Letters::of(left), Letters::of(right));
    if slips(a.all(), b.all()) == 1 && a.all().len().min(b.all().len()) > 3 {
        return 6;
    }
    if within(left, right) {
        return 4;
    }
    match jaro_winkler(a.all(), b.all()) {
        x if x >= 0.93 => 5,
        x if x >= 0.85 => 2,
        _ => 1,
    }
}

/// Whether all words of the shorter stand in the longer; for a script without blanks, the shorter itself.
fn within(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.is_ascii() {
        return short.len() > 3 && short.split(' ').all(|word| long.split(' ').any(|other| other == word));
    }
    short.chars().nth(1).is_some() && long.contains(short)
}

/// Days: one slip or day and month swapped; two of three parts the same; the year or the birthday nearly.
fn days(left: &str, right: &str) -> Grade {
    let (a, b) = (left.as_bytes(), right.as_bytes());
    if slips(a, b) == 1 {
        return 6;
    }
    let (Some((y1, m1, d1)), Some((y2, m2, d2))) = (date::parts(left), date::parts(right)) else { return 1 };
    let alike = [y1 == y2, m1 == m2, d1 == d2].into_iter().filter(|same| *same).count();
    let wrong = a.iter().zip(b).filter(|(x, y)| x != y).count();
    match (alike, y1.abs_diff(y2)) {
        (1, 0) if m1 == d2 && m2 == d1 => 6,
        (2, _) => 5,
        _ if wrong <= 2 && a.len() == b.len() => 4,
        (_, 0) => 3,
        (_, 1..=5) => 2,
        _ => 1,
    }
}

/// Phones: one slip, or the same subscriber behind another area code.
fn phones(a: &[u8], b: &[u8]) -> Grade {
    if slips(a, b) == 1 {
        return 6;
    }
    let tail = a.len().min(b.len()).min(8);
    if tail >= 7 && a[a.len() - tail..] == b[b.len() - tail..] { 5 } else { 1 }
}

/// Identity numbers: one slip; the same district and birthday; the same birthday.
fn id_cards(a: &[u8], b: &[u8]) -> Grade {
    if slips(a, b) == 1 {
        return 6;
    }
    if a.len() != 18 || b.len() != 18 {
        return 1;
    }
    let wrong = a.iter().zip(b).filter(|(x, y)| x != y).count();
    match (wrong, a[..6] == b[..6], a[6..14] == b[6..14]) {
        (2, ..) => 5,
        (_, true, true) => 4,
        (_, false, true) => 2,
        _ => 1,
    }
}

/// Codes: one slip, or the same beginning.
fn codes(a: &[u8], b: &[u8]) -> Grade {
    let shorter = a.len().min(b.len());
    if shorter > 2 && slips(a, b) == 1 {
        return 6;
    }
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    if shorter >= 4 && common * 2 >= a.len().max(b.len()) { 4 } else { 1 }
}

/// Addresses, when nobody has handed in anything better: the numbers must agree before the words count for much.
fn addresses(left: &str, right: &str) -> Grade {
    let (a, b) = (Letters::of(left), Letters::of(right));
    if slips(a.all(), b.all()) == 1 {
        return 6;
    }
    let numbers =
        |text: &str| text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    let alike = shared_pairs(a.all(), b.all());
    if alike < 0.5 {
        return 1;
    }
    let (n1, n2): (Vec<String>, Vec<String>) = (numbers(left), numbers(right));
    let same_end = n1.iter().rev().zip(n2.iter().rev()).take_while(|(x, y)| x == y).count();
    match (same_end > 0 && same_end == n1.len().min(n2.len()), alike) {
        (true, _) => 5,
        (false, x) if x >= 0.8 => 4,
        (false, x) if x >= 0.65 => 3,
        _ => 2,
    }
}
