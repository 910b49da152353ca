//! The net that the imaginary city is about to get: a draft in which some borders inside communities move and some workers change places,
//! so that there is something to compare, to activate and to watch open cases follow.

use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::areas::Grid;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every so many communities is redrawn.
const EVERY: usize = 4;

/// How far a corner of a border moves towards the middle of the grid that gives way.
const STEP: f64 = 0.4;

/// A corner, to the last bit.
type Corner = (u64, u64);

fn corner(point: [f64; 2]) -> Corner {
    (point[0].to_bits(), point[1].to_bits())
}

/// The file of the draft: all grids of the city, some of them redrawn.
#[must_use]
pub fn draft(rules: &Rulebook) -> Value {
    let grids = rules.areas.grids();
    let mut by_community: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, grid) in grids.iter().enumerate() {
        by_community.entry(grid.community.as_str()).or_default().push(n);
    }
    let mut redrawn: Vec<Grid> = grids.to_vec();
    for members in by_community.values().step_by(EVERY) {
        redraw(grids, members, &mut redrawn);
    }
    let features: Vec<Value> = redrawn.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "datum": "cgcs2000", "features": features })
}

/// Moves a border between the first two neighbours of a community, and lets their workers change places.
fn redraw(grids: &[Grid], members: &[usize], redrawn: &mut [Grid]) {
    let pairs = members.iter().flat_map(|a| members.iter().map(move |b| (*a, *b))).filter(|(a, b)| a < b);
    let Some((gives, takes, moved)) = pairs.filter_map(|(a, b)| Some((a, b, inner_corner(grids, a, b)?))).next() else {
        return;
    };
    let middle = middle(&grids[gives].rings[0]);
    let to = [0, 1].map(|axis| {
        let degrees = moved[axis] + STEP * (middle[axis] - moved[axis]);
        // Seven decimals, a centimetre: as the rulebook keeps points.
        (degrees * 1e7).round() / 1e7
    });
    for n in [gives, takes] {
        for point in redrawn[n].rings.iter_mut().flatten().filter(|point| corner(**point) == corner(moved)) {
            *point = to;
        }
    }
    let (lost, all) = (area(&grids[gives].rings[0]) - area(&redrawn[gives].rings[0]), area(&grids[gives].rings[0]));
    let homes = share(grids[gives].households, lost / all);
    // Nobody is counted away: what the one loses the other gains, as far as both stay within 300 and 500.
    let homes = homes.min(redrawn[gives].households - 300).min(500 - redrawn[takes].households.min(500));
    redrawn[gives].households -= homes;
    redrawn[takes].households += homes;
    let (worker, deputy) = (redrawn[gives].worker.clone(), redrawn[gives].deputy.clone());
    redrawn[gives].worker = redrawn[takes].worker.clone();
    redrawn[gives].deputy = redrawn[takes].deputy.clone();
    (redrawn[takes].worker, redrawn[takes].deputy) = (worker, deputy);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few hundred households")]
fn share(households: u32, of_ground: f64) -> u32 {
    (f64::from(households) * of_ground.clamp(0.0, 1.0)).round() as u32
}

/// A corner in the middle of the border of two grids: both its neighbours are corners of both. To move it takes ground from the one and
/// gives it to the other, and touches nobody else.
fn inner_corner(grids: &[Grid], a: usize, b: usize) -> Option<[f64; 2]> {
    let theirs: Vec<Corner> = grids[b].rings[0].iter().copied().map(corner).collect();
    let shared = |point: &[f64; 2]| theirs.contains(&corner(*point));
    let held = |point: [f64; 2]| {
        grids.iter().filter(|grid| grid.rings.iter().flatten().any(|p| corner(*p) == corner(point))).count()
    };
    let ring = &grids[a].rings[0];
    ring.windows(3).find(|three| three.iter().all(shared) && held(three[1]) == 2).map(|three| three[1])
}

fn middle(ring: &[[f64; 2]]) -> [f64; 2] {
    let corners = &ring[..ring.len() - 1];
    let count = u32::try_from(corners.len()).map_or(f64::INFINITY, f64::from);
    [0, 1].map(|axis| corners.iter().map(|point| point[axis]).sum::<f64>() / count)
}

/// Square degrees; good enough to share out households between neighbours.
fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|edge| edge[0][0] * edge[1][1] - edge[1][0] * edge[0][1]).sum::<f64>().abs() / 2.0
}

fn feature(grid: &Grid) -> Value {
    json!({
        "type": "Feature",
        "properties": {
            "code": grid.code, "name": grid.name, "community": grid.community, "households": grid.households,
            "worker": grid.worker, "deputy": grid.deputy,
        },
        "geometry": { "type": "Polygon", "coordinates": grid.rings },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_grids::Layer;
    use jingwei_grids::net::diff::Fate;
    use jingwei_grids::net::{Evidence, Net, NetVersion, diff};

    #[test]
    fn the_draft_moves_borders_and_leaves_no_gap_and_no_overlap() {
        let rules = Rulebook::parse("t", &crate::demo::tinglan::files()).unwrap();
        let of = |text: String, number| {
            let read = Layer::parse(text.as_bytes(), None).unwrap();
            Net::from_layer(NetVersion::new(number), jiff::Timestamp::UNIX_EPOCH, &read.layer).unwrap()
        };
        let features: Vec<Value> = rules.areas.grids().iter().map(feature).collect();
        let old = of(json!({ "type": "FeatureCollection", "features": features }).to_string(), 1);
        let new = of(draft(&rules).to_string(), 2);
        let changes = diff(Some(&old), &new, &Evidence::default());
        assert!(changes.count(Fate::Changed) >= 8, "{}", changes.count(Fate::Changed));
        assert_eq!((changes.count(Fate::New), changes.count(Fate::Gone)), (0, 0));
        assert_eq!((changes.uncovered.len(), changes.overlaps.len()), (0, 0));
        assert_eq!(old.households(), new.households());
        assert!(!changes.workers.is_empty());
        assert!(new.grids().iter().all(|grid| (300..=500).contains(&grid.households)));
    }
}
