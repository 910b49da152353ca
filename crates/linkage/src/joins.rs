//! Joins of records, each of which can be taken back: who is one with whom follows from the joins in force and from nothing else, so
//! that taking one back leaves exactly what the others say, those made later included.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Records held to be one, and why each is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Joins {
    joins: Vec<Join>,
}

/// One join of two records, and with them of all that they are joined with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// One record.
    pub left: String,
    /// The other.
    pub right: String,
    /// The score that it was made on, in thousandths of a bit; none when a person made it.
    pub score: Option<i32>,
    /// Whether it is in force.
    pub in_force: bool,
}

/// The number of a join, in the order in which they were made.
pub type JoinNumber = usize;

impl Joins {
    /// Joins two records; gives the number by which the join can be taken back.
    pub fn join(&mut self, left: &str, right: &str, score: Option<i32>) -> JoinNumber {
        self.joins.push(Join { left: left.to_owned(), right: right.to_owned(), score, in_force: true });
        self.joins.len() - 1
    }

    /// Takes a join back; `false` when there is no such join in force.
    pub fn take_back(&mut self, number: JoinNumber) -> bool {
        match self.joins.get_mut(number) {
            Some(join) if join.in_force => {
                join.in_force = false;
                true
            }
            _ => false,
        }
    }

    /// Every join ever made, by number.
    #[must_use]
    pub fn all(&self) -> &[Join] {
        &self.joins
    }

    /// Groups of records that are one, each with its records in order; the first names the group, so that a name stays as long as its
    /// record is in the group.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<Vec<&str>> {
        let mut group_of: FxHashMap<&str, usize> = FxHashMap::default();
        let mut groups: Vec<Vec<&str>> = Vec::new();
        for join in self.joins.iter().filter(|join| join.in_force) {
            let mut place = |record| {
                *group_of.entry(record).or_insert_with(|| {
                    groups.push(vec![record]);
                    groups.len() - 1
                })
            };
            let (into, from) = (place(&join.left), place(&join.right));
            if into != from {
                let moved = std::mem::take(&mut groups[from]);
                for record in &moved {
                    group_of.insert(record, into);
                }
                groups[into].extend(moved);
            }
        }
        let groups = groups.into_iter().filter(|group| group.len() > 1).map(|mut group| {
            group.sort_unstable();
            group
        });
        groups.collect()
    }
}
