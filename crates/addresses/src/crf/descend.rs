//! Walks down to the weights that explain the examples best: OWL-QN, quasi-Newton steps that keep most weights at exactly nought.
//!
//! Method: Andrew and Gao, *Scalable training of L1-regularized log-linear models* (ICML 2007), over L-BFGS (Nocedal and Wright, *Numerical
//! Optimization*, algorithm 7.4).

use rayon::prelude::*;
use std::collections::VecDeque;

/// How to walk.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    /// The price of a weight's size.
    pub l1: f64,
    /// The price of half its square.
    pub l2: f64,
    /// At most so many steps.
    pub steps: usize,
    /// Stops when ten steps gain less than this share.
    pub enough: f64,
}

/// How many past steps are remembered.
const MEMORY: usize = 6;

/// Finds weights for the least of `loss(weights, gradient) -> value` plus the prices. `told` hears the number of every step and its value.
pub fn descend(
    weights: &mut Vec<f64>,
    walk: Walk,
    mut loss: impl FnMut(&[f64], &mut [f64]) -> f64,
    mut told: impl FnMut(usize, f64),
) {
    let n = weights.len();
    let mut gradient = vec![0.0; n];
    let mut value = priced(weights, &mut gradient, walk, &mut loss);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    let mut past = VecDeque::from([value]);
    for step in 1..=walk.steps {
        let downhill = downhill(weights, &gradient, walk.l1);
        let mut direction = two_loops(&downhill, &memory);
        direction.par_iter_mut().zip(&downhill).for_each(|(d, &p)| {
            if *d * p <= 0.0 {
                *d = 0.0;
            }
        });
        let first = if memory.is_empty() { 1.0 / dot(&downhill, &downhill).sqrt().max(1e-12) } else { 1.0 };
        let Some((next, next_gradient, next_value)) =
            search(weights, value, &direction, &downhill, first, walk, &mut loss)
        else {
            break;
        };
        remember(&mut memory, weights, &gradient, &next, &next_gradient);
        (*weights, gradient, value) = (next, next_gradient, next_value);
        told(step, value);
        past.push_back(value);
        if past.len() > 10 && past.pop_front().is_some_and(|before| (before - value) < walk.enough * value.abs()) {
            break;
        }
    }
}

/// The smooth part and the price of sizes; the gradient is of the smooth part.
fn priced(weights: &[f64], gradient: &mut [f64], walk: Walk, loss: &mut impl FnMut(&[f64], &mut [f64]) -> f64) -> f64 {
    let value = loss(weights, gradient);
    gradient.par_iter_mut().zip(weights).for_each(|(g, &w)| *g += walk.l2 * w);
    value + weights.iter().map(|w| walk.l1 * w.abs() + walk.l2 * w * w / 2.0).sum::<f64>()
}

/// Minus the pseudo-gradient: the way down from each weight, nought where staying at nought is cheapest.
fn downhill(weights: &[f64], gradient: &[f64], l1: f64) -> Vec<f64> {
    let way = |w: f64, g: f64| match w {
        _ if w > 0.0 => -(g + l1),
        _ if w < 0.0 => -(g - l1),
        _ if g + l1 < 0.0 => -(g + l1),
        _ if g - l1 > 0.0 => -(g - l1),
        _ => 0.0,
    };
    weights.par_iter().zip(gradient).map(|(&w, &g)| way(w, g)).collect()
}

fn two_loops(downhill: &[f64], memory: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut direction = downhill.to_vec();
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, turned, both) in memory.iter().rev() {
        let share = dot(moved, &direction) / both;
        add(&mut direction, turned, -share);
        shares.push(share);
    }
    if let Some((_, turned, both)) = memory.back() {
        let scale = both / dot(turned, turned);
        direction.par_iter_mut().for_each(|d| *d *= scale);
    }
    for ((moved, turned, both), share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = dot(turned, &direction) / both;
        add(&mut direction, moved, share - back);
    }
    direction
}

/// Tries ever shorter steps until one gains enough; no weight crosses nought in a step.
fn search(
    weights: &[f64],
    value: f64,
    direction: &[f64],
    downhill: &[f64],
    first: f64,
    walk: Walk,
    loss: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Option<(Vec<f64>, Vec<f64>, f64)> {
    let mut length = first;
    let mut gradient = vec![0.0; weights.len()];
    for _ in 0..20 {
        let next: Vec<f64> = weights
            .par_iter()
            .zip(direction)
            .zip(downhill)
            .map(|((&w, &d), &p)| {
                let side = if w == 0.0 { p } else { w };
                let to = w + length * d;
                if to * side > 0.0 { to } else { 0.0 }
            })
            .collect();
        let gain: f64 = next.iter().zip(weights).zip(downhill).map(|((n, w), p)| (n - w) * p).sum();
        let next_value = priced(&next, &mut gradient, walk, loss);
        if next_value <= value - 1e-4 * gain && gain > 0.0 {
            return Some((next, gradient, next_value));
        }
        length *= 0.5;
    }
    None
}

fn remember(
    memory: &mut VecDeque<(Vec<f64>, Vec<f64>, f64)>,
    weights: &[f64],
    gradient: &[f64],
    next: &[f64],
    next_gradient: &[f64],
) {
    let less = |a: &[f64], b: &[f64]| -> Vec<f64> { a.par_iter().zip(b).map(|(a, b)| a - b).collect() };
    let (moved, turned) = (less(next, weights), less(next_gradient, gradient));
    let both = dot(&moved, &turned);
    if both > 1e-12 {
        if memory.len() == MEMORY {
            memory.pop_front();
        }
        memory.push_back((moved, turned, both));
    }
}

/// Summed in pieces of fixed size and in order, so that the number of cores does not change the last digit.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const PIECE: usize = 1 << 14;
    let pieces: Vec<f64> =
        a.par_chunks(PIECE).zip(b.par_chunks(PIECE)).map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum()).collect();
    pieces.iter().sum()
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    to.par_iter_mut().zip(what).for_each(|(to, &what)| *to += what * times);
}
