//! Three departments' nets over the same streets become one: no ground lost or doubled, every duty in its place, every conflict named.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use geo::{Area as _, MultiPolygon};
use jingwei_grids::merge::{File, Matter, Merged, merge, read};
use jingwei_grids::{Feature, Layer};
use jingwei_terms::Datum;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{covered, plane, rect, shape, winding};

fn feature(properties: &Value, shape: MultiPolygon<f64>) -> Feature {
    let properties: Map<String, Value> = properties.as_object().unwrap().clone();
    Feature { id: properties.get("code").and_then(Value::as_str).unwrap_or("#1").to_owned(), properties, shape }
}

fn file(name: &str, features: Vec<Feature>) -> File {
    File { name: name.to_owned(), bytes: Layer { datum: Datum::Cgcs2000, features }.write(Datum::Cgcs2000) }
}

fn text(name: &str, text: &str) -> File {
    File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn net(name: &str, prefix: &str, shapes: Vec<MultiPolygon<f64>>) -> File {
    let grid = |(n, shape)| {
        feature(
            &json!({ "code": format!("{prefix}{n}"), "worker": format!("{prefix}w{n}"), "duties": ["巡查", format!("{prefix}专责")] }),
            shape,
        )
    };
    file(name, shapes.into_iter().enumerate().map(grid).collect())
}

fn merged(files: &[File]) -> Merged {
    merge(&read(files, None).unwrap()).unwrap()
}

fn flat(layer: &Layer) -> Vec<MultiPolygon<f64>> {
    layer.features.iter().map(|feature| plane().flatten(&feature.shape)).collect()
}

/// The network and the units cover the ground of all departments, once.
fn covers_once(merged: &Merged, given: &[MultiPolygon<f64>]) {
    let (ground, _) = covered(&given.iter().map(|shape| plane().flatten(shape)).collect::<Vec<_>>());
    let tolerance = (ground * 1e-6).max(0.01);
    let near = |what: &str, m2: f64, expected: f64| {
        assert!((m2 - expected).abs() < tolerance, "{what}: {m2} m² instead of {expected} of {ground}");
    };
    near("patches", merged.report.ground_m2, ground);
    near("network as told", merged.report.network_m2, ground);
    for (what, layer) in [("network", &merged.network), ("units", &merged.units)] {
        let shapes = flat(layer);
        near(what, shapes.iter().map(MultiPolygon::unsigned_area).sum(), ground);
        let (once, twice) = covered(&shapes);
        near(&format!("{what} together"), once, ground);
        near(&format!("{what} twice"), twice, 0.0);
    }
}

fn matters(merged: &Merged, matter: Matter) -> usize {
    merged.report.conflicts.iter().filter(|conflict| conflict.code == matter).count()
}

/// The base has two grids side by side; the city management's one grid lies over both halves in the middle.
fn town() -> Vec<File> {
    let base = |code: &str, x0, x1, community: &str| {
        let properties = json!({ "code": code, "name": code, "worker": format!("w-{code}"), "households": 400, "community": community,
            "duties": ["走访", "巡查"] });
        feature(&properties, rect(x0, 0.0, x1, 200.0))
    };
    let over =
        feature(&json!({ "code": "c1", "worker": "chen", "duties": ["巡查", "市容"] }), rect(100.0, 0.0, 300.0, 200.0));
    vec![
        file("civil.geojson", vec![base("g1", 0.0, 200.0, "440300000001"), base("g2", 200.0, 400.0, "440300000002")]),
        file("city.geojson", vec![over]),
    ]
}

#[test]
fn the_base_keeps_its_grids_and_every_duty_falls_into_its_grid_with_its_share() {
    let merged = merged(&town());
    let report = &merged.report;
    assert_eq!((report.base.as_ref().unwrap().as_str(), report.grids, report.duties), ("civil", 2, 8));
    assert!((report.overlap_before - 0.5).abs() < 1e-8, "{}", report.overlap_before);
    assert!((report.overlap_before_m2 - 40_000.0).abs() < 0.1, "{}", report.overlap_before_m2);
    let [overlap] = &report.overlaps[..] else { panic!("{:?}", report.overlaps) };
    assert_eq!((overlap.one.as_str(), overlap.other.as_str(), overlap.grid_pairs), ("civil", "city", 2));

    let first = &merged.network.features[0];
    assert_eq!((first.id.as_str(), &first.properties["households"]), ("g1", &json!(400)));
    let duties = first.properties["duties"].as_array().unwrap();
    let told: Vec<String> =
        duties.iter().map(|d| format!("{} {} {} {}", d["department"], d["duty"], d["holder"], d["share"])).collect();
    assert_eq!(
        told,
        [
            r#""civil" "巡查" "w-g1" 1.0"#,
            r#""civil" "走访" "w-g1" 1.0"#,
            r#""city" "巡查" "chen" 0.5"#,
            r#""city" "市容" "chen" 0.5"#,
        ]
    );
    covers_once(&merged, &[rect(0.0, 0.0, 400.0, 200.0)]);
}

#[test]
fn conflicts_name_the_place_the_people_and_the_next_step() {
    let merged = merged(&town());
    let report = &merged.report;
    // The patrol of g1 and of g2 is in two hands; city's grid reaches into both by half, so its duties fall between in both.
    assert_eq!(matters(&merged, Matter::DutyDisputed), 2);
    assert_eq!(matters(&merged, Matter::DutyGap), 2);
    assert_eq!(matters(&merged, Matter::CrossesCommunity), 1);
    assert_eq!(matters(&merged, Matter::WorkerDoubled), 1);
    assert_eq!(report.conflicts.len(), 6, "{:#?}", report.conflicts);
    let dispute = report.conflicts.iter().find(|conflict| conflict.code == Matter::DutyDisputed).unwrap();
    assert_eq!(
        (dispute.duty.as_deref(), &dispute.holders[..]),
        (Some("巡查"), &["w-g1".to_owned(), "chen".to_owned()][..])
    );
    assert!((dispute.area_m2.unwrap() - 20_000.0).abs() < 0.1 && dispute.at.is_some() && dispute.zh.contains("`巡查`"));
}

#[test]
fn the_saving_counts_workers_and_forms() {
    let saving = merged(&town()).report.saving;
    assert_eq!((saving.workers_before, saving.workers_doubled), (3, 1));
    // 800 households are visited once by the base, and those on half the ground once more.
    assert_eq!(
        (saving.households, saving.visits_before, saving.visits_after, saving.forms_doubled),
        (800, 1200, 800, 400)
    );
    assert_eq!(saving.same_duty_doubled, 400);
    assert!((saving.departments_per_grid - 1.5).abs() < 1e-8);
}

#[test]
fn three_winding_nets_become_one_and_the_ground_stays() {
    let files = [
        net("a.geojson", "a", winding(8, 6, 13, 0.4)),
        net("b.geojson", "b", winding(8, 6, 13, 2.2)),
        net("c.geojson", "c", winding(8, 6, 13, 4.1)),
    ];
    let merged = merged(&files);
    covers_once(&merged, &[rect(0.0, 0.0, 1600.0, 1200.0)]);
    assert_eq!(merged.report.grids, 48, "{:?}", merged.report.slivers);
    assert!((merged.report.overlap_before - 1.0).abs() < 1e-6);
    assert_eq!(merged.report.saving.workers_doubled, 96);
    // Each department's ground adds up again from the shares in the network.
    let share = |department: &str| -> f64 {
        let all = merged.network.features.iter().zip(flat(&merged.network));
        all.map(|(feature, shape)| {
            let formerly = feature.properties["formerly"].as_array().unwrap().iter();
            let shares: f64 =
                formerly.filter(|of| of["department"] == department).map(|of| of["share"].as_f64().unwrap()).sum();
            shares * shape.unsigned_area()
        })
        .sum()
    };
    for department in ["a", "b", "c"] {
        // Pieces smaller than a sliver are not placed.
        let missing = 1600.0 * 1200.0 - share(department);
        assert!((-10.0..100.0 * 200.0).contains(&missing), "{department}: {missing}");
    }
}

#[test]
fn without_a_base_the_network_is_made_of_the_pieces() {
    let files = [
        net("a.geojson", "a", vec![rect(0.0, 0.0, 100.0, 100.0)]),
        net("b.geojson", "b", vec![rect(50.0, 0.0, 150.0, 100.0)]),
    ];
    let merged = merge(&read(&files, Some("none")).unwrap()).unwrap();
    assert_eq!((merged.report.grids, merged.report.base.clone()), (3, None));
    covers_once(&merged, &[rect(0.0, 0.0, 150.0, 100.0)]);
}

#[test]
fn ground_beyond_the_base_is_kept_and_asked_about() {
    let files = [
        net("a.geojson", "a", vec![rect(0.0, 0.0, 200.0, 100.0)]),
        net("b.geojson", "b", vec![rect(150.0, 0.0, 250.0, 100.0)]),
    ];
    let merged = merged(&files);
    assert_eq!((merged.report.grids, matters(&merged, Matter::BeyondBase)), (2, 1));
    let extra = merged.network.features.iter().find(|feature| feature.properties.contains_key("provisional")).unwrap();
    assert!(extra.id.starts_with("NEW-"));
    covers_once(&merged, &[rect(0.0, 0.0, 250.0, 100.0)]);
}

#[test]
fn slivers_go_to_the_neighbour_with_the_longest_common_border() {
    // The second department drew the same street half a metre further out, over two grids of different length.
    let base = vec![rect(0.0, 0.0, 100.0, 100.0), rect(100.0, 0.0, 400.0, 100.0)];
    let files = [net("a.geojson", "a", base), net("b.geojson", "b", vec![rect(0.0, 0.0, 400.0, 100.5)])];
    let merged = merged(&files);
    assert_eq!((merged.report.grids, merged.report.slivers.merged, merged.report.slivers.alone), (2, 1, 0));
    assert!((merged.report.slivers.merged_m2 - 200.0).abs() < 0.1);
    let long = merged.network.features.iter().find(|feature| feature.id == "a1").unwrap();
    assert_eq!((long.shape.0.len(), long.shape.0[0].interiors().len()), (1, 0), "one piece without a slit");
    assert!((plane().flatten(&long.shape).unsigned_area() - 30_200.0).abs() < 0.1);
    covers_once(&merged, &[rect(0.0, 0.0, 400.0, 100.5)]);
    assert_eq!(matters(&merged, Matter::BeyondBase), 0);
}

#[test]
fn holes_several_parts_and_the_same_shape_twice_keep_their_ground() {
    let ring = shape(&[
        &[(0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0)],
        &[(100.0, 100.0), (100.0, 200.0), (200.0, 200.0), (200.0, 100.0)],
    ]);
    let two = MultiPolygon::new(
        [rect(20.0, 20.0, 80.0, 80.0), rect(120.0, 120.0, 180.0, 180.0)]
            .into_iter()
            .flat_map(|shape| shape.0)
            .collect(),
    );
    let files = [net("a.geojson", "a", vec![ring.clone(), ring.clone()]), net("b.geojson", "b", vec![two.clone()])];
    let merged = merged(&files);
    covers_once(&merged, &[ring, two]);
    assert_eq!(matters(&merged, Matter::OverlapWithin), 1);
    // The part in the hole is beyond the base; around it there is a ring that nobody serves.
    assert_eq!((matters(&merged, Matter::BeyondBase), matters(&merged, Matter::Unserved)), (1, 1));
    // Both grids on the same ground keep their duties in it.
    let a1 = merged.network.features[0].properties["duties"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|duty| duty["duty"] == "a专责")
        .count();
    assert_eq!(a1, 2);
}

#[test]
fn the_tables_beside_the_map_say_duties_staff_and_order() {
    let plain = |code: &str, x0: f64| feature(&json!({ "code": code }), rect(x0, 0.0, x0 + 100.0, 100.0));
    let files = [
        file("a.geojson", vec![plain("1", 0.0), plain("2", 100.0)]),
        file("b.geojson", vec![plain("1", 0.0)]),
        text("duties.csv", "department,grid,duty,holder\na,,登记,\na,2,消防,liu\nb,9,无,\n"),
        text("staff.csv", "department,grid,staff,role\na,1,wang,\na,2,li,worker\na,2,zhao,deputy\n"),
        text("merge.toml", "base = \"a\"\npriority = [\"b\"]\nmin_sliver_m2 = 50.0\n"),
    ];
    let merged = merged(&files);
    let second = &merged.network.features[1].properties;
    assert_eq!((&second["worker"], &second["deputy"]), (&json!("li"), &json!("zhao")));
    let duties: Vec<_> = second["duties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|duty| (duty["duty"].clone(), duty["holder"].clone()))
        .collect();
    assert_eq!(duties, [(json!("消防"), json!("liu")), (json!("登记"), json!("li"))]);
    assert_eq!(merged.report.problems.len(), 1);
    assert_eq!(
        (merged.report.problems[0].file.as_str(), merged.report.problems[0].problem.code),
        ("duties.csv", "no_such_grid")
    );
}

#[test]
fn communities_say_what_nobody_serves_and_what_crosses() {
    let community = |code: &str, x0: f64, x1: f64| feature(&json!({ "code": code }), rect(x0, 0.0, x1, 100.0));
    let files = [
        net("a.geojson", "a", vec![rect(0.0, 0.0, 150.0, 100.0)]),
        file(
            "communities.geojson",
            vec![community("440300000001", 0.0, 100.0), community("440300000002", 100.0, 200.0)],
        ),
    ];
    let merged = merged(&files);
    assert_eq!((matters(&merged, Matter::Unserved), matters(&merged, Matter::CrossesCommunity)), (1, 1));
    assert_eq!(merged.network.features[0].properties["community"], "440300000001");
}

#[test]
fn a_folder_that_cannot_be_merged_is_refused_with_the_file() {
    let why = |files: &[File], base: Option<&str>| read(files, base).err().map(|refusal| (refusal.code, refusal.zh));
    let good = || net("a.geojson", "a", vec![rect(0.0, 0.0, 9.0, 9.0)]);
    assert_eq!(why(&[], None).unwrap().0, "merge_no_layer");
    assert_eq!(why(&[good()], Some("b")).unwrap().0, "merge_unknown_base");
    assert_eq!(why(&[good(), text("merge.toml", "basis = 1")], None).unwrap().0, "merge_bad_settings");
    assert_eq!(why(&[good(), text("merge.toml", "gap_share = 7")], None).unwrap().0, "merge_bad_settings");
    assert_eq!(
        why(&[good(), text("staff.csv", "department,grid,staff,role\na,1,w,king\n")], None).unwrap().0,
        "merge_bad_table"
    );
    let (code, zh) = why(&[good(), text("z.geojson", "{\"type\":")], None).unwrap();
    assert!(code == "broken_json" && zh.contains("`z.geojson`"), "{code} {zh}");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let files = || [net("a.geojson", "a", winding(5, 4, 9, 0.4)), net("b.geojson", "b", winding(5, 4, 9, 1.9))];
    let (one, other) = (merged(&files()), merged(&files()));
    assert_eq!(one.network.write(Datum::Cgcs2000), other.network.write(Datum::Cgcs2000));
    assert_eq!(one.units.write(Datum::Cgcs2000), other.units.write(Datum::Cgcs2000));
    assert_eq!(serde_json::to_string(&one.report).unwrap(), serde_json::to_string(&other.report).unwrap());
}

/// Polygons with three to eight corners anywhere in a square; many cross themselves.
fn wild() -> impl Strategy<Value = Vec<MultiPolygon<f64>>> {
    let corner = (0.0..600.0_f64, 0.0..600.0_f64);
    let polygon = prop::collection::vec(corner, 3..8).prop_map(|points| shape(&[&points]));
    prop::collection::vec(polygon, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_drawn_the_ground_stays(a in wild(), b in wild(), c in wild(), pieces in any::<bool>()) {
        let files = [net("a.geojson", "a", a), net("b.geojson", "b", b), net("c.geojson", "c", c)];
        let Ok(input) = read(&files, pieces.then_some("none")) else { return Ok(()) };
        let Ok(merged) = merge(&input) else { return Ok(()) };
        let given = input.departments.iter().flat_map(|d| &d.grids);
        let given: Vec<_> = given.map(|grid| grid.shape.clone()).collect();
        covers_once(&merged, &given);
    }

    #[test]
    fn ground_served_once_or_more_follows_inclusion_and_exclusion(a in wild(), b in wild()) {
        let files = [net("a.geojson", "a", a), net("b.geojson", "b", b)];
        let Ok(input) = read(&files, None) else { return Ok(()) };
        let Ok(merged) = merge(&input) else { return Ok(()) };
        let report = merged.report;
        let sum: f64 = report.departments.iter().map(|part| part.ground_m2).sum();
        let shared: f64 = report.overlaps.iter().map(|overlap| overlap.area_m2).sum();
        prop_assert!((report.ground_m2 - (sum - shared)).abs() < (sum * 1e-6).max(0.01));
        prop_assert!((report.overlap_before_m2 - shared).abs() < (sum * 1e-6).max(0.01));
    }
}
