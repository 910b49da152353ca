//! 分流提示: which of the six legal ways a report may have to go, said by words of its text. A hint is never a decision: a person confirms it.
//!
//! The words are a city's table (`hints.csv` of its rulebook); the room only matches them, with their guards.

use serde::{Deserialize, Serialize};

/// One of the six ways of triage (Beijing regulation on handling complaints, article 11), under the codes that cases use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 转紧急: life or property is in danger.
    Emergency,
    /// 法定渠道: belongs in litigation, arbitration, review, discipline, disclosure or petition.
    OtherChannel,
    /// 重复事项: in hand or finished, and nothing new is said.
    AlreadyKnown,
    /// 涉密: state secret, trade secret or privacy.
    Secret,
    /// 超出职责: the market or society serves it.
    BeyondDuty,
    /// 违法悖俗: against law or good custom.
    Unlawful,
}

/// How sure a hint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// 可能: worth a look.
    Possible,
    /// 很可能: the words leave little doubt.
    Likely,
}

/// A way that this report may have to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// The way.
    pub way: Way,
    /// The row of the table that matched, or `duplicates` for a case that is already known.
    pub rule: String,
    /// Who is to be told at once or where the matter goes; empty when nobody is named.
    pub destination: String,
    /// The law behind it.
    pub ground: String,
    /// What to say to whoever triages, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The words that matched, as the citizen wrote them.
    pub phrase: String,
    /// Where they begin, in Unicode scalars.
    pub start: usize,
    /// Where they end, in Unicode scalars.
    pub end: usize,
    /// How sure.
    pub confidence: Confidence,
    /// Whether it must be shown at once, whatever else is on the screen.
    pub shout: bool,
}

/// A case that says the same, as the search for duplicates found it.
#[derive(Debug, Clone, PartialEq)]
pub struct AlreadyKnown {
    /// Its receipt number.
    pub number: String,
    /// Whether it is finished.
    pub finished: bool,
    /// How alike the two are, 0 to 1.
    pub likeness: f64,
}

/// A fault in the table of hints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// What is wrong and what to do.
    pub message: String,
}

/// A city's table of hints, checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {}

impl Hints {
    /// Reads the table; a row with a fault is left out and its fault is named.
    #[must_use]
    pub fn parse(_file: &str, _text: &str) -> (Self, Vec<Problem>) {
        (Self {}, Vec::new())
    }

    /// The ways that this report may have to go, the most pressing first. Emergencies shout.
    #[must_use]
    pub fn of(&self, _text: &str, _known: Option<&AlreadyKnown>) -> Vec<Hint> {
        Vec::new()
    }
}
