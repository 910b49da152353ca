//! Cutting, told by communities that are awkward, and against a slow reference that goes through every cut of a small one.

use jingwei_grids::Layer;
use jingwei_grids::cut::{Borders, Cut, FOOT, HEAD, Present, Rules, Units, borders, cut, units};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A rectangular unit: its id, its place and size on a lattice of about fifty metres, its households.
type Cell<'a> = (&'a str, [i32; 4], u32);

fn feature(id: &str, [x, y, wide, high]: [i32; 4], households: u32, community: &str) -> String {
    let degrees =
        |x: i32, y: i32| format!("[{:.7},{:.7}]", 114.0 + f64::from(x) * 0.0005, 22.5 + f64::from(y) * 0.0005);
    let ring =
        [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)].map(|(x, y)| degrees(x, y)).join(",");
    format!(
        r#"{{"type":"Feature","properties":{{"id":"{id}","households":{households},"community":"{community}"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn text(cells: &[Cell<'_>]) -> String {
    let features: Vec<String> =
        cells.iter().map(|(id, place, households)| feature(id, *place, *households, "c")).collect();
    collection(&features)
}

/// A village along one street.
fn street(households: &[u32]) -> String {
    let features: Vec<String> = (0..)
        .zip(households)
        .map(|(x, &households)| feature(&format!("u{x:02}"), [x, 0, 1, 1], households, "c"))
        .collect();
    collection(&features)
}

fn rules() -> Rules {
    Rules::new(300, 500).expect("300 is less than 500")
}

fn cut_text<'a>(text: &'a str) -> Cut<'a> {
    let read: Units<'a> = units::read(text, None).expect("the tests write units that can be used");
    cut(&read.units, &rules(), &Borders::default(), None)
}

fn households(cut: &Cut<'_>) -> Vec<u64> {
    let mut sums: Vec<u64> = cut.grids.iter().map(|grid| grid.households).collect();
    sums.sort_unstable();
    sums
}

fn codes<'c>(cut: &'c Cut<'_>) -> Vec<&'c str> {
    cut.why_not.iter().map(|why| why.code).collect()
}

fn written(cut: &Cut<'_>) -> String {
    let pieces: Vec<u8> = cut.write().concat();
    format!("{HEAD}{}{FOOT}", String::from_utf8(pieces).expect("GeoJSON is text"))
}

#[test]
fn communities_of_280_520_and_1100_households_are_told_what_fits() {
    let small = street(&[70, 70, 70, 70]);
    let found = cut_text(&small);
    assert_eq!((households(&found), codes(&found)), (vec![280], vec!["below_min_whole_community"]));
    let between = street(&[65; 8]);
    let found = cut_text(&between);
    assert_eq!((households(&found), codes(&found)), (vec![520], vec!["no_count_fits"]));
    assert!(
        found.why_not[0].en.contains("520 households in all: 1 grids hold at most 500, and 2 grids need at least 600")
    );
    let fits = street(&[55; 20]);
    let found = cut_text(&fits);
    assert_eq!((found.grids.len(), found.why_not.len()), (3, 0));
    assert!((found.figures.in_bounds - 1.0).abs() < f64::EPSILON);
}

#[test]
fn a_long_village_that_cannot_be_cut_is_proven_so() {
    let village = street(&[280, 280, 280]);
    let found = cut_text(&village);
    assert_eq!(codes(&found), ["no_cut_exists"]);
    assert_eq!(found.grids.iter().map(|grid| grid.households).sum::<u64>(), 840);
    let tight = street(&[150, 350, 250, 250, 100, 400]);
    let found = cut_text(&tight);
    assert_eq!((households(&found), codes(&found)), (vec![500, 500, 500], vec![]));
}

#[test]
fn a_tower_of_600_households_is_divided_and_never_hidden() {
    let alone = text(&[("t", [0, 0, 2, 2], 600)]);
    let found = cut_text(&alone);
    assert_eq!(households(&found), [300, 300]);
    let ids: Vec<String> = found.grids.iter().map(|grid| grid.units[0].id().text().to_owned()).collect();
    assert_eq!(ids, ["t#1/2", "t#2/2"]);
    assert_eq!((found.divided[0].households, found.divided[0].grids), (600, 2));
    // With small neighbours the shares are put together with them.
    let amid = text(&[("a", [0, 0, 1, 4], 40), ("t", [1, 0, 2, 4], 600), ("b", [3, 0, 1, 4], 60)]);
    let found = cut_text(&amid);
    assert_eq!((found.grids.len(), found.why_not.len()), (2, 0));
    assert_eq!(households(&found).iter().sum::<u64>(), 700);
    let layer = Layer::parse(written(&found).as_bytes(), None).unwrap().layer;
    let ground: f64 = layer.features.iter().map(|grid| geo::Area::unsigned_area(&grid.shape)).sum();
    assert!((ground - 16.0 * 0.0005 * 0.0005).abs() < 1e-13, "{ground}");
}

