//! The ground and the households of two nets compared: which part of each old grid lies in which new one.

use super::{Evidence, Fate, GridChange, HouseholdsMoved, Overlap, Part, Uncovered, UnitMove};
use crate::net::moves::Holders;
use crate::net::{Net, NetGrid};
use crate::overlay::{Sheet, plane_over, point_in};
use crate::plane::Plane;
use geo::{Area as _, MultiPolygon};
use jingwei_terms::GridCode;
use rustc_hash::FxHashMap;

/// What the comparison found.
pub(super) struct Ground {
    pub(super) grids: Vec<GridChange>,
    pub(super) households: HouseholdsMoved,
    pub(super) units: Vec<UnitMove>,
    pub(super) uncovered: Vec<Uncovered>,
    pub(super) overlaps: Vec<Overlap>,
}

/// One old grid's part in one new grid.
#[derive(Debug, Clone, Copy, Default)]
struct Shared {
    area_m2: f64,
    /// Households counted unit by unit.
    counted: u64,
}

/// Compares two nets.
pub(super) fn compare(old: Option<&Net>, new: &Net, evidence: &Evidence<'_>) -> Ground {
    let before = old.map(Net::grids).unwrap_or_default();
    let after = new.grids();
    let noise = evidence.settings.noise_m2;
    let plane = plane_over(before.iter().chain(after).map(|grid| &grid.shape));
    let (was, is) = (sheet(plane, before), sheet(plane, after));
    let mut shared: FxHashMap<(usize, usize), Shared> = FxHashMap::default();
    for piece in was.shared_with(&is) {
        shared.entry((piece.left, piece.right)).or_default().area_m2 += piece.area_m2;
    }
    let units = count_units(old, new, evidence, &mut shared);
    let mut rows = Rows::new(before.len(), after.len());
    let mut pairs: Vec<_> = shared.into_iter().filter(|(_, s)| s.area_m2 > noise || s.counted > 0).collect();
    pairs.sort_unstable_by_key(|(at, _)| *at);
    for ((left, right), s) in pairs {
        rows.successors[left].push((right, s));
        rows.origins[right].push((left, s));
    }
    let uncovered = uncovered(before, &was, &is, &rows, noise);
    let overlaps = overlaps(after, &is, noise);
    let (grids, households) = tell(before, after, &was, &is, &rows, noise);
    Ground { grids, households, units, uncovered, overlaps }
}

struct Rows {
    successors: Vec<Vec<(usize, Shared)>>,
    origins: Vec<Vec<(usize, Shared)>>,
}

impl Rows {
    fn new(before: usize, after: usize) -> Self {
        Self { successors: vec![Vec::new(); before], origins: vec![Vec::new(); after] }
    }
}

fn sheet(plane: Plane, grids: &[NetGrid]) -> Sheet {
    let shapes: Vec<&MultiPolygon<f64>> = grids.iter().map(|grid| &grid.shape).collect();
    Sheet::of(plane, &shapes)
}

/// Counts each unit's households in the pair of grids that hold it, and lists the units that change their grid.
fn count_units(
    old: Option<&Net>,
    new: &Net,
    evidence: &Evidence<'_>,
    shared: &mut FxHashMap<(usize, usize), Shared>,
) -> Vec<UnitMove> {
    let (was, is) = (old.map(Holders::of), Holders::of(new));
    let mut moving = Vec::new();
    for unit in evidence.units {
        let from = was.as_ref().and_then(|holders| holders.holder(&unit.at));
        let to = is.holder(&unit.at);
        if let (Some(left), Some(right)) = (from, to) {
            shared.entry((left, right)).or_default().counted += u64::from(unit.households);
        }
        let code = |net: Option<&Net>, at: Option<usize>| Some(net?.grids()[at?].code.clone());
        let (from, to) = (code(old, from), code(Some(new), to));
        if from != to {
            moving.push(UnitMove { unit: unit.id.clone(), households: unit.households, from, to });
        }
    }
    moving
}

fn uncovered(before: &[NetGrid], was: &Sheet, is: &Sheet, rows: &Rows, noise: f64) -> Vec<Uncovered> {
    let mut found = Vec::new();
    for (at, grid) in before.iter().enumerate() {
        let covered: f64 = rows.successors[at].iter().map(|(_, s)| s.area_m2).sum();
        // Overlapping new grids may make the sum too large; a gap behind an overlap is found once the overlap is mended.
        if was.areas_m2()[at] - covered <= noise {
            continue;
        }
        let rest = is.beyond(&was.shapes()[at]);
        let area_m2 = rest.unsigned_area();
        if area_m2 > noise {
            found.push(Uncovered { grid: grid.code.clone(), area_m2, at: point_in(&rest, is.plane()) });
        }
    }
    found
}

fn overlaps(after: &[NetGrid], is: &Sheet, noise: f64) -> Vec<Overlap> {
    let tell = |piece: crate::overlay::Piece| Overlap {
        one: after[piece.left].code.clone(),
        other: after[piece.right].code.clone(),
        area_m2: piece.area_m2,
        at: point_in(&piece.shape, is.plane()),
    };
    is.shared_within().into_iter().filter(|piece| piece.area_m2 > noise).map(tell).collect()
}

