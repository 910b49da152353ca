//! Grids in their communities: outside of it, over its border, of a community that is not there; and communities whose ground no grid
//! covers.

use super::{Settings, cover, spot};
use crate::divisions::DivisionCode;
use crate::layer::{Feature, Layer};
use crate::overlay::{Sheet, point_in};
use crate::problem::{Problem, RepairState, Spot};
use geo::{Area as _, MultiPolygon};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What is wrong with how the features lie in these communities.
pub(super) fn problems(layer: &Layer, grids: &Sheet, within: &Layer, settings: &Settings) -> Vec<Problem> {
    let shapes: Vec<_> = within.features.iter().map(|feature| &feature.shape).collect();
    let communities = Sheet::of(grids.plane(), &shapes);
    let code = |feature: &Feature| -> Option<DivisionCode> {
        feature.text("code").and_then(|code| code.parse().ok()).or_else(|| feature.id.parse().ok())
    };
    let by_code: FxHashMap<DivisionCode, usize> =
        within.features.iter().enumerate().filter_map(|(n, feature)| Some((code(feature)?, n))).collect();
    let home = |feature: &Feature| {
        let said = feature.text("community").and_then(|code| code.parse::<DivisionCode>().ok());
        said.or_else(|| feature.id.get(..12).and_then(|digits| digits.parse().ok()))
    };
    let homes: Vec<Option<DivisionCode>> = layer.features.iter().map(home).collect();
    let each = |n: usize| match homes[n].map(|code| (code, by_code.get(&code))) {
        None => Some(no_community(layer, n)),
        Some((code, None)) => Some(unknown(layer, n, code)),
        Some((code, Some(at))) => outside(layer, n, grids, &communities.shapes()[*at], code, settings),
    };
    let mut found: Vec<Problem> = (0..layer.features.len()).into_par_iter().filter_map(each).collect();
    let mut served: Vec<usize> = homes.iter().flatten().filter_map(|code| by_code.get(code).copied()).collect();
    served.sort_unstable();
    served.dedup();
    let uncovered = |n: &usize| uncovered(*n, within, grids, &communities, settings);
    found.extend(served.par_iter().flat_map_iter(uncovered).collect::<Vec<_>>());
    found
}

fn no_community(layer: &Layer, n: usize) -> Problem {
    let id = &layer.features[n].id;
    let zh = format!("网格 `{id}` 没有写明社区（属性 `community`，12 位）");
    let en = format!("the grid `{id}` does not say its community (property `community`, 12 digits)");
    let (zh_fix, en_fix) = ("补上社区代码", "add the code of its community");
    Problem::new("no_community", spot(layer, n), zh, en).mended_by(RepairState::ForAPerson, zh_fix, en_fix)
}

fn unknown(layer: &Layer, n: usize, code: DivisionCode) -> Problem {
    let id = &layer.features[n].id;
    let zh = format!("网格 `{id}` 的社区 `{code}` 不在区划图层中");
    let en = format!("the community `{code}` of the grid `{id}` is not in the layer of divisions");
    let (zh_fix, en_fix) = ("核对社区代码", "check the code of the community");
    Problem::new("unknown_community", spot(layer, n), zh, en)
        .mended_by(RepairState::ForAPerson, zh_fix, en_fix)
        .with(code.to_string())
}

/// The part of a grid that lies outside of its community.
fn outside(
    layer: &Layer,
    n: usize,
    grids: &Sheet,
    community: &MultiPolygon<f64>,
    code: DivisionCode,
    settings: &Settings,
) -> Option<Problem> {
    let grid = &grids.shapes()[n];
    let beyond = geo::BooleanOps::difference(grid, community);
    let area = beyond.unsigned_area();
    if area < settings.least_m2 {
        return None;
    }
    let [x, y] = point_in(&beyond, grids.plane());
    let id = &layer.features[n].id;
    let spot = Spot::feature(n + 1, id).at(x, y);
    let zh = format!("网格 `{id}` 有 {area:.1} 平方米在社区 `{code}` 之外");
    let en = format!("{area:.1} m² of the grid `{id}` lie outside of its community `{code}`");
    let (code_word, zh_fix, en_fix) = if area >= 0.999 * grids.areas_m2()[n] {
        ("outside_community", "核对社区代码或位置", "check the code of its community, or where it was drawn")
    } else if cover::is_sliver(&beyond, settings) {
        ("sliver_outside", "对齐到社区边界", "align it with the border of the community")
    } else {
        ("over_community", "沿社区边界拆开", "divide it along the border of the community")
    };
    let problem = Problem::new(code_word, spot, zh, en).mended_by(RepairState::ForAPerson, zh_fix, en_fix);
    Some(problem.with(code.to_string()).of_area(area))
}

/// The ground of a community that no grid covers, piece by piece.
fn uncovered(n: usize, within: &Layer, grids: &Sheet, communities: &Sheet, settings: &Settings) -> Vec<Problem> {
    let left = grids.beyond(&communities.shapes()[n]);
    let pieces = left.0.into_iter().map(|polygon| MultiPolygon::from(vec![polygon]));
    let large = pieces.filter(|piece| piece.unsigned_area() >= settings.least_m2);
    let told = |piece: MultiPolygon<f64>| {
        cover::gap(&piece, grids, Spot::layer(), settings).with(within.features[n].id.clone())
    };
    large.map(told).collect()
}