#[test]
fn a_tower_between_one_grid_and_two_stays_whole_and_is_flagged() {
    let alone = text(&[("t", [0, 0, 2, 2], 520)]);
    let found = cut_text(&alone);
    assert_eq!((households(&found), codes(&found)), (vec![520], vec!["no_count_fits"]));
    assert_eq!(found.grids[0].units[0].id().text(), "t");
    assert_eq!(found.divided[0].grids, 1);
}

#[test]
fn an_island_is_a_grid_of_its_own_unless_a_bridge_is_allowed() {
    let city = text(&[("a", [0, 0, 1, 1], 200), ("b", [1, 0, 1, 1], 180), ("i", [3, 0, 1, 1], 120)]);
    let found = cut_text(&city);
    assert_eq!((households(&found), codes(&found)), (vec![120, 380], vec!["island_below_min"]));
    assert_eq!(found.why_not[0].units.iter().map(|unit| unit.text()).collect::<Vec<_>>(), ["i"]);
    let mut ferry = rules();
    ferry.bridge_m = 60.0;
    let read = units::read(&city, None).unwrap();
    let found = cut(&read.units, &ferry, &Borders::default(), None);
    assert_eq!((households(&found), found.why_not.len()), (vec![500], 0));
    assert!(!found.grids[0].contiguous && found.grids[0].why.en.contains("across a gap"));
}

#[test]
fn a_park_without_households_goes_to_a_grid() {
    let city = text(&[("a", [0, 0, 1, 1], 400), ("park", [1, 0, 1, 1], 0), ("b", [2, 0, 1, 1], 400)]);
    let found = cut_text(&city);
    assert_eq!(households(&found), [400, 400]);
    assert_eq!(found.grids.iter().map(|grid| grid.units.len()).sum::<usize>(), 3);
}

#[test]
fn units_drawn_with_gaps_and_t_junctions_hang_together() {
    // One tall cell beside two, whose common corner lies on its border; and a column that is drawn ten centimetres apart.
    let mut features = vec![
        feature("a", [0, 0, 1, 2], 200, "c"),
        feature("b", [1, 0, 1, 1], 100, "c"),
        feature("c", [1, 1, 1, 1], 100, "c"),
    ];
    features.push(feature("d", [2, 0, 1, 2], 50, "c").replace("114.0010000", "114.0010010"));
    let city = collection(&features);
    let found = cut_text(&city);
    assert_eq!((households(&found), found.grids[0].contiguous), (vec![450], true));
    assert_eq!(found.grids[0].ground.len(), 1);
    assert_eq!(found.remarks[0].code, "gaps_closed");
}

#[test]
fn a_hole_in_a_grid_is_a_hole() {
    let around = [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2), (2, 2)];
    let mut features: Vec<String> =
        (0..).zip(around).map(|(n, (x, y))| feature(&format!("u{n}"), [x, y, 1, 1], 45, "c")).collect();
    features.push(feature("middle", [1, 1, 1, 1], 350, "other"));
    let city = collection(&features);
    let found = cut_text(&city);
    assert_eq!(found.grids[0].ground[0].holes.len(), 1);
    let layer = Layer::parse(written(&found).as_bytes(), None).unwrap().layer;
    assert_eq!(layer.features[0].shape.0[0].interiors().len(), 1);
}

#[test]
fn hard_borders_are_not_crossed() {
    let mut features = Vec::new();
    for (x, y) in (0..6).flat_map(|x| (0..6).map(move |y| (x, y))) {
        features.push(feature(&format!("u{x}{y}"), [x, y, 1, 1], 40, "c"));
    }
    let city = collection(&features);
    let river = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":
        {"type":"LineString","coordinates":[[114.0015,22.499],[114.0015,22.504]]}}]}"#;
    let read = units::read(&city, None).unwrap();
    let found = cut(&read.units, &rules(), &borders::read(river, None).unwrap(), None);
    for grid in &found.grids {
        let banks: BTreeSet<bool> = grid.units.iter().map(|share| share.id().text().as_bytes()[1] < b'3').collect();
        assert_eq!(banks.len(), 1, "{:?}", grid.units);
    }
    assert_eq!(found.why_not.len(), 0);
}

