//! The memory of confirmed handlings: it learns one at a time, follows reorganisations, and suggests a unit with evidence.

use super::advise::{Abstention, DepartmentAdvice, Evidence, SuggestedUnit};
use super::handling::{Handling, Situation, Units};
use super::learner::{Learner, Ranked};
use super::replay::day_of;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// How a kept memory begins, and the version of its format.
const MARK: &[u8; 8] = b"jwmemory";
const VERSION: u32 = 1;
const DIGEST_BYTES: usize = 32;
/// Units less likely than this are not worth showing.
const LEAST: f64 = 0.01;

/// What a city may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemorySettings {
    /// The share of firm suggestions that may be wrong, 0 to 1; default 0.1.
    pub risk: f64,
    /// How many units are shown at most; default 3.
    pub most_items: usize,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self { risk: 0.1, most_items: 3 }
    }
}

/// What has been confirmed so far.
///
/// It holds about two megabytes, and a few hundred bytes more for each value, unit and combination that it has seen; all of these are
/// capped. A suggestion takes some microseconds.
///
/// ```
/// use jingwei_triage::department::{Handling, Memory, MemorySettings, Reviewed, Situation, Units};
///
/// let at = |day: i64| jiff::Timestamp::from_second(day * 86_400).unwrap();
/// let mut memory = Memory::new(MemorySettings::default());
/// for day in 0..40 {
///     let situation = Situation::at(at(day)).with("kind", "M06010").with("street", "鼓浦街道");
///     memory.learn(&Handling::new(situation, "鼓浦街道综合执法队", Reviewed::Accepted).unwrap());
/// }
/// let today = Situation::at(at(40)).with("kind", "M06010").with("street", "鼓浦街道");
/// let advice = memory.suggest(&today, &Units::unknown());
/// assert_eq!(advice.items[0].unit, "鼓浦街道综合执法队");
/// ```
#[derive(Debug, Clone)]
pub struct Memory {
    settings: MemorySettings,
    learner: Learner,
}

/// Why bytes are no memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemoryError {
    /// They do not begin as a memory does.
    NotAMemory,
    /// They were written by another version of the format; rebuild the memory from the confirmed handlings.
    OtherVersion(u32),
    /// They are cut off or damaged.
    Damaged,
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAMemory => f.write_str("these bytes are no memory of handlings"),
            Self::OtherVersion(version) => {
                write!(f, "the memory is of format {version}; rebuild it from the confirmed handlings")
            }
            Self::Damaged => f.write_str("the memory is damaged; rebuild it from the confirmed handlings"),
        }
    }
}

impl std::error::Error for MemoryError {}

impl Memory {
    /// A memory that knows nothing yet.
    #[must_use]
    pub fn new(settings: MemorySettings) -> Self {
        Self { settings, learner: Learner::default() }
    }

    /// How many handlings it has learned from.
    #[must_use]
    pub const fn handlings(&self) -> u32 {
        self.learner.events()
    }

