//! Clusters, cut out of groups of records that hang together by pairs: each such group lies in one part, so that its clusters are those
//! of the whole register.

use super::compare::MOST_PARTS;
use super::deal::{Part, deal};
use super::intake::Laid;
use super::shelf::Shelf;
use super::{By, One};
use crate::cluster::cluster;
use crate::link::{Edge, Ties};
use crate::register::Row;
use crate::weigh::{Millibits, Weights};
use std::io::Result;

/// Who is one with whom.
pub(super) struct Grouped {
    /// For each record, the first of its cluster.
    pub(super) of: Vec<Row>,
    /// The pairs that are one, by cluster.
    pub(super) ones: Vec<One>,
}

/// Cuts clusters.
#[expect(clippy::too_many_arguments, reason = "one place where everything that was found before comes together")]
pub(super) fn group(
    laid: &Laid,
    by: &By<'_>,
    shelf: &mut dyn Shelf,
    weights: &Weights,
    mut edges: Vec<Edge>,
    line: Millibits,
    memory: usize,
    between: bool,
) -> Result<Grouped> {
    let hanging = hanging(laid.records(), &edges);
    // Edges and records by the first record of what hangs together: what lies in one part stands in one piece.
    edges.sort_unstable_by_key(|edge| (hanging[edge.a as usize], edge.a, edge.b));
    let starts = starts(&edges, &hanging, (memory / laid.weight()).max(2));
    let part_of = |root: Row| starts.partition_point(|start| *start <= root).saturating_sub(1);
    let mut in_pairs = vec![false; hanging.len()];
    edges.iter().for_each(|edge| [edge.a, edge.b].iter().for_each(|row| in_pairs[*row as usize] = true));
    let deal_to = |row: Row| in_pairs[row as usize].then(|| (part_of(hanging[row as usize]), 0));
    let piles = deal(laid, shelf, starts.len(), |row| Ok(deal_to(row)))?;
    let mut grouped = Grouped { of: (0..laid.records()).collect(), ones: Vec::new() };
    let mut rest = &edges[..];
    for (at, pile) in piles.into_iter().enumerate() {
        let here = rest.partition_point(|edge| part_of(hanging[edge.a as usize]) <= at);
        let (edges, after) = rest.split_at(here);
        rest = after;
        let part = Part::take(by.plan, shelf, pile)?;
        cut(&part, by, weights, edges, line, between, &mut grouped);
    }
    grouped.ones.sort_unstable();
    Ok(grouped)
}

fn cut(
    part: &Part,
    by: &By<'_>,
    weights: &Weights,
    edges: &[Edge],
    line: Millibits,
    between: bool,
    grouped: &mut Grouped,
) {
    let place = |row: Row| part.place(row).expect("every record of a pair was dealt to the part of the pair");
    let edges: Vec<Edge> = edges.iter().map(|edge| Edge { a: place(edge.a), b: place(edge.b), ..*edge }).collect();
    let comparer = by.comparer(&part.register);
    let clusters = cluster(&comparer, weights, &edges, line, &Ties::default());
    let whole = |row: Row| part.rows[row as usize];
    for group in clusters.groups() {
        let first = whole(group[0]);
        for (at, a) in group.iter().enumerate() {
            grouped.of[whole(*a) as usize] = first;
            for b in &group[at + 1..] {
                if !between || part.register.source(*a) != part.register.source(*b) {
                    let score = weights.score(&comparer, *a, *b);
                    grouped.ones.push(One { first, a: whole(*a), b: whole(*b), score });
                }
            }
        }
    }
}

/// For each record, the first of all that hang together with it by pairs.
fn hanging(records: u32, edges: &[Edge]) -> Vec<Row> {
    let mut of: Vec<Row> = (0..records).collect();
    let root = |of: &mut Vec<Row>, mut row: Row| {
        while of[row as usize] != row {
            of[row as usize] = of[of[row as usize] as usize];
            row = of[row as usize];
        }
        row
    };
    for edge in edges {
        let (a, b) = (root(&mut of, edge.a), root(&mut of, edge.b));
        of[a.max(b) as usize] = a.min(b);
    }
    for row in 0..records {
        of[row as usize] = root(&mut of, row);
    }
    of
}

/// At which first records a new part begins, when no part is to have many more records than this; edges stand in their order.
fn starts(edges: &[Edge], hanging: &[Row], most: usize) -> Vec<Row> {
    // A pair adds at most two records.
    let most = most.max(edges.len() * 2 / MOST_PARTS);
    let mut starts = Vec::new();
    let mut records = usize::MAX;
    for group in edges.chunk_by(|one, other| hanging[one.a as usize] == hanging[other.a as usize]) {
        let more = group.len() + 1;
        if records.saturating_add(more) > most {
            starts.push(hanging[group[0].a as usize]);
            records = 0;
        }
        records += more;
    }
    starts
}
