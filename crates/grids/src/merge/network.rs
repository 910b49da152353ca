//! The one net: the grids of the base with what lies beyond them, or all pieces where there is no base; slivers go to the neighbour
//! with the longest common border.

use super::duties::Placed;
use super::input::{Base, GridAt, Input};
use super::patches::Patches;
use super::{Slivers, slivers};
use crate::layer::{Feature, Layer};
use crate::overlay::{Sheet, united};
use crate::plane::Plane;
use geo::{Area as _, Contains as _, CoordsIter as _, InteriorPoint as _, MultiPolygon, Polygon};
use jingwei_terms::{AreaCode, Datum, GridCode};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One grid of the network.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its code.
    pub code: GridCode,
    /// Its ground, flat.
    pub shape: MultiPolygon<f64>,
    /// The grid that it was, or that first claims its ground.
    pub from: GridAt,
    /// Whether it lies beyond the base, so that its code is one for the time being.
    pub provisional: bool,
    /// Whether its ground is that of `from` to the last digit.
    untouched: bool,
    area_m2: f64,
}

impl Cell {
    /// Its area in square metres.
    #[must_use]
    pub const fn area_m2(&self) -> f64 {
        self.area_m2
    }
}

/// The one net.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its grids.
    pub cells: Vec<Cell>,
    /// For each patch: the grids in which it lies, with the area of each part. One, but for patches in several parts.
    pub(super) of_patch: Vec<Vec<(usize, f64)>>,
    /// What became of slivers.
    pub(super) slivers: Slivers,
}

/// A part of a patch that lies in no grid of the base.
struct Fragment {
    patch: usize,
    polygon: Polygon<f64>,
    area_m2: f64,
}

/// Builds the network.
pub(super) fn build(input: &Input, patches: &Patches) -> Network {
    let mut of_patch: Vec<Vec<(usize, f64)>> = vec![Vec::new(); patches.patches().len()];
    let mut cells = if input.base == Base::First { base_cells(input, patches) } else { Vec::new() };
    let by_grid: BTreeMap<GridAt, usize> = cells.iter().enumerate().map(|(n, cell)| (cell.from, n)).collect();
    let mut beyond: BTreeMap<GridAt, Vec<usize>> = BTreeMap::new();
    for (n, patch) in patches.patches().iter().enumerate() {
        match by_grid.get(&patch.claims[0]) {
            Some(cell) => of_patch[n].push((*cell, patch.area_m2)),
            None => beyond.entry(patch.claims[0]).or_default().push(n),
        }
    }
    let parts = match input.base {
        Base::First => joined(patches, &beyond),
        Base::Pieces => apart(patches),
    };
    let is_sliver = |polygon: &Polygon<f64>| slivers::is_sliver(polygon, &input.settings);
    let (small, large): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, polygon, _)| is_sliver(polygon));
    let mut codes: FxHashSet<String> = cells.iter().map(|cell| cell.code.to_string()).collect();
    for (from, polygon, fragments) in large {
        let cell = cells.len();
        place(&mut of_patch, cell, &fragments);
        cells.push(new_cell(from, polygon, &mut codes, input.base == Base::First));
    }
    let (found, merged) =
        give_away(&mut cells, small, patches.plane(), &mut of_patch, &mut codes, input.base == Base::First);
    let mut slivers = Slivers { merged: merged.0, merged_m2: merged.1, ..Slivers::default() };
    slivers.alone = found;
    Network { cells, of_patch, slivers }
}

