//! Conflicts about duties: the same one in two departments' hands, and duties that fall between.

use super::{Case, Conflict, Matter};
use crate::merge::duties::holder;
use crate::merge::input::GridAt;
use std::collections::{BTreeMap, BTreeSet};

/// The claims on one duty in one grid of the network: each claimant's department and holder, with the ground they share with others.
type Claims = BTreeMap<(usize, String), f64>;

/// The same duty of two departments on the same ground, in different hands.
pub(super) fn disputed(case: &Case<'_>) -> Vec<Conflict> {
    let mut disputes: BTreeMap<(usize, String), (Claims, BTreeSet<GridAt>, f64)> = BTreeMap::new();
    for (patch, cells) in case.patches.patches().iter().zip(&case.network.of_patch) {
        if patch.departments() < 2 {
            continue;
        }
        for (key, claims) in same_duty(case, &patch.claims) {
            for (cell, m2) in cells {
                let entry = disputes.entry((*cell, key.clone())).or_default();
                entry.2 += m2;
                for (at, who) in &claims {
                    *entry.0.entry((at.department, who.clone())).or_default() += m2;
                    entry.1.insert(*at);
                }
            }
        }
    }
    let large = disputes.into_iter().filter(|(_, (_, _, m2))| *m2 >= case.input.settings.min_sliver_m2);
    large.map(|((cell, key), (claims, grids, m2))| tell(case, cell, &key, &claims, &grids, m2)).collect()
}

/// Duties that two departments of these grids have in different hands, with those who have them; an unnamed holder is an empty word.
fn same_duty(case: &Case<'_>, claims: &[GridAt]) -> Vec<(String, Vec<(GridAt, String)>)> {
    let mut by_key: BTreeMap<String, Vec<(GridAt, String)>> = BTreeMap::new();
    for at in claims {
        let grid = case.input.grid(*at);
        for duty in &grid.duties {
            let who = holder(grid, duty.holder.as_deref()).unwrap_or_default().to_owned();
            by_key.entry(duty.key()).or_default().push((*at, who));
        }
    }
    let contested = |claims: &Vec<(GridAt, String)>| {
        let departments = claims.iter().any(|(at, _)| at.department != claims[0].0.department);
        // One person who does it for both departments has nothing to dispute; two unnamed ones may be two.
        departments && claims.iter().any(|(_, who)| who.is_empty() || *who != claims[0].1)
    };
    by_key.into_iter().filter(|(_, claims)| contested(claims)).collect()
}

fn tell(case: &Case<'_>, cell: usize, key: &str, claims: &Claims, grids: &BTreeSet<GridAt>, m2: f64) -> Conflict {
    let code = &case.network.cells[cell].code;
    let departments: BTreeSet<usize> = claims.keys().map(|(department, _)| *department).collect();
    let name = grids.iter().flat_map(|at| &case.input.grid(*at).duties).find(|duty| duty.key() == key);
    let name = name.map_or_else(|| key.to_owned(), |duty| duty.name.clone());
    let who =
        |(department, who): &(usize, String)| format!("{} {}", case.department(*department), who).trim().to_owned();
    let list: Vec<String> = claims.keys().map(who).collect();
    let list = list.join("、");
    Conflict {
        grid: Some(code.clone()),
        departments: departments.iter().map(|at| case.department(*at).clone()).collect(),
        grids: grids.iter().map(|at| case.name(*at)).collect(),
        duty: Some(name.clone()),
        holders: claims.keys().map(|(_, who)| who.clone()).filter(|who| !who.is_empty()).collect(),
        area_m2: Some(m2),
        at: Some(case.point_in_cell(cell)),
        ..Conflict::new(
            Matter::DutyDisputed,
            format!("网格 `{code}`：职责 `{name}` 有多个主体（{list}），同一地面 {m2:.0} 平方米"),
            format!("grid `{code}`: duty `{name}` is held by several ({list}) on the same {m2:.0} m²"),
            ("由一个部门承担，一名网格员代办", "let one department hold it and one worker do it for all"),
        )
    }
}

/// Departments that serve a grid in part only, and departments that serve whole grids not at all.
pub(super) fn gaps(case: &Case<'_>) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (at, department) in case.input.departments.iter().enumerate() {
        if department.grids.iter().all(|grid| grid.duties.is_empty()) {
            continue;
        }
        let mut absent = (0_usize, 0.0, None);
        for (cell, grid) in case.placed.grids.iter().enumerate() {
            let whole = case.network.cells[cell].area_m2();
            let missing = whole - grid.served.get(&at).copied().unwrap_or_default();
            if missing < case.input.settings.min_sliver_m2 || missing / whole <= case.input.settings.gap_share {
                continue;
            }
            if grid.cover.iter().any(|(of, _)| of.department == at) {
                found.push(partly(case, at, cell, missing, missing / whole));
            } else {
                absent = (absent.0 + 1, absent.1 + whole, absent.2.or(Some(cell)));
            }
        }
        if let (count, m2, Some(first)) = absent {
            found.push(not_at_all(case, at, count, m2, first));
        }
    }
    found
}

fn partly(case: &Case<'_>, department: usize, cell: usize, missing: f64, share: f64) -> Conflict {
    let (code, who) = (&case.network.cells[cell].code, case.department(department));
    let percent = share * 100.0;
    Conflict {
        grid: Some(code.clone()),
        departments: vec![who.clone()],
        area_m2: Some(missing),
        at: Some(case.point_in_cell(cell)),
        ..Conflict::new(
            Matter::DutyGap,
            format!("网格 `{code}` 的 {percent:.0}%（{missing:.0} 平方米）不在 `{who}` 的任何网格内，其职责在此落空"),
            format!(
                "{percent:.0} % of grid `{code}` ({missing:.0} m²) lies in no grid of `{who}`: its duties fall between there"
            ),
            ("把该部门职责扩到整个网格", "extend the department's duties to the whole grid"),
        )
    }
}

fn not_at_all(case: &Case<'_>, department: usize, count: usize, m2: f64, first: usize) -> Conflict {
    let who = case.department(department);
    let example = &case.network.cells[first].code;
    Conflict {
        departments: vec![who.clone()],
        area_m2: Some(m2),
        at: Some(case.point_in_cell(first)),
        ..Conflict::new(
            Matter::DutyGap,
            format!("`{who}` 在 {count} 个网格内完全没有网格（共 {m2:.0} 平方米），例如 `{example}`"),
            format!("`{who}` has no grid at all in {count} grids ({m2:.0} m² together), `{example}` for one"),
            ("确认这些网格是否需要该部门的职责", "say whether these grids need that department's duties"),
        )
    }
}
