//! Faults of a net, planted one by one in a sound one, named with their place, and mended where that is safe.

mod mosaic;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use jingwei_grids::check::{Findings, Settings, check, mend};
use jingwei_grids::measure::{area_m2, metres_per_degree};
use jingwei_grids::{Feature, Layer, RepairState};
use mosaic::Dice;
use proptest::prelude::*;

fn sound() -> Layer {
    mosaic::layer(5, 4, 3, 3)
}

fn found(layer: &Layer) -> Findings {
    check(layer, None, &Settings::default())
}

fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.counts.iter().map(|(code, _)| *code).collect()
}

/// Changes the outer ring of a feature.
fn edit(layer: &mut Layer, n: usize, change: impl FnOnce(&mut Vec<Coord<f64>>)) {
    let polygon = &layer.features[n].shape.0[0];
    let (mut outer, holes) = (polygon.exterior().0.clone(), polygon.interiors().to_vec());
    change(&mut outer);
    layer.features[n].shape = MultiPolygon(vec![Polygon::new(LineString(outer), holes)]);
}

fn square(west: f64, south: f64, side: f64) -> Vec<Coord<f64>> {
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
        .map(|(x, y)| Coord { x: west + x * side, y: south + y * side })
        .to_vec()
}

fn feature(id: &str, rings: Vec<Vec<Coord<f64>>>) -> Feature {
    let mut rings = rings.into_iter().map(LineString);
    let outer = rings.next().expect("an outer ring");
    let shape = MultiPolygon(vec![Polygon::new(outer, rings.collect())]);
    Feature { id: id.to_owned(), properties: serde_json::Map::new(), shape }
}

fn layer(features: Vec<Feature>) -> Layer {
    Layer { features, ..Layer::default() }
}

#[test]
fn a_sound_net_with_crooked_borders_has_no_fault() {
    let findings = found(&sound());
    assert_eq!(findings, Findings::default());
    assert!(findings.is_sound());
    assert_eq!(mend(&sound(), &Settings::default()).changed, []);
}

#[test]
fn slips_of_drawing_are_named_with_their_place_and_mended() {
    let mut net = sound();
    edit(&mut net, 2, |ring| ring.insert(4, ring[3]));
    edit(&mut net, 4, |ring| ring.reverse());
    edit(&mut net, 6, |ring| {
        let (at, out) = (ring[0], Coord { x: ring[0].x - 0.0001, y: ring[0].y - 0.0002 });
        ring.splice(0..1, [at, out, at]);
        ring.pop();
        ring.push(at);
    });
    let findings = found(&net);
    assert_eq!(codes(&findings), ["repeated_points", "spike", "wrong_orientation"]);
    let repeat = findings.problems.iter().find(|p| p.code == "repeated_points").expect("named");
    assert_eq!(
        (repeat.place.feature, repeat.place.id.as_str(), repeat.place.ring, repeat.place.vertex),
        (3, "0-2", Some(1), Some(5))
    );
    assert!(findings.problems.iter().all(|p| p.repair.as_ref().is_some_and(|r| r.state == RepairState::Proposed)));
    let mended = mend(&net, &Settings::default());
    assert_eq!(found(&mended.layer), Findings::default());
    let what: Vec<_> = mended.changed.iter().map(|c| (c.id.as_str(), c.mended.clone())).collect();
    assert_eq!(what, [("0-2", vec!["repeated_points"]), ("0-4", vec!["wrong_orientation"]), ("1-1", vec!["spike"])]);
    assert!(mended.changed.iter().all(|c| (c.area_after_m2 - c.area_before_m2).abs() < 1e-3), "{:?}", mended.changed);
}

