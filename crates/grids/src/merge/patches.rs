//! The nets laid over one another: every piece of ground with the grids of all departments that claim it.
//!
//! A department's net is laid down in sheets, on each of which no two grids share more than a hair; a net that overlaps itself takes
//! more than one, so that no claim is lost. Sheet by sheet each patch is split by the grids that meet it, and ground that no earlier
//! sheet had becomes new patches. Cost: one overlay per pair of a patch and a grid whose rectangles meet, on every core.

use super::Overlap;
use super::input::{GridAt, Input};
use crate::overlay::{Piece, Sheet, common, plane_over, without};
use crate::plane::Plane;
use geo::{Area as _, BoundingRect as _, MultiPolygon};
use jingwei_terms::{Refusal, RefusalClass};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Ground below ten square centimetres is what the rounding of one border in two files leaves behind.
const NOTHING_M2: f64 = 1e-3;
/// What is left of a patch when all but a billionth of it is accounted for is arithmetic too.
const NOTHING_SHARE: f64 = 1e-9;

/// A piece of ground, and who claims it.
#[derive(Debug, Clone)]
pub struct Patch {
    /// Its ground, flat.
    pub shape: MultiPolygon<f64>,
    /// Its area in square metres.
    pub area_m2: f64,
    /// The grids that claim it, in the order of the departments; at least one.
    pub claims: Vec<GridAt>,
}

impl Patch {
    /// How many departments claim it.
    #[must_use]
    pub fn departments(&self) -> usize {
        1 + self.claims.windows(2).filter(|two| two[0].department != two[1].department).count()
    }

    /// The departments that claim it, each once.
    pub(super) fn each_department(&self) -> impl Iterator<Item = usize> {
        self.claims.chunk_by(|a, b| a.department == b.department).map(|chunk| chunk[0].department)
    }
}

/// All patches.
#[derive(Debug, Clone)]
pub struct Patches {
    plane: Plane,
    /// The departments' grids, flat and mended, in their own order.
    nets: Vec<Sheet>,
    /// The same, side by side.
    layers: Vec<Layer>,
    patches: Vec<Patch>,
    /// Grids of one department that overlap one another by more than a sliver.
    within: Vec<(usize, Piece)>,
}

/// Grids of one department that lie side by side.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) grids: Vec<GridAt>,
    pub(super) sheet: Sheet,
}

impl Patches {
    /// Lays the departments' grids over one another, in their order.
    ///
    /// # Errors
    /// When no grid has ground.
    pub(super) fn of(input: &Input) -> Result<Self, Refusal> {
        let plane = plane_over(input.departments.iter().flat_map(|d| d.grids.iter().map(|grid| &grid.shape)));
        let mut nets = Vec::new();
        let mut layers: Vec<Layer> = Vec::new();
        let mut within = Vec::new();
        for (department, net) in input.departments.iter().enumerate() {
            let shapes: Vec<&MultiPolygon<f64>> = net.grids.iter().map(|grid| &grid.shape).collect();
            let sheet = Sheet::of(plane, &shapes);
            let overlaps = sheet.shared_within();
            layers.extend(side_by_side(department, &sheet, &overlaps, input.settings.min_sliver_m2));
            let large = overlaps.into_iter().filter(|piece| piece.area_m2 >= input.settings.min_sliver_m2);
            within.extend(large.map(|piece| (department, piece)));
            nets.push(sheet);
        }
        let mut patches: Vec<Patch> = Vec::new();
        for at in 0..layers.len() {
            patches = laid_on(patches, &layers[..at], &layers[at]);
        }
        if patches.is_empty() {
            return Err(Refusal::new(
                RefusalClass::Invalid,
                "merge_no_ground",
                "没有一个部门的网格有面积",
                "no department has a grid with ground",
            )
            .next("用 jingwei grids check 查看每个文件", "look at every file with jingwei grids check"));
        }
        Ok(Self { plane, nets, layers, patches, within })
    }

    /// The plane on which they lie.
    #[must_use]
    pub const fn plane(&self) -> Plane {
        self.plane
    }

    /// The patches, in an order that depends on the input alone.
    #[must_use]
    pub fn patches(&self) -> &[Patch] {
        &self.patches
    }

    /// The departments' grids, flat and mended, in their own order.
    #[must_use]
    pub(super) fn net(&self, department: usize) -> &Sheet {
        &self.nets[department]
    }

    /// The departments' grids side by side, a department on one sheet or more.
    #[must_use]
    pub(super) fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Overlaps within one department, by its place.
    #[must_use]
    pub(super) fn within(&self) -> &[(usize, Piece)] {
        &self.within
    }

    /// All ground in square metres.
    #[must_use]
    pub fn ground_m2(&self) -> f64 {
        self.patches.iter().map(|patch| patch.area_m2).sum()
    }

    /// The ground that two or more departments claim.
    #[must_use]
    pub fn shared_m2(&self) -> f64 {
        self.patches.iter().filter(|patch| patch.departments() > 1).map(|patch| patch.area_m2).sum()
    }

    /// The ground that a department claims.
    #[must_use]
    pub(super) fn served_m2(&self, department: usize) -> f64 {
        let claims = |patch: &&Patch| patch.claims.iter().any(|at| at.department == department);
        self.patches.iter().filter(claims).map(|patch| patch.area_m2).sum()
    }

    /// Who overlaps whom.
    #[must_use]
    pub(super) fn pairs(&self) -> BTreeMap<(GridAt, GridAt), f64> {
        let mut pairs = BTreeMap::new();
        for patch in &self.patches {
            for (n, one) in patch.claims.iter().enumerate() {
                for other in patch.claims[n + 1..].iter().filter(|other| other.department != one.department) {
                    *pairs.entry((*one, *other)).or_default() += patch.area_m2;
                }
            }
        }
        pairs
    }
}

