//! The catalogue first: what it says stands; history fills its silence, and a contradiction between the two is a note for a person.

use super::handling::{Situation, Units};
use super::memory::Memory;
use jiff::Timestamp;
use serde::Serialize;

/// What the dispatch catalogue says of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogueSays {
    /// The rule's id.
    pub rule: String,
    /// The edition in force.
    pub version: String,
    /// Who leads by that rule.
    pub unit: String,
}

/// Whose the case is likely to be, best first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DepartmentAdvice {
    /// The units, by falling probability; the catalogue's stands first.
    pub items: Vec<SuggestedUnit>,
    /// Whether nobody should dispatch on this without looking.
    pub abstained: bool,
    /// Why it abstains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Abstention>,
    /// What a dispatcher ought to know besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// A unit and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuggestedUnit {
    /// Its name or code, as the catalogue or the confirmed handlings write it.
    pub unit: String,
    /// How likely it is the right one, 0 to 1. A rule of the catalogue is 1.
    pub probability: f64,
    /// On what this rests.
    pub evidence: Vec<Evidence>,
}

/// On what a suggestion rests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Evidence {
    /// A rule of the catalogue.
    Rule {
        /// Its id.
        rule: String,
        /// The edition.
        version: String,
    },
    /// Confirmed cases that were alike.
    History {
        /// The features they share, name and value.
        alike: Vec<(String, String)>,
        /// How many of the last ones went to this unit,
        went: u32,
        /// of how many.
        of: u32,
        /// When the first of these came in.
        since: Timestamp,
    },
    /// The unit bears the name of a feature's value, such as a community's.
    Name {
        /// The feature.
        feature: String,
        /// Its value.
        value: String,
    },
}

impl Evidence {
    /// The evidence for this unit as a sentence in Chinese.
    #[must_use]
    pub fn zh(&self, unit: &str) -> String {
        match self {
            Self::Rule { rule, version } => format!("派单目录 {version} 版规则 {rule} 规定由{unit}办理"),
            Self::History { alike, went, of, since } => {
                let (since, alike) = (day(*since), values(alike, "、"));
                format!("自 {since} 以来，“{alike}”最近经确认的 {of} 件中有 {went} 件由{unit}办理")
            }
            Self::Name { value, .. } => format!("{unit}的名称与“{value}”相应"),
        }
    }

    /// The evidence for this unit as a sentence in English.
    #[must_use]
    pub fn en(&self, unit: &str) -> String {
        match self {
            Self::Rule { rule, version } => format!("rule {rule} of catalogue {version} names {unit}"),
            Self::History { alike, went, of, since } => {
                let (since, alike) = (day(*since), values(alike, ", "));
                format!("{went} of the last {of} confirmed cases of {alike} since {since} went to {unit}")
            }
            Self::Name { value, .. } => format!("{unit} bears the name of {value}"),
        }
    }
}

/// The day as the cities we serve count it (UTC+8, which knows no summer time).
fn day(when: Timestamp) -> String {
    jiff::tz::offset(8).to_datetime(when).date().to_string()
}

fn values(alike: &[(String, String)], between: &str) -> String {
    alike.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(between)
}

/// Why no unit is suggested firmly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Abstention {
    /// Nothing has been confirmed that is like this case.
    NoHistory,
    /// The best unit is less sure than the city's risk allows.
    TooUncertain,
    /// Every unit that history knows is no more.
    UnitsVanished,
}

/// What a dispatcher ought to know besides.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "note")]
pub enum Note {
    /// The rule and what was confirmed of late disagree; the rule stands, and somebody may wish to look at the catalogue.
    HistoryDisagrees {
        /// The rule.
        rule: String,
        /// Whom the rule names.
        unit: String,
        /// Where such cases went.
        went_to: SuggestedUnit,
    },
    /// The rule names a unit that is no more.
    RuleNamesVanishedUnit {
        /// The rule.
        rule: String,
        /// Whom it names.
        unit: String,
    },
}

/// Whose the case is: by the catalogue where it speaks, otherwise by history.
#[must_use]
pub fn advise(
    catalogue: Option<&CatalogueSays>,
    memory: &Memory,
    situation: &Situation,
    units: &Units,
) -> DepartmentAdvice {
    let history = memory.suggest(situation, units);
    let Some(says) = catalogue else { return history };
    let Some(unit) = units.present(&says.unit) else {
        let note = Note::RuleNamesVanishedUnit { rule: says.rule.clone(), unit: says.unit.clone() };
        return DepartmentAdvice { notes: vec![note], ..history };
    };
    let rule = Evidence::Rule { rule: says.rule.clone(), version: says.version.clone() };
    let mut ruled = SuggestedUnit { unit: unit.to_owned(), probability: 1.0, evidence: vec![rule] };
    let (agreeing, others): (Vec<_>, Vec<_>) = history.items.into_iter().partition(|item| item.unit == unit);
    ruled.evidence.extend(agreeing.into_iter().flat_map(|item| item.evidence));
    // Only what history would have said on its own counts as a disagreement; a mere second guess is noise on the desk.
    let firm = others.into_iter().next().filter(|_| !history.abstained && ruled.evidence.len() == 1);
    let disagrees = |went_to| Note::HistoryDisagrees { rule: says.rule.clone(), unit: unit.to_owned(), went_to };
    DepartmentAdvice {
        items: vec![ruled],
        abstained: false,
        why: None,
        notes: firm.map(disagrees).into_iter().collect(),
    }
}
