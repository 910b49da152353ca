//! What comes in: layers that are right, layers that are mended while reading, and files that are refused by name.

use jingwei_grids::{Layer, RepairState};
use jingwei_terms::Datum;
use proptest::prelude::*;
use serde_json::{Value, json};

fn collection(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn area(properties: &Value, geometry: &str, coordinates: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}})
}

fn ring() -> Value {
    json!([[114.0, 22.5], [114.1, 22.5], [114.1, 22.6], [114.0, 22.5]])
}

fn refused(text: &str) -> &'static str {
    Layer::parse(text.as_bytes(), None).expect_err(text).code
}

/// The codes of what was found in a layer of one sound feature and this one.
fn found(feature: Value) -> Vec<&'static str> {
    let sound = area(&json!({"code": "sound"}), "Polygon", &json!([ring()]));
    let read = Layer::parse(collection(&[sound, feature]).as_bytes(), None).expect("one feature is sound");
    assert_eq!(read.features, 2);
    read.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn a_layer_is_written_as_it_was_read() {
    let features = [
        area(&json!({"code": "a", "households": 320, "note": "沿河 \"西段\""}), "Polygon", &json!([ring()])),
        area(&json!({"id": 7}), "MultiPolygon", &json!([[ring()], [ring()]])),
        area(&json!({}), "Polygon", &json!([ring(), ring()])),
    ];
    let first = Layer::parse(collection(&features).as_bytes(), Some(Datum::Cgcs2000)).unwrap();
    assert_eq!(first.problems, []);
    assert!(first.datum_stated);
    let ids: Vec<_> = first.layer.features.iter().map(|feature| feature.id.as_str()).collect();
    assert_eq!(ids, ["a", "7", "#3"]);
    let again = Layer::parse(&first.layer.write(Datum::Cgcs2000), None).unwrap();
    assert_eq!(again.layer, first.layer);
    assert_eq!(again.layer.features[0].count("households"), Some(320));
}

#[test]
fn a_layer_in_a_shifted_datum_is_on_the_ground_inside_and_shifted_again_outside() {
    let text = collection(&[area(&json!({"code": "a"}), "Polygon", &json!([ring()]))]);
    let ground = Layer::parse(text.as_bytes(), Some(Datum::Cgcs2000)).unwrap().layer;
    for datum in [Datum::Gcj02, Datum::Bd09] {
        let shifted = ground.write(datum);
        let plain = Layer::parse(&shifted, Some(datum)).unwrap().layer;
        assert_eq!(plain.datum, datum);
        for (a, b) in ground.features[0].shape.0[0].exterior().0.iter().zip(&plain.features[0].shape.0[0].exterior().0)
        {
            assert!(jingwei_grids::measure::distance_m(*a, *b) < 0.02, "{a:?} {b:?}");
        }
        let refusal = Layer::parse(&shifted, Some(Datum::Wgs84)).unwrap_err();
        assert_eq!(refusal.code, "datum_contradicts");
    }
}

#[test]
fn faults_with_one_meaning_are_mended_while_reading() {
    let open = json!([[114.0, 22.5], [114.1, 22.5], [114.1, 22.6], [114.0, 22.6]]);
    let deep = area(&json!({"code": "x"}), "Polygon", &json!([[ring()], [ring()]]));
    let hole_of_two = area(&json!({"code": "x"}), "Polygon", &json!([ring(), [[114.05, 22.52], [114.06, 22.52]]]));
    assert_eq!(found(area(&json!({}), "Polygon", &json!([open]))), ["unclosed_ring"]);
    assert_eq!(found(deep), ["wrong_depth"]);
    assert_eq!(found(area(&json!({}), "MultiPolygon", &json!([ring()]))), ["wrong_depth"]);
    assert_eq!(found(hole_of_two), ["unclosed_ring", "too_few_points"]);
}

#[test]
fn a_feature_that_cannot_be_understood_is_left_out_by_name_and_place() {
    let with = |coordinates: Value| found(area(&json!({"code": "x"}), "Polygon", &coordinates));
    assert_eq!(with(json!([])), ["empty_geometry"]);
    assert_eq!(with(json!([[]])), ["empty_geometry"]);
    assert_eq!(with(json!([[[22.5, 114.0], [22.5, 114.1], [22.6, 114.1], [22.5, 114.0]]])), ["swapped"]);
    assert_eq!(with(json!([[[506_000.5, 2_493_000.0], [1.0, 1.0]]])), ["projected"]);
    assert_eq!(with(json!([[[114.0, 95.0], [1.0, 1.0]]])), ["out_of_range"]);
    assert_eq!(with(json!([[[114.0, 22.5], ["114°03′", 22.5]]])), ["degrees_minutes"]);
    assert_eq!(with(json!([[[114.0, 22.5], [114.0, null]]])), ["not_a_number"]);
    assert_eq!(with(json!("rings")), ["not_a_number"]);
    assert_eq!(found(json!({"type": "Feature", "properties": null, "geometry": null})), ["empty_geometry"]);
    assert_eq!(found(Value::Null), ["empty_geometry"]);
    assert_eq!(found(area(&json!({}), "LineString", &json!([[114.0, 22.5], [114.1, 22.5]]))), ["not_an_area"]);

    let bad = area(&json!({"code": "x"}), "Polygon", &json!([ring(), [[114.0, 22.5], [114.0, null]]]));
    let sound = area(&json!({"code": "sound"}), "Polygon", &json!([ring()]));
    let read = Layer::parse(collection(&[sound, bad]).as_bytes(), None).unwrap();
    let spot = &read.problems[0].place;
    assert_eq!((spot.feature, spot.id.as_str(), spot.ring, spot.vertex), (2, "x", Some(2), Some(2)));
    assert_eq!(read.layer.features.len(), 1);
    assert!(read.problems.iter().all(|problem| problem.repair.as_ref().is_none_or(|r| r.state == RepairState::Made)));
}

