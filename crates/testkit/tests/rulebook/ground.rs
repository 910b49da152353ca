//! The map: grids without seams, their households and workers, and the places inside them.

use std::collections::{BTreeMap, BTreeSet};

use jingwei_testkit::{City, Resident, Rhythm, Rng};
use serde_json::Value;

use crate::files::{Row, codes, rows, text};

struct Grid {
    properties: Value,
    ring: Vec<(i64, i64)>,
}

#[expect(clippy::cast_possible_truncation, reason = "degrees times a million are far below 2^63")]
fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}

/// Outlines in micro-degrees, so that equal means equal.
fn grids() -> Vec<Grid> {
    let collection: Value = serde_json::from_str(&text("grids.geojson")).unwrap();
    let degrees = |value: &Value| value.as_f64().unwrap();
    collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| Grid {
            properties: feature["properties"].clone(),
            ring: feature["geometry"]["coordinates"][0]
                .as_array()
                .unwrap()
                .iter()
                .map(|point| (micro(degrees(&point[0])), micro(degrees(&point[1]))))
                .collect(),
        })
        .collect()
}

impl Grid {
    fn property(&self, name: &str) -> &str {
        self.properties[name].as_str().unwrap()
    }

    fn edges(&self) -> impl Iterator<Item = ((i64, i64), (i64, i64))> {
        self.ring.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// Twice the signed area; counter-clockwise is positive.
    fn area(&self) -> i64 {
        let origin = self.ring[0];
        self.edges().map(|(a, b)| (a.0 - origin.0) * (b.1 - origin.1) - (b.0 - origin.0) * (a.1 - origin.1)).sum()
    }

    fn contains(&self, (x, y): (i64, i64)) -> bool {
        self.edges().filter(|(a, b)| (a.1 > y) != (b.1 > y)).fold(false, |inside, (a, b)| {
            // The crossing lies to the right of the point; multiplied out, because division would round.
            let left_of = (x - a.0) * (b.1 - a.1) < (b.0 - a.0) * (y - a.1);
            if left_of == (b.1 > a.1) { !inside } else { inside }
        })
    }
}

#[test]
fn every_grid_has_its_community_its_households_and_its_people() {
    let communities: BTreeSet<String> = rows("divisions.csv")
        .into_iter()
        .filter(|row| row["level"] == "community")
        .map(|row| row["code"].clone())
        .collect();
    let workers: BTreeMap<String, Row> = rows("people.csv").into_iter().map(|row| (row["id"].clone(), row)).collect();
    let (mut seen, mut staffed) = (BTreeSet::new(), BTreeSet::new());
    for grid in grids() {
        let (code, community) = (grid.property("code").to_owned(), grid.property("community").to_owned());
        assert!(communities.contains(&community), "{code}");
        assert!(code.len() == 16 && code.starts_with(&community), "{code}");
        assert!((300..=500).contains(&grid.properties["households"].as_u64().unwrap()), "{code}");
        for post in ["worker", "deputy"] {
            let person = &workers[grid.property(post)];
            assert_eq!((person["role"].as_str(), &person["area"]), ("field", &community), "{code}");
        }
        assert_ne!(grid.property("worker"), grid.property("deputy"), "{code}");
        assert!(staffed.insert(grid.property("worker").to_owned()), "{code} shares its worker");
        assert!(seen.insert(code));
    }
    let covered: BTreeSet<String> = seen.iter().map(|code| code[..12].to_owned()).collect();
    assert_eq!(covered, communities);
}

#[test]
fn grids_share_their_borders_vertex_by_vertex() {
    let grids = grids();
    let mut owner = BTreeMap::new();
    for (nth, grid) in grids.iter().enumerate() {
        assert_eq!(grid.ring.first(), grid.ring.last(), "{}", grid.property("code"));
        assert!(grid.area() > 0, "{} runs clockwise", grid.property("code"));
        for edge in grid.edges() {
            assert!(owner.insert(edge, nth).is_none(), "{} overlaps another grid", grid.property("code"));
        }
    }
    // An edge without a partner is shore. If a community is whole, every vertex on its shore is entered as often as left,
    // and all its grids can be reached over shared edges: a gap inside would cut a community or show as a second shore.
    let communities: BTreeSet<&str> = grids.iter().map(|grid| grid.property("community")).collect();
    for community in communities {
        let own: BTreeSet<usize> =
            (0..grids.len()).filter(|nth| grids[*nth].property("community") == community).collect();
        let mut reached = BTreeSet::new();
        let mut open = vec![*own.first().unwrap()];
        while let Some(nth) = open.pop() {
            if reached.insert(nth) {
                let beside = grids[nth].edges().filter_map(|(a, b)| owner.get(&(b, a)).copied());
                open.extend(beside.filter(|other| own.contains(other)));
            }
        }
        assert_eq!(reached, own, "{community} is in pieces");
        let outline: BTreeMap<_, _> = own
            .iter()
            .flat_map(|nth| grids[*nth].edges())
            .filter(|(a, b)| owner.get(&(*b, *a)).is_none_or(|other| !own.contains(other)))
            .collect();
        let start = *outline.keys().next().unwrap();
        let mut at = outline[&start];
        let mut steps = 1;
        while at != start {
            at = outline[&at];
            steps += 1;
        }
        assert_eq!(steps, outline.len(), "{community} has a hole");
    }
}

#[test]
fn places_lie_inside_their_communities() {
    let degrees = |cell: &str| cell.parse().unwrap();
    let grids = grids();
    codes("places.csv", "name");
    for row in rows("places.csv")
        .into_iter()
        .chain(rows("divisions.csv").into_iter().filter(|row| row["level"] == "community"))
    {
        let point = (micro(degrees(&row["lng"])), micro(degrees(&row["lat"])));
        let community = row.get("community").unwrap_or_else(|| &row["code"]);
        let found: Vec<&str> =
            grids.iter().filter(|grid| grid.contains(point)).map(|grid| grid.property("community")).collect();
        assert_eq!(found, [community.as_str()], "{row:?}");
    }
}

#[test]
fn residents_report_from_inside_their_communities() {
    let (city, mut rng) = (City::demo(), Rng::new(7));
    let (mut residents, rhythm) = (Resident::of(&city), Rhythm::per_day(300));
    let mut at = "2026-03-02T08:00:00+08:00".parse().unwrap();
    let grids = grids();
    for _ in 0..3000 {
        at = rhythm.next(&mut rng, at);
        let report = residents.next_report(&mut rng, at);
        let point = (micro(report.lng), micro(report.lat));
        let home = grids.iter().find(|grid| grid.contains(point)).map(|grid| grid.property("community"));
        assert_eq!(home, Some(report.community.as_str()), "{report:?}");
    }
}

#[test]
fn the_map_is_small_enough_to_carry() {
    assert!(text("grids.geojson").len() < 400 * 1024);
}
