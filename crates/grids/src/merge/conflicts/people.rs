//! Conflicts about people and codes: doubled workers, one person in two places, one code twice.

use super::{Case, Conflict, Matter};
use crate::merge::input::GridAt;
use crate::merge::saving::posts;
use crate::overlay::point_in;
use geo::{BoundingRect as _, Intersects as _};
use std::collections::BTreeMap;

/// Workers most of whose ground departments before theirs serve already.
pub(super) fn doubled(case: &Case<'_>) -> Vec<Conflict> {
    let doubled = posts(case.input, case.patches).into_iter().filter(|post| post.is_doubled(&case.input.settings));
    doubled
        .map(|post| {
            let who = post.worker.clone().unwrap_or_default();
            let department = case.department(post.department);
            let percent = post.served_before_m2 / post.ground_m2 * 100.0;
            let first = GridAt { department: post.department, grid: post.grids[0] };
            let named = if who.is_empty() { case.name(first) } else { who.clone() };
            Conflict {
                departments: vec![department.clone()],
                grids: post
                    .grids
                    .iter()
                    .map(|grid| case.name(GridAt { department: post.department, grid: *grid }))
                    .collect(),
                holders: Some(who).filter(|who| !who.is_empty()).into_iter().collect(),
                area_m2: Some(post.served_before_m2),
                at: Some(point_in(&case.patches.net(post.department).shapes()[first.grid], case.patches.plane())),
                ..Conflict::new(
                    Matter::WorkerDoubled,
                    format!("`{department}` 的 `{named}`：{percent:.0}% 的地面已由前面的部门派人负责"),
                    format!(
                        "`{named}` of `{department}`: departments before it already serve {percent:.0} % of this ground"
                    ),
                    ("与该网格的网格员合并，或改任 B 岗", "join with that grid's worker, or become its deputy"),
                )
            }
        })
        .collect()
}

/// People who stand in two departments, or in grids that do not touch.
pub(super) fn twice(case: &Case<'_>) -> Vec<Conflict> {
    let mut by_person: BTreeMap<&str, Vec<GridAt>> = BTreeMap::new();
    for (department, net) in case.input.departments.iter().enumerate() {
        for (grid, of) in net.grids.iter().enumerate() {
            if let Some(worker) = &of.worker {
                by_person.entry(worker).or_default().push(GridAt { department, grid });
            }
        }
    }
    by_person
        .into_iter()
        .filter(|(_, grids)| grids.len() > 1)
        .filter_map(|(who, grids)| one_person(case, who, &grids))
        .collect()
}

fn one_person(case: &Case<'_>, who: &str, grids: &[GridAt]) -> Option<Conflict> {
    let departments: Vec<_> =
        grids.chunk_by(|a, b| a.department == b.department).map(|chunk| case.department(chunk[0].department)).collect();
    let apart = !hang_together(case, grids);
    if departments.len() < 2 && !apart {
        return None;
    }
    let list = grids.iter().take(5).map(|at| case.name(*at)).collect::<Vec<_>>().join("、");
    let (zh, en) = if apart { ("，且互不相邻", ", which do not touch") } else { ("", "") };
    let count = grids.len();
    Some(Conflict {
        departments: departments.into_iter().cloned().collect(),
        grids: grids.iter().map(|at| case.name(*at)).collect(),
        holders: vec![who.to_owned()],
        ..Conflict::new(
            Matter::WorkerTwice,
            format!("`{who}` 列在 {count} 个网格{zh}：{list}"),
            format!("`{who}` stands in {count} grids{en}: {list}"),
            ("确认是否同一人，并定一个主网格", "say whether this is one person, and settle on one grid"),
        )
    })
}

/// Whether the grids, taken together, are one piece (touching within a metre counts).
fn hang_together(case: &Case<'_>, grids: &[GridAt]) -> bool {
    let box_of = |at: &GridAt| {
        let bounds = case.patches.net(at.department).shapes()[at.grid].bounding_rect()?;
        let by = geo::Coord { x: 1.0, y: 1.0 };
        Some(geo::Rect::new(bounds.min() - by, bounds.max() + by))
    };
    let mut reached = vec![false; grids.len()];
    let mut open = vec![0];
    reached[0] = true;
    while let Some(at) = open.pop() {
        for next in 0..grids.len() {
            let meet = |(a, b): (geo::Rect<f64>, geo::Rect<f64>)| a.intersects(&b);
            if !reached[next] && box_of(&grids[at]).zip(box_of(&grids[next])).is_some_and(meet) {
                reached[next] = true;
                open.push(next);
            }
        }
    }
    reached.into_iter().all(|reached| reached)
}

/// Codes that stand more than once in one department.
pub(super) fn codes_twice(case: &Case<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (department, net) in case.input.departments.iter().enumerate() {
        let mut by_code: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (grid, of) in net.grids.iter().enumerate() {
            by_code.entry(&of.code).or_default().push(grid);
        }
        for (code, grids) in by_code.into_iter().filter(|(_, grids)| grids.len() > 1) {
            let (who, count) = (case.department(department), grids.len());
            found.push(Conflict {
                departments: vec![who.clone()],
                grids: vec![format!("{who}/{code}")],
                at: grids
                    .get(1)
                    .map(|grid| point_in(&case.patches.net(department).shapes()[*grid], case.patches.plane())),
                ..Conflict::new(
                    Matter::CodeTwice,
                    format!("`{who}` 的编码 `{code}` 用于 {count} 个网格"),
                    format!("code `{code}` of `{who}` stands for {count} grids"),
                    ("给其中一个新编码", "give one of them a new code"),
                )
            });
        }
    }
    found
}
