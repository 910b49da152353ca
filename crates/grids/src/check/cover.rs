//! Features beside each other: ground that two of them claim, and ground between them that none does.

use super::Settings;
use crate::layer::Layer;
use crate::overlay::{Sheet, point_in, united};
use crate::problem::{Problem, RepairState, Spot};
use geo::{Area as _, LineString, MultiPolygon, Polygon};

/// Overlaps of two features each.
pub(super) fn overlaps(layer: &Layer, sheet: &Sheet, settings: &Settings) -> Vec<Problem> {
    let pieces = sheet.shared_within().into_iter().filter(|piece| piece.area_m2 >= settings.least_m2);
    pieces
        .map(|piece| {
            let (one, other) = (&layer.features[piece.left], &layer.features[piece.right]);
            let [x, y] = point_in(&piece.shape, sheet.plane());
            let spot = Spot::feature(piece.left + 1, &one.id).at(x, y);
            let area = piece.area_m2;
            let zh = format!("`{}` 与 `{}` 重叠 {area:.1} 平方米", one.id, other.id);
            let en = format!("`{}` and `{}` overlap by {area:.1} m²", one.id, other.id);
            let problem = if is_sliver(&piece.shape, settings) {
                let (zh_fix, en_fix) = ("从后一个要素中减去", "take it off the later of the two");
                Problem::new("sliver_overlap", spot, zh, en).mended_by(RepairState::Proposed, zh_fix, en_fix)
            } else {
                let (zh_fix, en_fix) = ("由双方商定归属", "let the two settle whose it is");
                Problem::new("overlap", spot, zh, en).mended_by(RepairState::ForAPerson, zh_fix, en_fix)
            };
            problem.with(other.id.clone()).of_area(area)
        })
        .collect()
}

/// Gaps that features enclose.
pub(super) fn gaps(sheet: &Sheet, settings: &Settings) -> Vec<Problem> {
    let told = |hole: &MultiPolygon<f64>| gap(hole, sheet, Spot::layer(), settings);
    holes(sheet).iter().filter(|hole| hole.unsigned_area() >= settings.least_m2).map(told).collect()
}

/// The holes in the ground of a sheet, flat.
pub(super) fn holes(sheet: &Sheet) -> Vec<MultiPolygon<f64>> {
    let ground = united(sheet.shapes().iter());
    let rings = ground.0.into_iter().flat_map(|polygon| polygon.into_inner().1);
    let hole = |ring: LineString<f64>| MultiPolygon::from(Polygon::new(ring, Vec::new()));
    // What lies on an island inside of a hole is ground again.
    rings.map(|ring| sheet.beyond(&hole(ring))).collect()
}

/// A gap as a problem of the layer, or of the community at `spot`.
pub(super) fn gap(hole: &MultiPolygon<f64>, sheet: &Sheet, spot: Spot, settings: &Settings) -> Problem {
    let [x, y] = point_in(hole, sheet.plane());
    let area = hole.unsigned_area();
    let zh = format!("有 {area:.1} 平方米不属于任何网格");
    let en = format!("{area:.1} m² belong to no grid");
    let problem = if is_sliver(hole, settings) {
        let (zh_fix, en_fix) = ("并入共边最长的相邻网格", "join it to the neighbour with the longest common border");
        Problem::new("sliver_gap", spot.at(x, y), zh, en).mended_by(RepairState::Proposed, zh_fix, en_fix)
    } else {
        let (zh_fix, en_fix) = ("划给一个相邻网格", "give it to one of its neighbours");
        Problem::new("gap", spot.at(x, y), zh, en).mended_by(RepairState::ForAPerson, zh_fix, en_fix)
    };
    problem.of_area(area)
}

/// Whether a flat piece is so narrow that it comes from drawing one border twice: twice its area over its outline is its mean width.
pub(super) fn is_sliver(piece: &MultiPolygon<f64>, settings: &Settings) -> bool {
    let outline: f64 = piece.iter().flat_map(super::shape::rings).map(length).sum();
    2.0 * piece.unsigned_area() < settings.sliver_width_m * outline
}

/// The length of a flat ring.
pub(super) fn length(ring: &LineString<f64>) -> f64 {
    ring.0.windows(2).map(|edge| (edge[1].x - edge[0].x).hypot(edge[1].y - edge[0].y)).sum()
}
