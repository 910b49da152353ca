//! The one record that stands for a group: for every field the value that survives by the plan's rule, and the record it came from.

use crate::plan::{Plan, Rule};
use crate::register::{Register, Row};
use rustc_hash::FxHashMap;

/// A surviving value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor<'r> {
    /// As it was written.
    pub value: &'r str,
    /// The record that it comes from.
    pub from: Row,
    /// How many records of the group say the same.
    pub agree: usize,
    /// How many say something else.
    pub differ: usize,
}

/// The surviving value of each field of a group; none where no record has one.
///
/// `sources` names the sources in the order in which they were read, for rules that trust one more than another.
#[must_use]
pub fn golden<'r>(register: &'r Register, plan: &Plan, sources: &[&str], group: &[Row]) -> Vec<Option<Survivor<'r>>> {
    (0..plan.fields.len()).map(|field| survivor(register, plan, sources, group, field)).collect()
}

fn survivor<'r>(
    register: &'r Register,
    plan: &Plan,
    sources: &[&str],
    group: &[Row],
    field: usize,
) -> Option<Survivor<'r>> {
    let filled = || group.iter().copied().filter(|row| register.value(*row, field).is_some());
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for row in filled() {
        *counts.entry(register.value(row, field)?).or_insert(0) += 1;
    }
    let agreeing = |row: Row| register.value(row, field).and_then(|value| counts.get(value)).copied().unwrap_or(0);
    let length = |row: Row| register.value(row, field).map_or(0, |value| value.chars().count());
    let said = plan.survivorship.iter().find(|rule| rule.field == plan.fields[field].name);
    // How far down the list of trust a record's source stands; sources not on it come after all that are.
    let trust = |row: Row| {
        let name = sources.get(register.source(row)).copied().unwrap_or_default();
        said.and_then(|rule| rule.sources.iter().position(|trusted| trusted == name)).unwrap_or(usize::MAX)
    };
    let last = std::cmp::Reverse::<Row>;
    let from = match said.map_or(Rule::MostFrequent, |rule| rule.rule) {
        Rule::MostFrequent => filled().max_by_key(|row| (agreeing(*row), length(*row), last(*row))),
        Rule::Longest => filled().max_by_key(|row| (length(*row), agreeing(*row), last(*row))),
        Rule::Trusted => filled().min_by_key(|row| (trust(*row), std::cmp::Reverse(agreeing(*row)), *row)),
        Rule::Latest => filled().max_by_key(|row| (register.id(*row), *row)),
    }?;
    let agree = agreeing(from);
    Some(Survivor { value: register.written(from, field)?, from, agree, differ: filled().count() - agree })
}
