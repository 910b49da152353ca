//! Learning from a sample, and comparing block by block, part by part.

use super::deal::{Part, deal};
use super::intake::Laid;
use super::keys::{Keys, Sample, part_of, sharing};
use super::shelf::Shelf;
use super::{By, Step, Trouble};
use crate::block::{Blocks, Meet, Run};
use crate::learn::{draw, drawn, learn as learnt, look};
use crate::link::{Edge, score_run};
use crate::plan::Plan;
use crate::register::{Register, Row};
use crate::weigh::{Millibits, Weights};
use rayon::prelude::*;
use std::io::Result;

/// Learns what agreement is worth, from the keys that were surveyed and pairs that are drawn.
pub(super) fn learn(
    laid: &Laid,
    by: &By<'_>,
    shelf: &mut dyn Shelf,
    samples: &[Sample],
    between: bool,
) -> Result<Weights> {
    let pairs: Vec<(Row, Row)> = drawn(laid.records()).collect();
    let mut rows: Vec<Row> = samples.iter().flat_map(|sample| sample.run.iter().map(|(_, row)| *row)).collect();
    rows.extend(pairs.iter().flat_map(|(a, b)| [*a, *b]));
    rows.sort_unstable();
    rows.dedup();
    let mut wanted = rows.into_iter().peekable();
    let piles = deal(laid, shelf, 1, |row| Ok(wanted.next_if_eq(&row).map(|_| (0, 0))))?;
    let part = Part::take(by.plan, shelf, piles[0])?;
    let comparer = by.comparer(&part.register);
    let blocks = blocks(laid, by.plan, &part.register);
    let place = |row: Row| part.place(row).expect("every record of the sample and every one drawn was dealt out");
    let seen = samples.iter().enumerate().map(|(block, sample)| {
        let run: Run = sample.run.iter().map(|(key, row)| (*key, place(*row))).collect();
        look(&blocks, block, &run, sample.step, &comparer)
    });
    let seen: Vec<_> = seen.collect();
    let drawn = draw(&comparer, between, pairs.into_par_iter().map(|(a, b)| (place(a), place(b))));
    Ok(Weights::of(&learnt(&laid.census, &seen, &drawn, between), by.plan))
}

/// Compares every block; gives the pairs whose score reaches the line, each once, and how many were compared.
pub(super) fn compare(
    laid: &Laid,
    by: &By<'_>,
    shelf: &mut dyn Shelf,
    weights: &Weights,
    line: Millibits,
    memory: usize,
    tell: &mut dyn FnMut(Step),
) -> std::result::Result<(Vec<Edge>, usize), Trouble> {
    let (mut edges, mut scored) = (Vec::new(), 0);
    for block in 0..laid.blocks.len() {
        for pile in dealt(laid, shelf, block, memory)? {
            let mut part = Part::take(by.plan, shelf, pile)?;
            let run = crate::block::sorted(std::mem::take(&mut part.run));
            let comparer = by.comparer(&part.register);
            let blocks = blocks(laid, by.plan, &part.register);
            let (found, n) = score_run(&comparer, line, weights, &blocks, (block, &run));
            let whole = |row: Row| part.rows[row as usize];
            edges.extend(found.into_iter().map(|edge| Edge { a: whole(edge.a), b: whole(edge.b), ..edge }));
            scored += n;
        }
        // Pairs of a heap may meet again under a later key.
        edges.sort_unstable();
        edges.dedup();
        tell(Step::Compared(block + 1, scored));
    }
    Ok((edges, scored))
}

/// The records that share a key of a block, dealt out by key.
fn dealt(laid: &Laid, shelf: &mut dyn Shelf, block: usize, memory: usize) -> Result<Vec<usize>> {
    let sharing = sharing(laid, shelf, block)?;
    let mut keys = Keys::of(laid, shelf, block)?;
    let mut shared = 0;
    for _ in 0..laid.records() {
        let key = keys.next()?;
        shared += usize::from(key != 0 && sharing.is_shared(key));
    }
    let parts = (shared * laid.weight()).div_ceil(memory).clamp(1, MOST_PARTS);
    let mut keys = Keys::of(laid, shelf, block)?;
    deal(laid, shelf, parts, |_| {
        let key = keys.next()?;
        Ok((key != 0 && sharing.is_shared(key)).then(|| (part_of(key, parts), key)))
    })
}

/// More piles at a time would take more open files, and more memory for what waits to be written, than a system likes to give.
pub(super) const MOST_PARTS: usize = 256;

fn blocks<'r>(laid: &Laid, plan: &Plan, part: &'r Register) -> Blocks<'r> {
    let meet = Meet::of(laid.sources(), plan);
    Blocks::keyed(part, (&laid.blocks, &laid.wanted), meet, laid.census.telling())
}
