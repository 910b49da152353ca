//! What happened: who, what, when, about which record, on which rule, for which purpose.

use crate::{Actor, CaseId, CommandId, Purpose, TopicId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The record that a fact is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "room", content = "id", rename_all = "snake_case")]
pub enum About {
    /// One case.
    Case(CaseId),
    /// One version of the city's rulebook.
    Rulebook(String),
    /// One account or API token, by its name.
    Account(String),
    /// One monthly topic (每月一题).
    Topic(TopicId),
    /// One net of grids, by its running number.
    Net(u32),
    /// One model of the triage room, by its version.
    Model(String),
    /// One linkage of records, by its name.
    Linkage(String),
}

/// The rule that a decision stands on, precise enough to look it up years later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRef {
    /// The version of the rulebook or catalogue.
    pub version: String,
    /// The row or setting in it.
    pub rule: String,
    /// The law, standard or city decision behind it, in the words of the rulebook.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
}

/// One thing that happened. It becomes one leaf of the ledger, in the same transaction as the rows that it explains.
///
/// INVARIANT (no contact data): `detail` never holds a reporter's name or phone; those stand in the reporter's own row,
/// so that they can be erased while the fact stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The command that caused it. Several facts may share one command (a merge is a fact for each case).
    pub command: CommandId,
    /// When it was decided, by the server's clock.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What was done: the verb of the room, such as `dispatch`.
    pub verb: Cow<'static, str>,
    /// The record that it is about.
    pub about: About,
    /// What it was done for.
    pub purpose: Purpose,
    /// The rule it stands on, where a rule decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleRef>,
    /// The particulars, in the room's own words.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub detail: serde_json::Value,
}

impl Fact {
    /// A fact of ordinary casework.
    #[must_use]
    pub fn new(command: CommandId, at: Timestamp, by: Actor, verb: &'static str, about: About) -> Self {
        Self {
            command,
            at,
            by,
            verb: Cow::Borrowed(verb),
            about,
            purpose: Purpose::Casework,
            rule: None,
            detail: serde_json::Value::Null,
        }
    }

    /// The same fact, done for this purpose.
    #[must_use]
    pub fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    /// The same fact, standing on this rule.
    #[must_use]
    pub fn on(mut self, rule: RuleRef) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The same fact with its particulars.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}