/// Sums the pairs of grids by their departments. Pairs that meet by less than a sliver are neighbours, not an overlap.
pub(super) fn overlaps(input: &Input, patches: &Patches) -> Vec<Overlap> {
    let mut by: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for ((one, other), area_m2) in patches.pairs() {
        if area_m2 >= input.settings.min_sliver_m2 {
            *by.entry((one.department, other.department)).or_default() += 1;
        }
    }
    let code = |at: usize| input.departments[at].code.clone();
    let mut found = Vec::new();
    for one in 0..input.departments.len() {
        for other in one + 1..input.departments.len() {
            let both = |patch: &&Patch| {
                let mut departments = patch.each_department().filter(|at| *at == one || *at == other);
                departments.next().is_some() && departments.next().is_some()
            };
            let area_m2: f64 = patches.patches.iter().filter(both).map(|patch| patch.area_m2).sum();
            if area_m2 > 0.0 {
                let grid_pairs = by.get(&(one, other)).copied().unwrap_or_default();
                found.push(Overlap { one: code(one), other: code(other), area_m2, grid_pairs });
            }
        }
    }
    found
}

/// The grids of one department on as few sheets as a greedy hand needs, so that no two on a sheet share more than a hair; hairs are
/// taken from the later grid.
fn side_by_side(department: usize, net: &Sheet, overlaps: &[Piece], sliver_m2: f64) -> Vec<Layer> {
    let mut later: Vec<Vec<(usize, f64)>> = vec![Vec::new(); net.shapes().len()];
    for piece in overlaps {
        later[piece.right].push((piece.left, piece.area_m2));
    }
    let mut sheet_of = vec![0_usize; net.shapes().len()];
    for at in 0..later.len() {
        let taken = |sheet: usize| later[at].iter().any(|(with, m2)| *m2 >= sliver_m2 && sheet_of[*with] == sheet);
        sheet_of[at] = (0..).find(|sheet| !taken(*sheet)).unwrap_or_default();
    }
    let sheets = sheet_of.iter().max().map_or(0, |most| most + 1);
    let each = |sheet: usize| {
        let grids: Vec<usize> = (0..sheet_of.len()).filter(|at| sheet_of[*at] == sheet).collect();
        let trimmed = |at: &usize| {
            let hairs: Vec<_> = later[*at]
                .iter()
                .filter(|(with, m2)| sheet_of[*with] == sheet && *m2 > NOTHING_M2)
                .map(|(with, _)| &net.shapes()[*with])
                .collect();
            without(&net.shapes()[*at], hairs.iter().copied())
        };
        let shapes = grids.par_iter().map(trimmed).collect();
        let grids = grids.iter().map(|grid| GridAt { department, grid: *grid }).collect();
        Layer { grids, sheet: Sheet::of_flat(net.plane(), shapes) }
    };
    (0..sheets).map(each).collect()
}

/// The patches after one more sheet is laid down.
fn laid_on(patches: Vec<Patch>, earlier: &[Layer], layer: &Layer) -> Vec<Patch> {
    let split: Vec<Split> = patches.into_par_iter().map(|patch| split_by(patch, layer)).collect();
    let mut covered = vec![0.0; layer.grids.len()];
    let mut all = Vec::with_capacity(split.len() * 2);
    for one in split {
        all.extend(one.patches);
        for (grid, m2) in one.taken {
            covered[grid] += m2;
        }
    }
    let beyond = |at: usize| {
        let (shape, area) = (&layer.sheet.shapes()[at], layer.sheet.areas_m2()[at]);
        if area - covered[at] <= (area * NOTHING_SHARE).max(NOTHING_M2) {
            return None;
        }
        let rest = earlier.iter().fold(shape.clone(), |rest, layer| layer.sheet.beyond(&rest));
        patch(rest, vec![layer.grids[at]])
    };
    all.par_extend((0..layer.grids.len()).into_par_iter().filter_map(beyond));
    all
}

/// What became of one patch, and how much of it each grid of a sheet took.
struct Split {
    patches: Vec<Patch>,
    taken: Vec<(usize, f64)>,
}

fn split_by(whole: Patch, layer: &Layer) -> Split {
    let near = whole.shape.bounding_rect().map(|bounds| layer.sheet.near(bounds)).unwrap_or_default();
    let mut split = Split { patches: Vec::new(), taken: Vec::new() };
    for at in near {
        let shape = common(&whole.shape, &layer.sheet.shapes()[at]);
        let claims = whole.claims.iter().copied().chain([layer.grids[at]]).collect();
        if let Some(piece) = patch(shape, claims) {
            split.taken.push((at, piece.area_m2));
            split.patches.push(piece);
        }
    }
    let taken: f64 = split.taken.iter().map(|(_, m2)| m2).sum();
    if split.patches.is_empty() {
        split.patches.push(whole);
    } else if whole.area_m2 - taken > (whole.area_m2 * NOTHING_SHARE).max(NOTHING_M2) {
        let rest = without(&whole.shape, split.taken.iter().map(|(at, _)| &layer.sheet.shapes()[*at]));
        split.patches.extend(patch(rest, whole.claims));
    }
    split
}

/// A patch of this shape, hairs left out; none when nothing else is left.
fn patch(mut shape: MultiPolygon<f64>, claims: Vec<GridAt>) -> Option<Patch> {
    shape.0.retain(|part| part.unsigned_area() > NOTHING_M2);
    let area_m2 = shape.unsigned_area();
    (area_m2 > 0.0).then_some(Patch { shape, area_m2, claims })
}
