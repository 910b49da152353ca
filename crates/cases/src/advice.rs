//! 建议: what the program advised when a report came in. It is kept so that it can be judged later; it decides nothing by itself.
//!
//! The room `triage` gives advice; this room only keeps it, in words of its own, since rooms do not know one another.

use crate::case::Way;
use jingwei_terms::{DepartmentCode, KindCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What was advised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// The rulebook by which it was given.
    pub rulebook: String,
    /// The model that gave it; `None` when the catalogue's own words did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Kinds, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindAdvice>,
    /// Why nobody should rely on the first kind; `None` when it is sure enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abstained: Option<String>,
    /// Whose it probably is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentAdvice>,
    /// Open cases that may speak of the same problem, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<DuplicateAdvice>,
    /// Legal ways that it may have to go, the most pressing first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<HintAdvice>,
}

/// One kind that was advised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindAdvice {
    /// The kind.
    pub code: KindCode,
    /// How likely, 0 to 1, to four digits.
    pub probability: f64,
    /// The reporter's words that speak for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// The department that was advised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DepartmentAdvice {
    /// The department.
    pub code: DepartmentCode,
    /// How likely, 0 to 1, to four digits; a rule of the catalogue is 1 for the kind that it was asked about.
    pub probability: f64,
    /// What it stands on: `rule …` of the catalogue, or `history …` of confirmed cases.
    pub evidence: Vec<String>,
    /// Whether nobody should dispatch on it without looking.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub abstained: bool,
}

/// An open case that may speak of the same problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DuplicateAdvice {
    /// Its receipt number.
    pub number: String,
    /// How sure, 0 to 1, to four digits.
    pub score: f64,
    /// Whether it reaches the city's threshold.
    pub likely: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<String>,
}

/// A legal way that the words point to. A person confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HintAdvice {
    /// The way.
    pub way: Way,
    /// The row of the rulebook's table.
    pub rule: String,
    /// The reporter's words that matched.
    pub phrase: String,
    /// Where it goes, such as `110`; empty when nobody is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub destination: String,
    /// The law behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ground: String,
    /// What it says to whoever reads it, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Whether the words leave little doubt.
    pub likely: bool,
    /// Whether it must be shown at once, whatever else is on the screen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shout: bool,
}

impl Advice {
    /// The emergency that must be shown at once, if one was seen.
    #[must_use]
    pub fn emergency(&self) -> Option<&HintAdvice> {
        self.hints.iter().find(|hint| hint.way == Way::Emergency && hint.shout)
    }

    /// The kind that was advised firmly.
    #[must_use]
    pub fn kind(&self) -> Option<&KindAdvice> {
        self.kinds.first().filter(|_| self.abstained.is_none())
    }

    /// What the fact of filing keeps of it: which model said what, without the words of anybody.
    pub(crate) fn brief(&self) -> Value {
        let kinds: Vec<Value> = self.kinds.iter().map(|kind| json!([kind.code, kind.probability])).collect();
        let numbers: Vec<&str> = self.duplicates.iter().map(|duplicate| duplicate.number.as_str()).collect();
        let hints: Vec<Value> = self.hints.iter().map(|hint| json!([hint.way, hint.rule])).collect();
        json!({
            "model": self.model, "kinds": kinds, "abstained": self.abstained,
            "department": self.department.as_ref().map(|department| &department.code),
            "duplicates": numbers, "hints": hints,
        })
    }
}
