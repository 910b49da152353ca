//! An answer of no: with a code, a sentence for the person, what to do next, and the ground.

use serde::Serialize;
use std::fmt;

/// What sort of no it is; the edges map it (to an HTTP status, to an exit code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalClass {
    /// What was sent cannot be meant: a missing reason, an impossible date.
    Invalid,
    /// The record is not in a state in which this can be done.
    State,
    /// Somebody else may do this, not the one who asked.
    Forbidden,
    /// The record that was named is not there.
    Missing,
}

/// A refusal. It is an answer, not an error: nothing went wrong, and nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What sort of no it is.
    pub class: RefusalClass,
    /// A stable code, such as `return_too_late`.
    pub code: &'static str,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// What to do next, in Chinese; may be empty.
    pub next_zh: String,
    /// What to do next, in English; may be empty.
    pub next_en: String,
    /// The law or rule that it stands on; may be empty.
    pub ground: String,
}

impl Refusal {
    /// A refusal with its sentences.
    #[must_use]
    pub fn new(class: RefusalClass, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            class,
            code,
            zh: zh.into(),
            en: en.into(),
            next_zh: String::new(),
            next_en: String::new(),
            ground: String::new(),
        }
    }

    /// The same refusal, saying what to do next.
    #[must_use]
    pub fn next(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.next_zh = zh.into();
        self.next_en = en.into();
        self
    }

    /// The same refusal, with its ground.
    #[must_use]
    pub fn ground(mut self, ground: impl Into<String>) -> Self {
        self.ground = ground.into();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} / {}", self.code, self.zh, self.en)
    }
}

impl std::error::Error for Refusal {}
