//! What one network saves: workers who serve ground that others serve, households that several departments visit, forms asked twice.

use super::duties::Placed;
use super::input::{GridAt, Input, Settings};
use super::network::Network;
use super::patches::Patches;
use serde::Serialize;
use std::collections::BTreeMap;

/// The saving in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Saving {
    /// Posts before: a named worker of a department is one, and so is a grid without a named worker.
    pub workers_before: usize,
    /// Of these, posts of later departments most of whose ground earlier departments serve.
    pub workers_doubled: usize,
    /// Their share, 0 to 1.
    pub workers_doubled_share: f64,
    /// Households of the network.
    pub households: u64,
    /// Visits in one round when every department with duties goes to every household on its ground.
    pub visits_before: u64,
    /// Visits when each household is visited once for all.
    pub visits_after: u64,
    /// The difference: forms asked twice.
    pub forms_doubled: u64,
    /// Of the doubled forms, those in which two departments ask about the same duty.
    pub same_duty_doubled: u64,
    /// How many departments serve a grid of the network, on average by ground.
    pub departments_per_grid: f64,
}

/// One post of a department, and its ground.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Post {
    pub(super) department: usize,
    pub(super) worker: Option<String>,
    pub(super) grids: Vec<usize>,
    pub(super) ground_m2: f64,
    /// The part of it that departments before this one serve.
    pub(super) served_before_m2: f64,
}

impl Post {
    pub(super) fn is_doubled(&self, settings: &Settings) -> bool {
        self.ground_m2 > 0.0 && self.served_before_m2 >= self.ground_m2 * settings.doubled_share
    }
}

/// All posts, by department.
pub(super) fn posts(input: &Input, patches: &Patches) -> Vec<Post> {
    let mut ground: BTreeMap<GridAt, (f64, f64)> = BTreeMap::new();
    for patch in patches.patches() {
        for claim in &patch.claims {
            let entry = ground.entry(*claim).or_default();
            entry.0 += patch.area_m2;
            if patch.claims[0].department < claim.department {
                entry.1 += patch.area_m2;
            }
        }
    }
    let mut posts: Vec<Post> = Vec::new();
    for (department, net) in input.departments.iter().enumerate() {
        let mut of_worker: BTreeMap<&str, usize> = BTreeMap::new();
        for (grid, of) in net.grids.iter().enumerate() {
            let (ground_m2, served_before_m2) = ground.get(&GridAt { department, grid }).copied().unwrap_or_default();
            let known = of.worker.as_deref().and_then(|worker| of_worker.get(worker));
            if let Some(post) = known.and_then(|at| posts.get_mut(*at)) {
                post.grids.push(grid);
                post.ground_m2 += ground_m2;
                post.served_before_m2 += served_before_m2;
                continue;
            }
            if let Some(worker) = &of.worker {
                of_worker.insert(worker, posts.len());
            }
            posts.push(Post { department, worker: of.worker.clone(), grids: vec![grid], ground_m2, served_before_m2 });
        }
    }
    posts
}

/// Counts the saving.
pub(super) fn count(input: &Input, patches: &Patches, network: &Network, placed: &Placed) -> Saving {
    let posts = posts(input, patches);
    let doubled = posts.iter().filter(|post| post.is_doubled(&input.settings)).count();
    let with_duties: Vec<bool> =
        input.departments.iter().map(|d| d.grids.iter().any(|grid| !grid.duties.is_empty())).collect();
    // Where nobody names a duty, every department is taken to visit: its grids say that it goes there.
    let visits = |department: usize| with_duties[department] || !with_duties.contains(&true);
    let (mut before, mut after, mut same) = (0.0, 0.0, 0.0);
    let (mut served, mut ground) = (0.0, 0.0);
    for (patch, cells) in patches.patches().iter().zip(&network.of_patch) {
        let visiting = patch.each_department().filter(|department| visits(*department)).count();
        let shared = if visiting > 1 { duties_in_common(input, &patch.claims) } else { 0.0 };
        for (cell, m2) in cells {
            let households = f64::from(placed.grids[*cell].households) * m2 / network.cells[*cell].area_m2();
            before += households * whole(visiting);
            after += households * whole(visiting.min(1));
            same += households * shared;
        }
        served += whole(patch.departments()) * patch.area_m2;
        ground += patch.area_m2;
    }
    let (visits_before, visits_after) = (rounded(before), rounded(after));
    Saving {
        workers_before: posts.len(),
        workers_doubled: doubled,
        workers_doubled_share: if posts.is_empty() { 0.0 } else { whole(doubled) / whole(posts.len()) },
        households: placed.grids.iter().map(|grid| u64::from(grid.households)).sum(),
        visits_before,
        visits_after,
        forms_doubled: visits_before.saturating_sub(visits_after),
        same_duty_doubled: rounded(same),
        departments_per_grid: if ground > 0.0 { served / ground } else { 0.0 },
    }
}

/// How many times a duty is asked again by a further department on the same ground.
fn duties_in_common(input: &Input, claims: &[GridAt]) -> f64 {
    let mut first: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in claims {
        for duty in &input.grid(*at).duties {
            let departments = first.entry(duty.key()).or_default();
            if !departments.contains(&at.department) {
                departments.push(at.department);
            }
        }
    }
    first.values().map(|departments| whole(departments.len() - 1)).sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts of grids and departments are far below 2^52")]
fn whole(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of visits, not negative and far below 2^63"
)]
fn rounded(count: f64) -> u64 {
    count.round() as u64
}
