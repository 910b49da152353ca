//! Names that differ in one easily confused character: candidates to look at, never an answer by themselves.

use super::load::json_broken;
use super::{Divisions, Unit};
use jingwei_terms::Refusal;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A division whose name is one confusable character away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confusable<'a> {
    /// The division.
    pub unit: Unit<'a>,
    /// The character as it was written.
    pub written: char,
    /// The character in the division's name.
    pub meant: char,
    /// How alike the two look, from 0 to 1. A degree of likeness, not a probability.
    pub likeness: f64,
}

/// Characters that look alike, each with its likeness.
#[derive(Debug, Default)]
pub(super) struct Similar(FxHashMap<char, Vec<(char, f64)>>);

#[derive(Deserialize)]
struct File {
    table: FxHashMap<char, Vec<(char, f64)>>,
}

impl Similar {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let file: File =
            serde_json::from_slice(bytes).map_err(|why| json_broken("形近字", "confusable characters", &why))?;
        Ok(Self(file.table))
    }
}

impl Divisions {
    /// Divisions whose name or alias is one confusable character away from this name, the likest first.
    #[must_use]
    pub fn confusable_with(&self, name: &str) -> Vec<Confusable<'_>> {
        let name = name.trim();
        let mut found: Vec<Confusable<'_>> = Vec::new();
        for (at, written) in name.char_indices() {
            for (meant, likeness) in self.similar.0.get(&written).into_iter().flatten() {
                let other = format!("{}{meant}{}", &name[..at], &name[at + written.len_utf8()..]);
                let confusable = |unit| Confusable { unit, written, meant: *meant, likeness: *likeness };
                found.extend(self.named(&other).into_iter().map(confusable));
            }
        }
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.unit.code.cmp(&b.unit.code)));
        let mut seen = rustc_hash::FxHashSet::default();
        found.retain(|confusable| seen.insert(confusable.unit.code));
        found
    }
}