#[test]
fn a_ring_that_touches_itself_is_split_and_one_that_crosses_is_for_a_person() {
    let eight =
        [(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
    let bow = [(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)];
    let through_a_point = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (2.0, 0.0), (1.0, 1.0), (0.0, 2.0), (0.0, 0.0)];
    let ring = |points: &[(f64, f64)]| {
        points.iter().map(|(x, y)| Coord { x: 114.0 + x * 0.001, y: 22.5 + y * 0.001 }).collect()
    };
    let of = |points: &[(f64, f64)]| layer(vec![feature("a", vec![ring(points)])]);
    assert_eq!(codes(&found(&of(&eight))), ["self_touching"]);
    assert!(codes(&found(&of(&bow))).contains(&"self_crossing"));
    assert!(codes(&found(&of(&through_a_point))).contains(&"self_crossing"));
    let mended = mend(&of(&eight), &Settings::default());
    assert_eq!(mended.layer.features[0].shape.0.len(), 2);
    assert!((mended.changed[0].area_after_m2 / mended.changed[0].area_before_m2 - 1.0).abs() < 1e-9);
    assert_eq!(found(&mended.layer), Findings::default());
    let person = mend(&of(&bow), &Settings::default());
    assert!(!person.changed.iter().any(|changed| changed.mended.contains(&"self_crossing")));
}

#[test]
fn holes_that_touch_are_sound_and_holes_that_cross_are_not() {
    let touching = feature(
        "a",
        vec![
            square(114.0, 22.5, 0.01),
            vec![
                Coord { x: 114.0, y: 22.505 },
                Coord { x: 114.002, y: 22.506 },
                Coord { x: 114.002, y: 22.504 },
                Coord { x: 114.0, y: 22.505 },
            ],
        ],
    );
    assert!(!codes(&found(&layer(vec![touching]))).contains(&"self_crossing"));
    let crossing = feature("a", vec![square(114.0, 22.5, 0.01), square(114.008, 22.503, 0.004)]);
    assert!(codes(&found(&layer(vec![crossing]))).contains(&"self_crossing"));
}

#[test]
fn an_overlap_and_a_gap_are_measured_and_located() {
    let net = layer(vec![
        feature("a", vec![square(114.0, 22.5, 0.01)]),
        feature("b", vec![square(114.009, 22.5, 0.01)]),
        feature("c", vec![square(114.0, 22.51, 0.01), square(114.004, 22.514, 0.002)]),
    ]);
    let findings = found(&net);
    assert_eq!(codes(&findings), ["gap", "overlap", "wrong_orientation"]);
    let overlap = findings.problems.iter().find(|p| p.code == "overlap").expect("named");
    let (east, north) = metres_per_degree(22.505);
    let expected = 0.001 * east * 0.01 * north;
    assert!((overlap.area_m2.expect("measured") / expected - 1.0).abs() < 1e-4);
    assert_eq!((overlap.place.id.as_str(), overlap.other.as_deref()), ("a", Some("b")));
    let [x, y] = overlap.place.at.expect("located");
    assert!((114.009..114.010).contains(&x) && (22.5..22.51).contains(&y));
    let gap = findings.problems.iter().find(|p| p.code == "gap").expect("named");
    assert!((gap.area_m2.expect("measured") / (0.002 * east * 0.002 * north) - 1.0).abs() < 1e-3);
}

#[test]
fn slivers_between_neighbours_are_snapped_and_nothing_else_moves() {
    let metre = 1.0 / metres_per_degree(22.5).0;
    // The second overlaps the first by 30 cm; between the second and the third 30 cm are left open, closed at both ends.
    let wide = |w: f64, e: f64| {
        [(w, 22.5), (e, 22.5), (e, 22.505), (w, 22.505), (w, 22.5)].map(|(x, y)| Coord { x, y }).to_vec()
    };
    let mut third = wide(114.010, 114.015);
    let notch = [(0.0, 22.5045), (0.3, 22.504), (0.3, 22.501), (0.0, 22.5005)];
    third.splice(4..4, notch.map(|(metres, y)| Coord { x: 114.010 + metres * metre, y }));
    let net = layer(vec![
        feature("a", vec![wide(114.0, 114.005 + 0.3 * metre)]),
        feature("b", vec![wide(114.005, 114.010)]),
        feature("c", vec![third]),
    ]);
    let findings = found(&net);
    assert_eq!(codes(&findings), ["sliver_gap", "sliver_overlap"]);
    let mended = mend(&net, &Settings::default());
    assert_eq!(
        codes(&found(&mended.layer)),
        Vec::<&str>::new(),
        "{:?} {:?} {:?}",
        mended.changed,
        found(&mended.layer).problems,
        mended.layer.features
    );
    assert_eq!(mended.layer.features[0], net.features[0], "the first of the two keeps its border");
    let before: f64 = net.features.iter().map(|f| area_m2(&f.shape)).sum();
    let after: f64 = mended.layer.features.iter().map(|f| area_m2(&f.shape)).sum();
    assert!((before - after).abs() < 300.0, "{before} {after}");
}

#[test]
fn grids_are_held_against_their_communities() {
    let communities = layer(vec![
        feature("990101001001", vec![square(114.0, 22.5, 0.01)]),
        feature("990101001002", vec![square(114.01, 22.5, 0.01)]),
    ]);
    let net = layer(vec![
        feature("9901010010010001", vec![square(114.0, 22.5, 0.01)]),
        feature("9901010010020001", vec![square(114.015, 22.5, 0.01)]),
        feature("9901010010020002", vec![square(114.0, 22.52, 0.002)]),
        feature("9901010010030001", vec![square(114.0, 22.53, 0.002)]),
        feature("x", vec![square(114.0, 22.54, 0.002)]),
        feature("9901010010010001", vec![square(114.0, 22.55, 0.002)]),
    ]);
    let findings = check(&net, Some(&communities), &Settings::default());
    let counts = [
        ("duplicate_code", 1),
        ("gap", 1),
        ("no_community", 1),
        ("outside_community", 2),
        ("over_community", 1),
        ("unknown_community", 1),
    ];
    assert_eq!(findings.counts, counts);
    let over = findings.problems.iter().find(|p| p.code == "over_community").expect("named");
    assert_eq!(over.other.as_deref(), Some("990101001002"));
    let gap = findings.problems.iter().find(|p| p.code == "gap").expect("named");
    assert_eq!(gap.other.as_deref(), Some("990101001002"));
}

#[test]
fn a_polygon_of_a_million_points_is_checked_and_named_in_bounded_time() {
    let circle = |n: u32| -> Vec<Coord<f64>> {
        let point = |k: u32| {
            let turn = f64::from(k % n) / f64::from(n) * std::f64::consts::TAU;
            let radius = 0.1 + 0.001 * (turn * 500.0).sin();
            Coord { x: 114.0 + radius * turn.cos(), y: 22.5 + radius * turn.sin() }
        };
        (0..=n).map(point).collect()
    };
    let neighbours = (0..50).map(|n| feature(&format!("{n}"), vec![square(113.9 + 0.004 * f64::from(n), 22.5, 0.002)]));
    let net = layer(std::iter::once(feature("vast", vec![circle(200_000)])).chain(neighbours).collect());
    let findings = found(&net);
    assert!(codes(&findings).contains(&"too_many_points"));
    assert!(!codes(&findings).contains(&"self_crossing"));
}

#[test]
fn a_ring_whose_loops_cancel_each_other_out_is_for_a_person_and_stays() {
    let bow = [(0.0, 0.0), (0.002, 0.002), (0.002, 0.0), (0.0, 0.002)];
    let mut ring: Vec<_> = bow.iter().map(|(x, y)| Coord { x: 114.0 + x, y: 22.5 + y }).collect();
    ring.push(ring[0]);
    let net = layer(vec![feature("bow", vec![ring])]);
    assert_eq!(codes(&found(&net)), ["self_crossing"]);
    assert_eq!(mend(&net, &Settings::default()).layer, net, "nothing of it is dropped");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_shape_makes_the_check_or_the_repair_panic_and_repairs_repeat_nothing(seed in any::<u64>(), features in 1..6_usize) {
        let mut dice = Dice(seed);
        let mut random = |n: usize| {
            let count = 3 + usize::try_from(dice.bits() % 8).unwrap_or(0);
            // Few different numbers, so that points meet, repeat and line up.
            let mut ring: Vec<_> = (0..count)
                .map(|_| Coord { x: 114.0 + 0.001 * (dice.unit() * 5.0).floor(), y: 22.5 + 0.001 * (dice.unit() * 5.0).floor() })
                .collect();
            ring.push(ring[0]);
            feature(&format!("{n}"), vec![ring])
        };
        let net = layer((0..features).map(&mut random).collect());
        let _ = found(&net);
        let mended = mend(&net, &Settings::default());
        let left = codes(&found(&mended.layer));
        for code in ["repeated_points", "spike", "no_area", "wrong_orientation"] {
            prop_assert!(!left.contains(&code), "{code} {:?}", mended.layer.features);
        }
    }
}
