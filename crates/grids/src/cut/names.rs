//! Codes of the grids of a community: a grid that goes on from a present one keeps its code, a new one gets the next free number.

use super::City;
use super::fabric::Fabric;
use super::shape::Corner;

/// From north to south and from west to east, as one reads a map.
pub(crate) fn north_west(centres: &[Corner], grid: &[u32]) -> (i32, i32, u32) {
    let first = grid.iter().min_by_key(|&&unit| (-centres[unit as usize].y, centres[unit as usize].x, unit));
    first.map_or((0, 0, 0), |&unit| (-centres[unit as usize].y, centres[unit as usize].x, unit))
}

/// The code of each grid, and the households that were in the grid of that code before.
pub(crate) fn names(
    community: &str,
    fabric: &Fabric,
    grids: &[&[u32]],
    present: Option<&[u32]>,
    codes: &[u32],
    city: &City<'_>,
) -> Vec<(String, Option<u64>)> {
    let kept = present.map(|present| super::keep::successors(fabric, present, grids));
    let mut serial = 0_u32;
    let mut next = || loop {
        serial += 1;
        // Twelve digits are a community's national code, which the grid's own digits follow directly; other names are set apart, so
        // that `c1` and its grid 11 are not `c11` and its grid 1.
        let national = community.len() == 12 && community.bytes().all(|b| b.is_ascii_digit());
        let code = if national { format!("{community}{serial:03}") } else { format!("{community}-{serial:03}") };
        if city.present.is_none_or(|net| !net.has_code(&code)) {
            break code;
        }
    };
    let name = |at: usize| {
        let (Some(present), Some(kept), Some(net)) = (present, &kept, city.present) else {
            return (next(), None);
        };
        let old = kept[at];
        match codes.get(old as usize) {
            // A present grid may reach into several communities; its code goes on in the one that holds most of it.
            Some(&grid) if city.goes_on_in(grid, community) => {
                let here = grids[at].iter().filter(|&&unit| present[unit as usize] == old);
                let stayed = here.map(|&unit| u64::from(fabric.households[unit as usize])).sum();
                (net.code(grid).to_owned(), Some(stayed))
            }
            _ => (next(), Some(0)),
        }
    };
    (0..grids.len()).map(name).collect()
}