/// The grids of the base on their own ground: what an earlier grid of the base claims too is the earlier one's.
fn base_cells(input: &Input, patches: &Patches) -> Vec<Cell> {
    let mut cells = Vec::new();
    let sheets: Vec<_> =
        patches.layers().iter().filter(|layer| layer.grids.iter().any(|at| at.department == 0)).collect();
    for (n, layer) in sheets.iter().enumerate() {
        let own = |at: usize| {
            let shape = layer.sheet.shapes()[at].clone();
            sheets[..n].iter().fold(shape, |rest, earlier| earlier.sheet.beyond(&rest))
        };
        let shapes: Vec<_> = (0..layer.grids.len()).into_par_iter().map(own).collect();
        cells.extend(shapes.into_iter().zip(&layer.grids).map(|(shape, from)| (shape, *from)));
    }
    cells.sort_by_key(|(_, from)| *from);
    let mut codes = FxHashSet::default();
    cells
        .into_iter()
        .filter(|(shape, _)| shape.unsigned_area() > 0.0)
        .map(|(shape, from)| {
            let given = &input.grid(from).shape;
            let area_m2 = shape.unsigned_area();
            // Same number of corners and same area: nothing was mended or trimmed, so the file's own digits stay.
            let same_area = (patches.plane().flatten(given).unsigned_area() - area_m2).abs() <= area_m2 * 1e-12;
            let untouched = same_area && given.coords_count() == shape.coords_count();
            let code = free_code(&tidy(&input.grid(from).code), &mut codes);
            Cell { code, shape, from, provisional: false, untouched, area_m2 }
        })
        .collect()
}

/// Patches beyond the base, those of one grid joined and then taken part by part, so that each new grid hangs together.
fn joined(patches: &Patches, beyond: &BTreeMap<GridAt, Vec<usize>>) -> Vec<(GridAt, Polygon<f64>, Vec<Fragment>)> {
    let each = |(from, members): (&GridAt, &Vec<usize>)| {
        let all = united(members.iter().map(|n| &patches.patches()[*n].shape));
        let mut parts: Vec<_> = all.0.into_iter().map(|polygon| (*from, polygon, Vec::new())).collect();
        for fragment in members.iter().flat_map(|n| fragments(patches, *n)) {
            let inside = fragment.polygon.interior_point();
            let holds = |polygon: &Polygon<f64>| inside.is_some_and(|point| polygon.contains(&point));
            // A part so thin that no part holds its middle is a hair; it goes with the first.
            let at = parts.iter().position(|(_, polygon, _)| holds(polygon)).unwrap_or(0);
            if let Some((_, _, fragments)) = parts.get_mut(at) {
                fragments.push(fragment);
            }
        }
        parts
    };
    beyond.par_iter().flat_map_iter(each).collect()
}

/// Every part of every patch by itself.
fn apart(patches: &Patches) -> Vec<(GridAt, Polygon<f64>, Vec<Fragment>)> {
    let each = |n: usize| {
        fragments(patches, n)
            .into_iter()
            .map(move |fragment| (patches.patches()[n].claims[0], fragment.polygon.clone(), vec![fragment]))
    };
    (0..patches.patches().len()).flat_map(each).collect()
}

fn fragments(patches: &Patches, patch: usize) -> Vec<Fragment> {
    let polygons = patches.patches()[patch].shape.0.iter();
    polygons.map(|polygon| Fragment { patch, polygon: polygon.clone(), area_m2: polygon.unsigned_area() }).collect()
}

fn place(of_patch: &mut [Vec<(usize, f64)>], cell: usize, fragments: &[Fragment]) {
    for fragment in fragments {
        of_patch[fragment.patch].push((cell, fragment.area_m2));
    }
}

fn new_cell(from: GridAt, polygon: Polygon<f64>, codes: &mut FxHashSet<String>, provisional: bool) -> Cell {
    let area_m2 = polygon.unsigned_area();
    let code = free_code(&format!("NEW-{:05}", codes.len() + 1), codes);
    Cell { code, shape: MultiPolygon::from(polygon), from, provisional, untouched: false, area_m2 }
}

