//! What the memory may learn from: who handled a case in the end, and which person confirmed it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is known of a case before anybody says whose it is.
///
/// Features are named values: `kind`, `street`, `community`, `channel` or whatever a city's records hold. The memory knows no name in
/// advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    when: Timestamp,
    features: BTreeMap<String, String>,
}

impl Situation {
    /// A situation of which only the time is known.
    #[must_use]
    pub const fn at(when: Timestamp) -> Self {
        Self { when, features: BTreeMap::new() }
    }

    /// The same, with one more feature. An empty value is left out; of a name said twice the last counts.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let value = value.trim();
        match value.is_empty() {
            true => drop(self.features.remove(name)),
            false => drop(self.features.insert(name.to_owned(), value.to_owned())),
        }
        self
    }

    /// When the case came in.
    #[must_use]
    pub const fn when(&self) -> Timestamp {
        self.when
    }

    /// The features, by name.
    pub fn features(&self) -> impl Iterator<Item = (&str, &str)> {
        self.features.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What a person did that tells whose a case is.
///
/// INVARIANT (learning from people): there is no value here for a suggestion that nobody looked at, so the memory cannot be fed with
/// its own guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reviewed {
    /// A department accepted the dispatch.
    Accepted,
    /// A dispute was ruled.
    Ruled,
    /// A dispatcher corrected the department.
    Corrected,
}

/// A case whose unit a person has confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    situation: Situation,
    unit: String,
    reviewed: Reviewed,
}

/// Why something is no handling to learn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandlingError {
    /// No unit is named.
    NoUnit,
}

impl fmt::Display for HandlingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoUnit => f.write_str("the handling names no unit; name the unit that a person confirmed"),
        }
    }
}

impl std::error::Error for HandlingError {}

impl Handling {
    /// This unit had this case, and a person confirmed it so.
    ///
    /// # Errors
    /// When no unit is named.
    pub fn new(situation: Situation, unit: &str, reviewed: Reviewed) -> Result<Self, HandlingError> {
        let unit = unit.trim();
        match unit.is_empty() {
            true => Err(HandlingError::NoUnit),
            false => Ok(Self { situation, unit: unit.to_owned(), reviewed }),
        }
    }

    /// What was known when the case came in.
    #[must_use]
    pub const fn situation(&self) -> &Situation {
        &self.situation
    }

    /// Who had it.
    #[must_use]
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Who confirmed it.
    #[must_use]
    pub const fn reviewed(&self) -> Reviewed {
        self.reviewed
    }
}

/// The units in force, and what became of former ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    in_force: Option<BTreeSet<String>>,
    renamed: BTreeMap<String, String>,
}

impl Units {
    /// Nothing is known of reorganisations: every unit that ever had a case may be suggested.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// Only these units may be suggested.
    pub fn in_force<U: Into<String>>(units: impl IntoIterator<Item = U>) -> Self {
        Self { in_force: Some(units.into_iter().map(Into::into).collect()), renamed: BTreeMap::new() }
    }

    /// The same, knowing that `former` goes on as `present`.
    #[must_use]
    pub fn renamed(mut self, former: &str, present: &str) -> Self {
        self.renamed.insert(former.to_owned(), present.to_owned());
        self
    }

    /// What a unit is called today; `None` when it is no more.
    #[must_use]
    pub fn present<'a>(&'a self, unit: &'a str) -> Option<&'a str> {
        let mut name = unit;
        // Each step uses up one entry, so a table that renames in a circle ends as well.
        for _ in 0..=self.renamed.len() {
            if self.in_force.as_ref().is_some_and(|units| units.contains(name)) {
                return Some(name);
            }
            match self.renamed.get(name) {
                Some(next) => name = next,
                None if self.in_force.is_none() => return Some(name),
                None => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_unit_is_followed_and_a_vanished_one_is_not_there() {
        let units = Units::in_force(["new", "other"]).renamed("old", "middle").renamed("middle", "new");
        assert_eq!(units.present("old"), Some("new"));
        assert_eq!(units.present("other"), Some("other"));
        assert_eq!(units.present("gone"), None);
        assert_eq!(Units::unknown().renamed("a", "b").present("a"), Some("b"));
        assert_eq!(Units::unknown().present("gone"), Some("gone"));
    }

    #[test]
    fn a_table_that_renames_in_a_circle_ends() {
        let circle = Units::unknown().renamed("a", "b").renamed("b", "a");
        assert_eq!(circle.present("a"), None);
        assert_eq!(Units::in_force(["b"]).renamed("a", "b").renamed("b", "a").present("a"), Some("b"));
    }

    #[test]
    fn a_handling_without_a_unit_is_none() {
        let situation = Situation::at(Timestamp::UNIX_EPOCH).with("kind", "M06010").with("street", " ");
        assert_eq!(situation.features().collect::<Vec<_>>(), [("kind", "M06010")]);
        assert_eq!(Handling::new(situation, "  ", Reviewed::Accepted), Err(HandlingError::NoUnit));
    }
}
