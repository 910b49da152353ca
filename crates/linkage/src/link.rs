//! From records to persons: block, compare, learn, score, cluster.

use crate::apart::Apart;
use crate::block::{Blocks, Meet, Run};
use crate::census::Census;
use crate::cluster::{self, Clusters};
use crate::compare::{AddressGrader, Comparer};
use crate::learn::{draw, drawn, learn, look, step};
use crate::plan::{BadPlan, Plan};
use crate::register::{Register, Row};
use crate::weigh::{Millibits, Weights, score_of};

/// A pair that was scored and might be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The record that comes first in the register.
    pub a: Row,
    /// The other.
    pub b: Row,
    /// Its score.
    pub score: Millibits,
}

/// What linking found.
#[derive(Debug)]
pub struct Linked {
    /// What each agreement was worth.
    pub weights: Weights,
    /// Pairs that might be one person, in the order of the register.
    pub edges: Vec<Edge>,
    /// How many pairs were compared, each once.
    pub pairs_scored: usize,
    /// Who is one with whom.
    pub clusters: Clusters,
}

/// Pairs below this many millibits under the line of review are forgotten: no cluster and no clerk will ask for them.
const FLOOR: Millibits = 6_000;

/// What is known before linking.
#[derive(Debug, Default)]
pub struct Ties {
    /// Records that are one from the beginning.
    pub start: Vec<Vec<Row>>,
    /// Records that a person has set apart.
    pub apart: Apart<Row>,
    /// By how much answers have moved the line, in thousandths of a bit.
    pub shift: Millibits,
}

/// Links the records of a register.
///
/// # Errors
/// When the plan names a part that cannot be.
pub fn link(register: &Register, plan: &Plan, addresses: Option<&dyn AddressGrader>) -> Result<Linked, BadPlan> {
    link_again(register, plan, addresses, &Ties::default())
}

/// Links the records of a register of which something is known already.
///
/// # Errors
/// When the plan names a part that cannot be.
pub fn link_again(
    register: &Register,
    plan: &Plan,
    addresses: Option<&dyn AddressGrader>,
    ties: &Ties,
) -> Result<Linked, BadPlan> {
    let comparer = Comparer::new(register, plan, addresses);
    let census = Census::of(register, between(register.source_count(), plan));
    let meet = Meet::of(register.source_count(), plan);
    let (blocks, runs) = Blocks::new(register, plan, meet, census.telling())?;
    let weights = weigh_runs(&comparer, plan, &census, &blocks, &runs);
    Ok(finish(&comparer, plan, weights, &blocks, &runs, ties))
}

/// Links the records of the last source with all others and with each other, on weights that were learnt before; what was one before
/// stands in `ties`.
///
/// # Errors
/// When the plan names a part that cannot be.
pub fn link_new(
    register: &Register,
    plan: &Plan,
    addresses: Option<&dyn AddressGrader>,
    weights: &Weights,
    ties: &Ties,
) -> Result<Linked, BadPlan> {
    let comparer = Comparer::new(register, plan, addresses);
    let new = register.source_count().saturating_sub(1);
    let telling = Census::of(register, false).telling();
    let (blocks, runs) = Blocks::new(register, plan, Meet::With(new), telling)?;
    Ok(finish(&comparer, plan, weights.clone(), &blocks, &runs, ties))
}

fn finish(
    comparer: &Comparer<'_>,
    plan: &Plan,
    weights: Weights,
    blocks: &Blocks<'_>,
    runs: &[Run],
    ties: &Ties,
) -> Linked {
    let floor = score_of(plan.thresholds.review) + ties.shift - FLOOR;
    let (edges, pairs_scored) = score_runs(comparer, floor, &weights, blocks, runs);
    let clusters = cluster::cluster(comparer, &weights, &edges, score_of(plan.thresholds.link) + ties.shift, ties);
    Linked { weights, edges, pairs_scored, clusters }
}

/// Learns what agreement is worth, without scoring anything.
///
/// # Errors
/// When the plan names a part that cannot be.
pub fn weigh(comparer: &Comparer<'_>, plan: &Plan) -> Result<Weights, BadPlan> {
    let register = comparer.register();
    let census = Census::of(register, between(register.source_count(), plan));
    let (blocks, runs) = Blocks::new(register, plan, Meet::of(register.source_count(), plan), census.telling())?;
    Ok(weigh_runs(comparer, plan, &census, &blocks, &runs))
}

/// Whether only records of different sources may be one.
pub(crate) fn between(sources: usize, plan: &Plan) -> bool {
    sources > 1 && !plan.within.unwrap_or(false)
}

fn weigh_runs(comparer: &Comparer<'_>, plan: &Plan, census: &Census, blocks: &Blocks<'_>, runs: &[Run]) -> Weights {
    let look = |(block, run)| look(blocks, block, run, step(blocks.pairs_in(block, run)), comparer);
    let seen: Vec<_> = runs.iter().enumerate().map(look).collect();
    let between = between(comparer.register().source_count(), plan);
    let drawn = draw(comparer, between, drawn(census.len()));
    Weights::of(&learn(census, &seen, &drawn, between), plan)
}

fn score_runs(
    comparer: &Comparer<'_>,
    floor: Millibits,
    weights: &Weights,
    blocks: &Blocks<'_>,
    runs: &[Run],
) -> (Vec<Edge>, usize) {
    let (mut edges, mut scored) = (Vec::new(), 0);
    for (block, run) in runs.iter().enumerate() {
        let (found, n) = score_run(comparer, floor, weights, blocks, (block, run));
        edges.extend(found);
        scored += n;
    }
    edges.sort_unstable();
    edges.dedup();
    (edges, scored)
}

/// The pairs of a block's run that no block before has made: those whose score reaches the floor, and the number of all.
pub(crate) fn score_run(
    comparer: &Comparer<'_>,
    floor: Millibits,
    weights: &Weights,
    blocks: &Blocks<'_>,
    (block, run): (usize, &Run),
) -> (Vec<Edge>, usize) {
    let each = |(found, scored): &mut (Vec<Edge>, usize), a: Row, b: Row, is_new: bool| {
        if is_new {
            *scored += 1;
            let (a, b) = (a.min(b), a.max(b));
            let score = weights.score(comparer, a, b);
            if score >= floor {
                found.push(Edge { a, b, score });
            }
        }
    };
    let pieces = blocks.walk(block, run, |_| true, || (Vec::new(), 0_usize), each, |state| state);
    let scored = pieces.iter().map(|(_, scored)| scored).sum();
    (pieces.into_iter().flat_map(|(found, _)| found).collect(), scored)
}