#[test]
fn the_present_net_is_kept_as_far_as_the_bounds_allow() {
    let mut features = Vec::new();
    for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
        features.push(feature(&format!("u{x}{y}"), [x, y, 1, 1], 25, "c"));
    }
    let city = collection(&features);
    // Four present grids of 400 households, long and thin, which nobody would cut afresh.
    let strips: Vec<String> = (0..4)
        .map(|n| feature("s", [n * 2, 0, 2, 8], 400, "c").replace("\"id\":\"s\"", &format!("\"code\":\"old-{n}\"")))
        .collect();
    let present = Present::of(&Layer::parse(collection(&strips).as_bytes(), None).unwrap().layer);
    let read = units::read(&city, None).unwrap();
    let mut keep = rules();
    keep.stability = 2.0;
    let kept = cut(&read.units, &keep, &Borders::default(), Some(&present));
    assert_eq!(kept.figures.stayed, Some(1600));
    let codes: BTreeSet<&str> = kept.grids.iter().map(|grid| grid.code.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["old-0", "old-1", "old-2", "old-3"]));
    keep.stability = 0.0;
    let compact = cut(&read.units, &keep, &Borders::default(), Some(&present));
    assert!(compact.figures.compactness_median > kept.figures.compactness_median);
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    let good = feature("a", [0, 0, 1, 1], 40, "c");
    let cases = [
        (good.replace("\"id\":\"a\",", ""), "unit_without_id"),
        (good.replace("\"households\":40,", ""), "unit_without_households"),
        (good.replace(":40", ":-3"), "unit_bad_households"),
        (good.replace(":40", ":\"NaN\""), "unit_bad_households"),
        (good.replace(",\"community\":\"c\"", ""), "unit_without_community"),
        (good.replace("Polygon", "Point"), "unit_not_a_polygon"),
        (good.replace("114.0005000", "514.0005000"), "unit_outside_the_globe"),
        (good.replace("114.0005000", "\"x\""), "unit_bad_coordinates"),
        (format!("{good},{good}"), "unit_id_repeated"),
        (
            r#"{"type":"Feature","properties":{"id":"a","households":1,"community":"c"},"geometry":null}"#.to_owned(),
            "unit_without_geometry",
        ),
    ];
    for (features, code) in cases {
        let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
        assert_eq!(units::read(&text, None).unwrap_err().code, code, "{text}");
    }
    for text in
        ["", "{}", "[]", "{\"type\":\"FeatureCollection\"}", "{\"type\":\"FeatureCollection\",\"features\":[NaN]}"]
    {
        assert_eq!(units::read(text, None).unwrap_err().code, "not_geojson", "{text}");
    }
}

#[test]
fn nothing_in_gives_nothing_out_and_what_can_be_mended_is_named() {
    let empty = collection(&[]);
    let found = cut_text(&empty);
    assert_eq!((found.grids.len(), written(&found).lines().count()), (0, 3));
    let bow_tie = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":7,"households":"320.4","community":990101003001},
        "geometry":{"type":"Polygon","coordinates":[[[114,22],[114.001,22.001],[114.001,22],[114,22.001],[114,22]]]}}]}"#;
    let read = units::read(bow_tie, None).unwrap();
    assert_eq!(read.mended.len(), 2);
    let found = cut(&read.units, &rules(), &Borders::default(), None);
    assert_eq!((found.grids[0].code.as_str(), found.grids[0].ground.len()), ("990101003001001", 2));
    assert!(written(&found).contains("\"units\":[7]"));
}

#[test]
fn overlapping_units_are_named_and_cover_their_ground_once() {
    let city = text(&[("a", [0, 0, 2, 1], 200), ("b", [0, 0, 2, 1], 150)]);
    let found = cut_text(&city);
    assert_eq!(found.remarks[0].code, "units_overlap");
    assert_eq!(households(&found), [350]);
    let layer = Layer::parse(written(&found).as_bytes(), None).unwrap().layer;
    assert!((geo::Area::unsigned_area(&layer.features[0].shape) - 2.0 * 0.0005 * 0.0005).abs() < 1e-13);
}

fn place(at: usize) -> i32 {
    i32::try_from(at).expect("a lattice of a few cells")
}

