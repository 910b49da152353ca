//! Which duty of which department falls into which grid of the network, on how much of its ground, and in whose hands.

use super::input::{DepartmentGrid, GridAt, Input};
use super::network::{Cell, Network};
use super::patches::Patches;
use crate::overlay::{Sheet, common};
use geo::{Area as _, BoundingRect as _};
use jingwei_terms::AreaCode;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A duty placed in a grid of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedDuty {
    /// The department's place in the order of the merging.
    pub department: usize,
    /// The duty, as the department calls it.
    pub name: String,
    /// Who holds it.
    pub holder: Option<String>,
    /// The share of the grid's ground on which they hold it, 0 to 1.
    pub share: f64,
}

/// What is known of one grid of the network.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlacedGrid {
    /// Its duties: by department, then by name, then the largest share first.
    pub duties: Vec<PlacedDuty>,
    /// The departments' grids that lie in it, the largest ground first within each department. Square metres.
    pub cover: Vec<(GridAt, f64)>,
    /// Each department's ground in it, counted once, in square metres.
    pub served: BTreeMap<usize, f64>,
    /// Its households.
    pub households: u32,
    /// Whether these were estimated from the ground.
    pub estimated: bool,
    /// Its community.
    pub community: Option<AreaCode>,
    /// Its worker: the one of the grid that it was, or who serves most of it.
    pub worker: Option<String>,
}

/// All duties in their places.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// One for each grid of the network, in its order.
    pub grids: Vec<PlacedGrid>,
    /// How many times a department's grid reaches into a grid by less than a sliver.
    pub too_small: usize,
}

/// Places every duty.
pub(super) fn place(input: &Input, patches: &Patches, network: &Network) -> Placed {
    let mut cover: Vec<BTreeMap<GridAt, f64>> = vec![BTreeMap::new(); network.cells.len()];
    let mut grids: Vec<PlacedGrid> = vec![PlacedGrid::default(); network.cells.len()];
    for (patch, cells) in patches.patches().iter().zip(&network.of_patch) {
        for (cell, m2) in cells {
            for claim in &patch.claims {
                *cover[*cell].entry(*claim).or_default() += m2;
            }
            for department in patch.each_department() {
                *grids[*cell].served.entry(department).or_default() += m2;
            }
        }
    }
    let communities = communities(input, patches, network);
    let mut too_small = 0;
    for (at, (grid, cover)) in grids.iter_mut().zip(cover).enumerate() {
        let cell = &network.cells[at];
        let whole = cover.len();
        grid.cover = cover.into_iter().filter(|(of, m2)| counts(input, patches, cell, *of, *m2)).collect();
        too_small += whole - grid.cover.len();
        grid.cover.sort_by(|a, b| a.0.department.cmp(&b.0.department).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
        grid.duties = duties(input, cell, &grid.cover);
        (grid.households, grid.estimated) = households(input, patches, cell, &grid.cover);
        grid.worker = worker(input, cell, &grid.cover);
        grid.community.clone_from(&communities[at]);
    }
    Placed { grids, too_small }
}

/// Whether so much common ground is more than two hands drawing one border differently.
fn counts(input: &Input, patches: &Patches, cell: &Cell, of: GridAt, m2: f64) -> bool {
    let own = patches.net(of.department).areas_m2()[of.grid];
    m2 >= input.settings.min_sliver_m2 || m2 * 2.0 >= cell.area_m2() || m2 * 2.0 >= own
}

fn duties(input: &Input, cell: &Cell, cover: &[(GridAt, f64)]) -> Vec<PlacedDuty> {
    let mut all: BTreeMap<(usize, String, Option<&str>), (String, f64)> = BTreeMap::new();
    for (of, m2) in cover {
        let grid = input.grid(*of);
        for duty in &grid.duties {
            let holder = holder(grid, duty.holder.as_deref());
            let entry = all.entry((of.department, duty.key(), holder)).or_insert_with(|| (duty.name.clone(), 0.0));
            entry.1 += m2 / cell.area_m2();
        }
    }
    let mut placed: Vec<_> = all.into_iter().collect();
    placed.sort_by(|(a, x), (b, y)| (a.0, &a.1).cmp(&(b.0, &b.1)).then(y.1.total_cmp(&x.1)).then(a.2.cmp(&b.2)));
    placed
        .into_iter()
        .map(|((department, _, holder), (name, share))| PlacedDuty {
            department,
            name,
            holder: holder.map(str::to_owned),
            share: share.min(1.0),
        })
        .collect()
}

/// Who holds a duty in a grid: whoever is named for it, or the grid's worker.
pub(super) fn holder<'a>(grid: &'a DepartmentGrid, named: Option<&'a str>) -> Option<&'a str> {
    named.or(grid.worker.as_deref())
}

/// The households of the grid that it was; otherwise those of the first department that counts them, by their share of the ground.
fn households(input: &Input, patches: &Patches, cell: &Cell, cover: &[(GridAt, f64)]) -> (u32, bool) {
    let own = input.grid(cell.from).households;
    let whole = patches.net(cell.from.department).areas_m2()[cell.from.grid];
    if let Some(count) = own.filter(|_| cell.area_m2() >= whole * (1.0 - 1e-6)) {
        return (count, false);
    }
    for of_one in cover.chunk_by(|a, b| a.0.department == b.0.department) {
        let counted = of_one.iter().filter_map(|(of, m2)| {
            Some(f64::from(input.grid(*of).households?) * m2 / patches.net(of.department).areas_m2()[of.grid])
        });
        let counted: Vec<f64> = counted.collect();
        if !counted.is_empty() {
            let sum = counted.iter().sum::<f64>().round().clamp(0.0, f64::from(u32::MAX));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what it takes")]
            return (sum as u32, true);
        }
    }
    (0, true)
}

fn worker(input: &Input, cell: &Cell, cover: &[(GridAt, f64)]) -> Option<String> {
    let own = input.grid(cell.from).worker.clone();
    own.or_else(|| {
        let named = cover.iter().filter(|(of, _)| input.grid(*of).worker.is_some());
        // Of equal ground the department that stands first.
        let most = named.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        input.grid(most.0).worker.clone()
    })
}

/// The community of each grid of the network: by the borders handed in, where the most of it lies; else as its departments say.
fn communities(input: &Input, patches: &Patches, network: &Network) -> Vec<Option<AreaCode>> {
    let said = |cell: &Cell| input.grid(cell.from).community.clone();
    let Some(layer) = &input.communities else { return network.cells.iter().map(said).collect() };
    let shapes: Vec<_> = layer.features.iter().map(|feature| &feature.shape).collect();
    let borders = Sheet::of(patches.plane(), &shapes);
    let by_ground = |cell: &Cell| {
        let near = cell.shape.bounding_rect().map(|bounds| borders.near(bounds)).unwrap_or_default();
        let areas = near.iter().map(|at| (*at, common(&cell.shape, &borders.shapes()[*at]).unsigned_area()));
        let most = areas.filter(|(_, m2)| *m2 > 0.0).reduce(|best, next| if next.1 > best.1 { next } else { best });
        most.and_then(|(at, _)| AreaCode::new(&layer.features[at].id).ok()).or_else(|| said(cell))
    };
    network.cells.par_iter().map(by_ground).collect()
}