    /// Whose a case in this situation is likely to be. Units that are no more are never named, renamed ones by today's name.
    ///
    /// Probabilities are shares of everything that might be right, units that are no more among them: what is left is doubt, and is
    /// not dealt out to those who remain.
    #[must_use]
    pub fn suggest(&self, situation: &Situation, units: &Units) -> DepartmentAdvice {
        let features: Vec<(&str, &str)> = situation.features().collect();
        let ranked = self.learner.rank(&features);
        let why = |why| DepartmentAdvice { abstained: true, why: Some(why), ..DepartmentAdvice::default() };
        if ranked.is_empty() {
            return why(Abstention::NoHistory);
        }
        let mut items: Vec<(&str, f64, Vec<u32>)> = Vec::new();
        for Ranked { unit, probability } in ranked {
            let Some(present) = units.present(self.learner.unit(unit)) else { continue };
            match items.iter_mut().find(|(name, ..)| *name == present) {
                Some((_, sum, former)) => {
                    *sum += f64::from(probability);
                    former.push(unit);
                }
                None => items.push((present, f64::from(probability), vec![unit])),
            }
        }
        items.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let Some(&(_, best, _)) = items.first() else { return why(Abstention::UnitsVanished) };
        let level = self.learner.sure_from(self.settings.risk);
        let firm = level.is_some_and(|level| best >= f64::from(level));
        items.retain(|(_, probability, _)| *probability >= LEAST.min(best));
        items.truncate(self.settings.most_items.max(1));
        let item = |(name, probability, former): (&str, f64, Vec<u32>)| SuggestedUnit {
            unit: name.to_owned(),
            probability: probability.min(1.0),
            evidence: self.evidence(&features, &former),
        };
        DepartmentAdvice {
            items: items.into_iter().map(item).collect(),
            abstained: !firm,
            why: (!firm).then_some(Abstention::TooUncertain),
            notes: Vec::new(),
        }
    }

    /// Learns from one confirmed handling. They come in the order of their confirmation.
    pub fn learn(&mut self, handling: &Handling) {
        let mut values: Vec<&str> = Vec::new();
        for (name, value) in handling.situation().features() {
            let Some(column) = self.learner.column(name) else { continue };
            if values.len() <= column {
                values.resize(column + 1, "");
            }
            values[column] = value;
        }
        self.learner.step(&values, handling.unit(), day_of(handling.situation().when()), self.settings.risk);
    }

    /// The memory as bytes, to be kept: mark, version, content, SHA-256 of all that. The same memory gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        self.learner.put(&mut bytes);
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes
    }

    /// The memory that was kept so.
    ///
    /// # Errors
    /// When the bytes are something else, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8], settings: MemorySettings) -> Result<Self, MemoryError> {
        let rest = bytes.strip_prefix(MARK).ok_or(MemoryError::NotAMemory)?;
        let (version, rest) = rest.split_first_chunk().ok_or(MemoryError::Damaged)?;
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(MemoryError::OtherVersion(version));
        }
        let content = rest.len().checked_sub(DIGEST_BYTES).ok_or(MemoryError::Damaged)?;
        let (content, digest) = rest.split_at(content);
        if Sha256::digest(&bytes[..bytes.len() - DIGEST_BYTES]).as_slice() != digest {
            return Err(MemoryError::Damaged);
        }
        let learner = Learner::get(content).ok_or(MemoryError::Damaged)?;
        Ok(Self { settings, learner })
    }

    /// What a unit under all its names rests on: the most specific context in which it had cases, then its own name.
    fn evidence(&self, features: &[(&str, &str)], names: &[u32]) -> Vec<Evidence> {
        let Some(&unit) = names.first() else { return Vec::new() };
        let value = |column: usize| {
            let name = self.learner.column_name(column);
            let value = features.iter().find(|(feature, _)| *feature == name).map_or("", |(_, value)| value);
            (name.to_owned(), value.to_owned())
        };
        let mut hits = self.learner.hits(features, unit);
        // Of the contexts, the one that most features share; among equal ones, where the unit had most of the last cases.
        hits.sort_by(|(a, x), (b, y)| {
            let share = |went: u32, of: u32| f64::from(went) / f64::from(of.max(1));
            b.len().cmp(&a.len()).then(share(y.went, y.of).total_cmp(&share(x.went, x.of)))
        });
        let history = hits.into_iter().next().map(|(columns, hits)| Evidence::History {
            alike: columns.into_iter().map(value).collect(),
            went: hits.went,
            of: hits.of,
            since: Timestamp::from_second(i64::from(hits.since_day) * 86_400).unwrap_or_default(),
        });
        let named = self.learner.named_after(features, unit).map(|column| {
            let (feature, value) = value(column);
            Evidence::Name { feature, value }
        });
        history.into_iter().chain(named).collect()
    }
}