/// Gives slivers to the neighbours with the longest common border. Those that touch nobody become grids.
fn give_away(
    cells: &mut Vec<Cell>,
    small: Vec<(GridAt, Polygon<f64>, Vec<Fragment>)>,
    plane: Plane,
    of_patch: &mut [Vec<(usize, f64)>],
    codes: &mut FxHashSet<String>,
    provisional: bool,
) -> (usize, (usize, f64)) {
    let shapes: Vec<MultiPolygon<f64>> = cells.iter().map(|cell| cell.shape.clone()).collect();
    let polygons: Vec<&Polygon<f64>> = small.iter().map(|(_, polygon, _)| polygon).collect();
    let homes = slivers::homes(&polygons, &Sheet::of_flat(plane, shapes));
    let mut given: BTreeMap<usize, Vec<MultiPolygon<f64>>> = BTreeMap::new();
    let (mut alone, mut merged, mut merged_m2) = (0, 0, 0.0);
    for ((from, polygon, fragments), home) in small.into_iter().zip(homes) {
        if let Some(cell) = home {
            merged += 1;
            merged_m2 += polygon.unsigned_area();
            place(of_patch, cell, &fragments);
            given.entry(cell).or_default().push(MultiPolygon::from(polygon));
        } else {
            alone += 1;
            place(of_patch, cells.len(), &fragments);
            cells.push(new_cell(from, polygon, codes, provisional));
        }
    }
    let grown: Vec<(usize, MultiPolygon<f64>)> = given
        .into_par_iter()
        .map(|(cell, parts)| (cell, united(std::iter::once(&cells[cell].shape).chain(&parts))))
        .collect();
    for (cell, shape) in grown {
        cells[cell].area_m2 = shape.unsigned_area();
        cells[cell].shape = shape;
        cells[cell].untouched = false;
    }
    (alone, (merged, merged_m2))
}

/// The code as it may be written, with `_` for what may not stand in one.
fn tidy(text: &str) -> String {
    let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '&' | ',' | ';');
    let mut out = String::new();
    for c in text.trim().chars().map(|c| if bad(c) { '_' } else { c }) {
        // Room is left for the number of a code that stands twice.
        if out.len() + c.len_utf8() > jingwei_terms::code::MAX_CODE_BYTES - 12 {
            break;
        }
        out.push(c);
    }
    out
}

fn free_code(wish: &str, taken: &mut FxHashSet<String>) -> GridCode {
    let numbered = (2_u32..).map(|n| format!("{wish}-{n}"));
    let free = std::iter::once(wish.to_owned()).chain(numbered).find(|code| !taken.contains(code));
    let text = free.unwrap_or_default();
    taken.insert(text.clone());
    GridCode::new(&text).unwrap_or_else(|_| {
        GridCode::new(&format!("NEW-{:05}", taken.len())).expect("letters, a dash and digits are a code")
    })
}

impl Network {
    /// The network as a layer: the properties of a net, and beside them where it comes from.
    #[must_use]
    pub(super) fn to_layer(&self, input: &Input, patches: &Patches, placed: &Placed) -> Layer {
        let feature = |(n, cell): (usize, &Cell)| {
            let shape =
                if cell.untouched { input.grid(cell.from).shape.clone() } else { patches.plane().restore(&cell.shape) };
            Feature { id: cell.code.to_string(), properties: properties(input, cell, n, placed), shape }
        };
        Layer { datum: Datum::Cgcs2000, features: self.cells.par_iter().enumerate().map(feature).collect() }
    }
}

fn properties(input: &Input, cell: &Cell, at: usize, placed: &Placed) -> Map<String, Value> {
    let (grid, facts) = (input.grid(cell.from), &placed.grids[at]);
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() && value != json!("") {
            all.insert(name.to_owned(), value);
        }
    };
    put("code", json!(cell.code));
    put("name", json!(grid.name));
    put("community", json!(facts.community.as_ref().map(AreaCode::as_str)));
    put("households", json!(facts.households));
    if facts.estimated {
        put("households_estimated", json!(true));
    }
    put("worker", json!(facts.worker.as_deref().map(tidy)));
    put("deputy", json!(grid.deputy.as_deref().map(tidy)));
    let duty = |duty: &super::duties::PlacedDuty| {
        json!({
            "department": input.departments[duty.department].code, "duty": duty.name,
            "holder": duty.holder.as_deref().map(tidy), "share": (duty.share * 1e6).round() / 1e6,
        })
    };
    put("duties", Value::Array(facts.duties.iter().map(duty).collect()));
    let department = |(grid, m2): &(GridAt, f64)| {
        json!({
            "department": input.departments[grid.department].code, "grid": input.grid(*grid).code,
            "share": (m2 / cell.area_m2 * 1e6).round() / 1e6,
        })
    };
    put("formerly", Value::Array(facts.cover.iter().map(department).collect()));
    if cell.provisional {
        put("provisional", json!(true));
    }
    all
}