fn tell(
    before: &[NetGrid],
    after: &[NetGrid],
    was: &Sheet,
    is: &Sheet,
    rows: &Rows,
    noise: f64,
) -> (Vec<GridChange>, HouseholdsMoved) {
    let mut all: std::collections::BTreeMap<&GridCode, (Option<usize>, Option<usize>)> =
        std::collections::BTreeMap::new();
    for (at, grid) in before.iter().enumerate() {
        all.entry(&grid.code).or_default().0 = Some(at);
    }
    for (at, grid) in after.iter().enumerate() {
        all.entry(&grid.code).or_default().1 = Some(at);
    }
    let mut moved = HouseholdsMoved::default();
    let mut grids = Vec::with_capacity(all.len());
    for (code, (old, new)) in all {
        let successors =
            old.map(|at| parts(&rows.successors[at], &before[at], was.areas_m2()[at], after)).unwrap_or_default();
        let came_from =
            new.map(|at| parts(&rows.origins[at], &after[at], is.areas_m2()[at], before)).unwrap_or_default();
        if let Some(at) = old {
            count(&mut moved, &before[at], &successors, after);
        }
        moved.after += new.map_or(0, |at| u64::from(after[at].households));
        let fate = match (old, new) {
            (Some(a), Some(b)) if is_same(a, b, was, is, rows, noise) => Fate::Kept,
            (Some(_), Some(_)) => Fate::Changed,
            (None, _) => Fate::New,
            (Some(_), None) => Fate::Gone,
        };
        grids.push(GridChange {
            code: code.clone(),
            fate,
            households_before: old.map(|at| before[at].households),
            households_after: new.map(|at| after[at].households),
            worker_before: old.and_then(|at| before[at].worker.clone()),
            worker_after: new.and_then(|at| after[at].worker.clone()),
            successors,
            came_from,
        });
    }
    (grids, moved)
}

fn is_same(a: usize, b: usize, was: &Sheet, is: &Sheet, rows: &Rows, noise: f64) -> bool {
    let common = rows.successors[a].iter().find(|(at, _)| *at == b).map_or(0.0, |(_, s)| s.area_m2);
    was.areas_m2()[a] - common <= noise && is.areas_m2()[b] - common <= noise
}

/// The parts of a grid, the largest share first. Households are split by those counted in units, or by ground where none were.
fn parts(row: &[(usize, Shared)], grid: &NetGrid, area_m2: f64, others: &[NetGrid]) -> Vec<Part> {
    let counted: u64 = row.iter().map(|(_, s)| s.counted).sum();
    #[expect(clippy::cast_precision_loss, reason = "households of a grid are far below 2^52")]
    let weight = |s: &Shared| if counted > 0 { s.counted as f64 } else { s.area_m2 };
    let covered: f64 = row.iter().map(|(_, s)| weight(s)).sum();
    // Ground that fell to nobody keeps its share: the parts of a half-covered grid add up to a half.
    let whole = if counted > 0 { covered } else { covered.max(area_m2) };
    let shares: Vec<f64> = row.iter().map(|(_, s)| weight(s) / whole).collect();
    let households = apportion(grid.households, &shares);
    let mut parts: Vec<Part> = row
        .iter()
        .zip(shares.iter().zip(households))
        .map(|((at, s), (share, households))| Part {
            grid: others[*at].code.clone(),
            households,
            share: *share,
            area_m2: s.area_m2,
        })
        .collect();
    // Halves are equal though their areas differ in a far digit: the grid that keeps the code goes first, then the smaller code.
    let size = |part: &Part| (part.share * 1e6).round();
    let own = |part: &Part| part.grid == grid.code;
    parts.sort_by(|a, b| size(b).total_cmp(&size(a)).then(own(b).cmp(&own(a))).then(a.grid.cmp(&b.grid)));
    parts
}

/// Whole numbers in proportion to the shares, by largest remainders, which add up to the total times the sum of the shares.
pub(crate) fn apportion(total: u32, shares: &[f64]) -> Vec<u32> {
    let exact: Vec<f64> = shares.iter().map(|share| f64::from(total) * share).collect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares are 0 to 1, so each is at most the total"
    )]
    let floor = |v: f64| v.floor() as u32;
    let mut whole: Vec<u32> = exact.iter().map(|v| floor(*v)).collect();
    let sum: f64 = exact.iter().sum();
    let left = floor((sum + 0.5).min(f64::from(total))).saturating_sub(whole.iter().sum());
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    for at in order.into_iter().take(left as usize) {
        whole[at] += 1;
    }
    whole
}

fn count(moved: &mut HouseholdsMoved, old: &NetGrid, successors: &[Part], after: &[NetGrid]) {
    moved.before += u64::from(old.households);
    let mut placed = 0_u64;
    for part in successors {
        placed += u64::from(part.households);
        if part.grid != old.code {
            moved.move_grid += u64::from(part.households);
        }
        let new = after.binary_search_by(|grid| grid.code.cmp(&part.grid)).ok().map(|at| &after[at]);
        if new.is_some_and(|new| new.worker != old.worker) {
            moved.change_worker += u64::from(part.households);
        }
    }
    moved.without_grid += u64::from(old.households).saturating_sub(placed);
}