/// The cells of a lattice with these households, row by row.
fn lattice(wide: usize, households: &[u32]) -> String {
    let features: Vec<String> = households
        .iter()
        .enumerate()
        .map(|(at, &households)| {
            let (x, y) = (place(at % wide), place(at / wide));
            feature(&format!("u{at:03}"), [x, y, 1, 1], households, "c")
        })
        .collect();
    collection(&features)
}

fn touch(wide: usize, a: usize, b: usize) -> bool {
    let ((ax, ay), (bx, by)) = ((a % wide, a / wide), (b % wide, b / wide));
    ax.abs_diff(bx) + ay.abs_diff(by) == 1
}

fn hangs_together(wide: usize, units: &[usize]) -> bool {
    let mut reached = vec![units[0]];
    let mut at = 0;
    while at < reached.len() {
        let here = reached[at];
        let next: Vec<usize> =
            units.iter().copied().filter(|&u| !reached.contains(&u) && touch(wide, here, u)).collect();
        reached.extend(next);
        at += 1;
    }
    reached.len() == units.len()
}

/// Whether some cut of the lattice keeps the bounds: every way of giving numbers to cells is gone through.
fn some_cut_fits(wide: usize, households: &[u32], labels: &mut Vec<usize>) -> bool {
    if labels.len() == households.len() {
        let mut grids: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        labels.iter().enumerate().for_each(|(unit, &grid)| grids.entry(grid).or_default().push(unit));
        return grids.values().all(|units| {
            let sum: u32 = units.iter().map(|&unit| households[unit]).sum();
            (300..=500).contains(&sum) && hangs_together(wide, units)
        });
    }
    let next = labels.iter().max().map_or(0, |most| most + 1);
    (0..=next).any(|label| {
        labels.push(label);
        let fits = some_cut_fits(wide, households, labels);
        labels.pop();
        fits
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_small_community_is_cut_within_bounds_exactly_when_some_cut_is(
        wide in 1_usize..4,
        households in proptest::collection::vec(prop_oneof![0_u32..60, 60_u32..320, 250_u32..500], 1..10),
    ) {
        let text = lattice(wide, &households);
        let found = cut_text(&text);
        let fits = some_cut_fits(wide, &households, &mut Vec::new());
        prop_assert_eq!((found.figures.in_bounds - 1.0).abs() < f64::EPSILON, fits, "{:?}", found.why_not);
        prop_assert_eq!(found.why_not.is_empty(), fits);
        prop_assert!(found.why_not.iter().all(|why| why.code != "no_cut_found"));
    }

    #[test]
    fn every_unit_is_in_one_contiguous_grid_of_its_community_whatever_the_order(
        wide in 2_usize..9,
        households in proptest::collection::vec(0_u32..150, 4..70),
        seed in 0_u64..1000,
        turn in 0_usize..70,
    ) {
        let text = lattice(wide, &households);
        let read = units::read(&text, None).unwrap();
        let mut rules = rules();
        rules.seed = seed;
        let found = cut(&read.units, &rules, &Borders::default(), None);
        let mut seen: Vec<usize> = Vec::new();
        for grid in &found.grids {
            let units: Vec<usize> = grid.units.iter().map(|share| share.id().text()[1..].parse().unwrap()).collect();
            prop_assert!(hangs_together(wide, &units));
            prop_assert_eq!(grid.households, units.iter().map(|&unit| u64::from(households[unit])).sum::<u64>());
            prop_assert_eq!(grid.out.is_none(), (300..=500).contains(&grid.households));
            seen.extend(units);
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..households.len()).collect::<Vec<_>>());
        let mut turned = read.units.clone();
        turned.rotate_left(turn % households.len());
        turned.reverse();
        let again = cut(&turned, &rules, &Borders::default(), None);
        prop_assert_eq!(written(&found), written(&again));
    }
}

#[test]
fn one_core_and_several_give_the_same_bytes() {
    let mut features = Vec::new();
    for (n, households) in (0..400).zip((0_u32..400).map(|n| 20 + (n * 37) % 60)) {
        let mut community = String::new();
        write!(community, "c{}", n / 80).unwrap();
        features.push(feature(&format!("u{n}"), [n % 20, n / 20, 1, 1], households, &community));
    }
    let city = collection(&features);
    let read = units::read(&city, None).unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| written(&cut(&read.units, &rules(), &Borders::default(), None)))
    };
    assert_eq!(on(1), on(4));
}