#[test]
fn a_file_that_is_no_layer_is_refused_by_name() {
    let crs = |name: &str| json!({"type": "FeatureCollection", "crs": {"properties": {"name": name}}, "features": []});
    assert_eq!(refused(""), "not_geojson");
    assert_eq!(refused("lng,lat\n114,22"), "not_geojson");
    assert_eq!(refused(r#"{"type":"Topology","objects":{}}"#), "not_geojson");
    assert_eq!(refused(r#"{"geometryType":"esriGeometryPolygon"}"#), "not_geojson");
    assert_eq!(refused(r#"{"type":"FeatureCollection"}"#), "not_geojson");
    assert_eq!(refused(r#"{"type":"FeatureCollection","features":7}"#), "not_geojson");
    assert_eq!(refused(r#"{"type":"FeatureCollection","features":[]}"#), "empty_layer");
    assert_eq!(refused(&crs("EPSG:4547").to_string()), "projected");
    assert_eq!(refused(&collection(&[Value::Null])), "empty_geometry");
    assert_eq!(Layer::parse(b"\x1f\x8b\x08", None).unwrap_err().code, "not_utf8");
    assert_eq!(Layer::parse("{\"type\":\"深".as_bytes().split_last().unwrap().1, None).unwrap_err().code, "not_utf8");
}

#[test]
fn broken_json_is_told_by_line_and_column_of_the_file() {
    let text = "{\"type\":\"FeatureCollection\",\"features\":[\n {\"type\":\"Feature\"},\n {\"geometry\":{\"coordinates\":[[[NaN,1]]]}}\n]}";
    let refusal = Layer::parse(text.as_bytes(), None).unwrap_err();
    assert_eq!(refusal.code, "not_a_number");
    assert!(refusal.en.starts_with("feature 2: line 3 column 32"), "{}", refusal.en);
    for (broken, place) in [
        ("{\"features\":[\n{\"a\":1}", "line 2 column 8"),
        ("{\"features\":[\n{\"a\":1},\n{\"a\" 1}]}", "line 3 column 6"),
        ("{\"features\":[\n{\"a\":1} {\"a\":1}]}", "line 2 column 9"),
        ("{\"features\":[\n{}],\n \"b\" 2}", "line 3 column 6"),
        ("{\"features\":[{\"a\":\"x", "line 1 column 21"),
    ] {
        let refusal = Layer::parse(broken.as_bytes(), None).unwrap_err();
        assert_eq!(refusal.code, "broken_json", "{broken}");
        assert!(refusal.en.contains(place), "{broken}: {}", refusal.en);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Layer::parse(&bytes, None);
    }

    #[test]
    fn no_text_of_json_pieces_makes_the_reader_panic(pieces in proptest::collection::vec(0..18_usize, 0..60)) {
        const PIECES: [&str; 18] = [
            "{", "}", "[", "]", ",", ":", "\"features\"", "\"type\"", "\"FeatureCollection\"", "\"geometry\"",
            "\"coordinates\"", "114.5", "-1e999", "null", "\"Polygon\"", "\"\\", "\n", "[[[1,2],[3,4],[1,9],[1,2]]]",
        ];
        let text: String = pieces.iter().map(|n| PIECES[*n]).collect();
        let _ = Layer::parse(text.as_bytes(), None);
        let _ = Layer::parse(format!("{{\"features\":[{text}]}}").as_bytes(), None);
        let _ = Layer::parse(format!("{{\"features\":[{{\"geometry\":{{\"coordinates\":{text}}}}}]}}").as_bytes(), None);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(cut in 0.0..1.0_f64) {
        let features = [area(&json!({"code": "a", "名": "甲\"}]"}), "Polygon", &json!([ring()])), area(&json!({}), "Polygon", &json!([ring()]))];
        let text = collection(&features);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a part of a short length")]
        let end = (text.len() as f64 * cut) as usize;
        prop_assert!(Layer::parse(&text.as_bytes()[..end], None).is_err());
    }
}
