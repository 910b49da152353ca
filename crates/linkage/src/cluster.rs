//! Who is one with whom, without chaining: two groups become one when their records taken together say so, not because one record of
//! each resembles one of the other.

use crate::compare::Comparer;
use crate::link::{Edge, Ties};
use crate::register::Row;
use crate::weigh::{Millibits, Weights};
use rustc_hash::FxHashMap;

/// Groups of records, each record in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    of: Vec<Row>,
    joins: Vec<Edge>,
}

impl Clusters {
    /// The group of a record, named by its first record in the register.
    #[must_use]
    pub fn of(&self, row: Row) -> Row {
        self.of[row as usize]
    }

    /// The joins that made the groups, in their order, each with the mean score of all pairs between the two groups that it joined.
    #[must_use]
    pub fn joins(&self) -> &[Edge] {
        &self.joins
    }

    /// How many groups there are, those of one record included.
    #[must_use]
    pub fn len(&self) -> usize {
        (0_u32..).zip(&self.of).filter(|(row, first)| row == *first).count()
    }

    /// Whether there is no record at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The groups of more than one record, by their first record.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<Row>> {
        let mut groups: FxHashMap<Row, Vec<Row>> = FxHashMap::default();
        for (row, first) in (0_u32..).zip(&self.of) {
            groups.entry(*first).or_default().push(row);
        }
        let mut groups: Vec<Vec<Row>> = groups.into_values().filter(|group| group.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}

/// Groups larger than this are judged by this many of their records.
const ASKED: usize = 24;

/// Joins groups, the surest pair first; what `ties` says is one from the beginning stays so, and what it sets apart is not joined.
pub fn cluster(comparer: &Comparer<'_>, weights: &Weights, edges: &[Edge], line: Millibits, ties: &Ties) -> Clusters {
    let mut order: Vec<&Edge> = edges.iter().filter(|edge| edge.score >= line).collect();
    order.sort_unstable_by_key(|edge| (std::cmp::Reverse(edge.score), edge.a, edge.b));
    let mut joining = Joining::new(comparer, weights);
    for pair in ties.start.iter().flat_map(|group| group.windows(2)) {
        let (a, b) = (joining.root(pair[0]), joining.root(pair[1]));
        if a != b {
            joining.join(a, b);
        }
    }
    let mut joins = Vec::new();
    for edge in order {
        let (a, b) = (joining.root(edge.a), joining.root(edge.b));
        if a == b || ties.apart.between(joining.records(a), joining.records(b)) {
            continue;
        }
        let together = joining.together(a, b);
        if together >= line {
            joining.join(a, b);
            joins.push(Edge { score: together, ..*edge });
        }
    }
    joining.finish(joins)
}

struct Joining<'c, 'r> {
    comparer: &'c Comparer<'r>,
    weights: &'c Weights,
    parent: Vec<Row>,
    members: FxHashMap<Row, Vec<Row>>,
    known: FxHashMap<(Row, Row), Millibits>,
}

impl<'c, 'r> Joining<'c, 'r> {
    fn new(comparer: &'c Comparer<'r>, weights: &'c Weights) -> Self {
        let parent = (0_u32..).take(comparer.register().len()).collect();
        Self { comparer, weights, parent, members: FxHashMap::default(), known: FxHashMap::default() }
    }

    fn root(&mut self, row: Row) -> Row {
        let mut root = row;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut at = row;
        while self.parent[at as usize] != root {
            at = std::mem::replace(&mut self.parent[at as usize], root);
        }
        root
    }

    /// The records of a group, by its root.
    fn records(&self, root: Row) -> &[Row] {
        match self.members.get(&root) {
            Some(records) => records,
            // A record alone has no list of its own; its place among the parents is its own root.
            None => &self.parent[root as usize..=root as usize],
        }
    }

    /// The mean score of all pairs between two groups.
    fn together(&mut self, a: Row, b: Row) -> Millibits {
        let (mut sum, mut n) = (0_i64, 0_i64);
        let (one, other) = (self.records(a).to_vec(), self.records(b).to_vec());
        for x in one.iter().take(ASKED) {
            for y in other.iter().take(ASKED) {
                let pair = (*x.min(y), *x.max(y));
                let (comparer, weights) = (self.comparer, self.weights);
                let score = *self.known.entry(pair).or_insert_with(|| weights.score(comparer, pair.0, pair.1));
                sum += i64::from(score);
                n += 1;
            }
        }
        Millibits::try_from(sum / n.max(1)).expect("the mean of scores is no greater than the greatest of them")
    }

    fn join(&mut self, a: Row, b: Row) {
        let (first, second) = (a.min(b), a.max(b));
        let moved = self.members.remove(&second).unwrap_or_else(|| vec![second]);
        self.members.entry(first).or_insert_with(|| vec![first]).extend(moved);
        self.parent[second as usize] = first;
    }

    fn finish(mut self, joins: Vec<Edge>) -> Clusters {
        let rows = (0_u32..).take(self.parent.len());
        let of = rows.map(|row| self.root(row)).collect();
        Clusters { of, joins }
    }
}
