//! One broken rule, told so that the reader can mend it without opening this crate.

use std::fmt;

/// What is wrong, where, why it matters, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the top of the checkout, with `:line` where a line is to blame.
    pub place: String,
    /// The fault, as a sentence fragment.
    pub what: String,
    /// The reason for the rule.
    pub why: String,
    /// The next step.
    pub next: String,
}

impl Finding {
    /// A finding from its four parts.
    pub fn new(
        place: impl Into<String>,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self { place: place.into(), what: what.into(), why: why.into(), next: next.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, what, why, next } = self;
        write!(f, "{place}: {what}\n    why:  {why}\n    next: {next}")
    }
}

/// All findings as one text for a failing test; empty when the rule is kept.
pub fn report(findings: &[Finding]) -> String {
    let told: Vec<String> = findings.iter().map(Finding::to_string).collect();
    format!("{} broken\n\n{}\n", told.len(), told.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_tells_place_fault_reason_and_next_step() {
        let finding = Finding::new("a.rs:3", "too long", "nobody reads it", "split it");
        assert_eq!(report(&[finding]), "1 broken\n\na.rs:3: too long\n    why:  nobody reads it\n    next: split it\n");
    }
}
