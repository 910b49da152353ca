//! Conflicts about ground: nobody's, only others' than the base, claimed twice by one department, or across community borders.

use super::{Case, Conflict, Matter};
use crate::merge::input::{Base, GridAt};
use crate::overlay::{Sheet, point_in, united};
use geo::{Area as _, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Holes in the network and, where community borders were handed in, ground of communities outside of it.
pub(super) fn unserved(case: &Case<'_>) -> Vec<Conflict> {
    let network =
        Sheet::of_flat(case.patches.plane(), case.network.cells.iter().map(|cell| cell.shape.clone()).collect());
    let empty: Vec<(MultiPolygon<f64>, Option<String>)> = match &case.input.communities {
        Some(layer) => {
            let shapes: Vec<&MultiPolygon<f64>> = layer.features.iter().map(|feature| &feature.shape).collect();
            let communities = Sheet::of(case.patches.plane(), &shapes);
            let rest = |at: usize| {
                let parts = network.beyond(&communities.shapes()[at]).0;
                parts.into_iter().map(|part| (part.into(), Some(layer.features[at].id.clone()))).collect::<Vec<_>>()
            };
            (0..shapes.len()).into_par_iter().flat_map_iter(rest).collect()
        }
        None => {
            let whole = united(network.shapes().iter());
            let holes = whole.0.iter().flat_map(|polygon| polygon.interiors());
            holes.map(|ring| (Polygon::new(ring.clone(), Vec::new()).into(), None)).collect()
        }
    };
    let large = |shape: &MultiPolygon<f64>| {
        shape.0.iter().any(|part| !crate::merge::slivers::is_sliver(part, &case.input.settings))
    };
    empty
        .into_iter()
        .filter(|(shape, _)| large(shape))
        .map(|(shape, community)| nobody(case, &shape, community))
        .collect()
}

fn nobody(case: &Case<'_>, shape: &MultiPolygon<f64>, community: Option<String>) -> Conflict {
    let m2 = shape.unsigned_area();
    let (zh, en) = community
        .map_or_else(Default::default, |code| (format!("社区 `{code}` 内"), format!(" in community `{code}`")));
    Conflict {
        area_m2: Some(m2),
        at: Some(point_in(shape, case.patches.plane())),
        ..Conflict::new(
            Matter::Unserved,
            format!("{zh}有 {m2:.0} 平方米没有任何部门的网格"),
            format!("{m2:.0} m²{en} lie in no department's grid"),
            ("划入相邻网格", "give the ground to a neighbouring grid"),
        )
    }
}

/// Grids of the network that no grid of the base covers.
pub(super) fn beyond_base(case: &Case<'_>) -> Vec<Conflict> {
    let beyond = case.network.cells.iter().enumerate().filter(|(_, cell)| cell.provisional);
    beyond
        .map(|(at, cell)| {
            let (code, m2, from) = (&cell.code, cell.area_m2(), case.name(cell.from));
            Conflict {
                grid: Some(code.clone()),
                departments: case.placed.grids[at].served.keys().map(|at| case.department(*at).clone()).collect(),
                grids: vec![from.clone()],
                area_m2: Some(m2),
                at: Some(case.point_in_cell(at)),
                ..Conflict::new(
                    Matter::BeyondBase,
                    format!("{m2:.0} 平方米不在底网内，只属 `{from}` 等；暂编为 `{code}`"),
                    format!("{m2:.0} m² lie outside the base, in `{from}` only; numbered `{code}` for now"),
                    (
                        "并入底网的网格，或保留为新网格并正式编码",
                        "join it to a grid of the base, or keep it and give it a code",
                    ),
                )
            }
        })
        .collect()
}

/// Grids of one department over one another.
pub(super) fn within(case: &Case<'_>) -> Vec<Conflict> {
    let tell = |(department, piece): &(usize, crate::overlay::Piece)| {
        let name = |grid| case.name(GridAt { department: *department, grid });
        let (one, other, m2) = (name(piece.left), name(piece.right), piece.area_m2);
        let base = *department == 0 && case.input.base == Base::First;
        let (zh, en) = match base {
            true => (format!("；归 `{one}`"), format!("; it stays with `{one}`")),
            false => Default::default(),
        };
        Conflict {
            departments: vec![case.department(*department).clone()],
            grids: vec![one.clone(), other.clone()],
            area_m2: Some(m2),
            at: Some(point_in(&piece.shape, case.patches.plane())),
            ..Conflict::new(
                Matter::OverlapWithin,
                format!("`{one}` 与 `{other}` 重叠 {m2:.0} 平方米{zh}"),
                format!("`{one}` and `{other}` overlap by {m2:.0} m²{en}"),
                ("由该部门确认归属", "let the department say whose it is"),
            )
        }
    };
    case.patches.within().iter().map(tell).collect()
}

/// Grids that lie in two communities: by the borders handed in, or by the communities of the base.
pub(super) fn crossing(case: &Case<'_>) -> Vec<Conflict> {
    let mut lies: BTreeMap<GridAt, BTreeMap<String, f64>> = BTreeMap::new();
    if let Some(layer) = &case.input.communities {
        let shapes: Vec<&MultiPolygon<f64>> = layer.features.iter().map(|feature| &feature.shape).collect();
        let communities = Sheet::of(case.patches.plane(), &shapes);
        for department in 0..case.input.departments.len() {
            for piece in case.patches.net(department).shared_with(&communities) {
                let community = layer.features[piece.right].id.clone();
                let at = GridAt { department, grid: piece.left };
                *lies.entry(at).or_default().entry(community).or_default() += piece.area_m2;
            }
        }
    } else {
        for (cell, grid) in case.network.cells.iter().zip(&case.placed.grids) {
            let Some(community) = grid.community.as_ref().filter(|_| !cell.provisional) else { continue };
            for (at, m2) in &grid.cover {
                *lies.entry(*at).or_default().entry(community.to_string()).or_default() += m2;
            }
        }
    }
    lies.into_iter().filter_map(|(at, communities)| crosses(case, at, &communities)).collect()
}

fn crosses(case: &Case<'_>, at: GridAt, communities: &BTreeMap<String, f64>) -> Option<Conflict> {
    let whole = case.patches.net(at.department).areas_m2()[at.grid];
    let settings = &case.input.settings;
    let mut parts: Vec<(&String, f64)> = communities
        .iter()
        .map(|(code, m2)| (code, *m2))
        .filter(|(_, m2)| *m2 >= settings.min_sliver_m2 && *m2 / whole > settings.crossing_share)
        .collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    // The ground outside its largest community is what somebody has to think about.
    let m2: f64 = parts.iter().skip(1).map(|(_, m2)| m2).sum();
    if parts.len() < 2 {
        return None;
    }
    let list: Vec<String> = parts.iter().map(|(code, m2)| format!("`{code}` {:.0}%", m2 / whole * 100.0)).collect();
    let (name, list) = (case.name(at), list.join("、"));
    Some(Conflict {
        departments: vec![case.department(at.department).clone()],
        grids: vec![name.clone()],
        area_m2: Some(m2),
        at: Some(point_in(&case.patches.net(at.department).shapes()[at.grid], case.patches.plane())),
        ..Conflict::new(
            Matter::CrossesCommunity,
            format!("`{name}` 跨社区：{list}"),
            format!("`{name}` lies in several communities: {list}"),
            ("按社区界线拆分", "split it along the community border"),
        )
    })
}
