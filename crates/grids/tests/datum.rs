//! Datums on true ground: the districts of one city from three hands, in CGCS2000, GCJ-02 and WGS-84. Skipped where the
//! shared data is not there (`JINGWEI_DATA`, else `../shared/data` beside the checkout).

use geo::{Coord, CoordsIter as _};
use jingwei_grids::datum::judge;
use jingwei_grids::measure::distance_m;
use jingwei_grids::{Feature, Layer};
use jingwei_terms::Datum;
use std::path::PathBuf;

const NATIONAL: &str = "shenzhen_districts_cgcs2000_mnr.geojson";
const PUBLIC_MAP: &str = "shenzhen_districts_gcj02_amap2019.geojson";
const SATELLITE: &str = "shenzhen_districts_wgs84_transbigdata.geojson";

#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn file(name: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("JINGWEI_DATA").map_or_else(beside, PathBuf::from);
    let bytes = std::fs::read(data.join("boundaries_shenzhen").join(name)).ok();
    if bytes.is_none() {
        println!("skipped: the shared data has no {name} here");
    }
    bytes
}

fn layer(name: &str, datum: Datum) -> Option<Layer> {
    Some(Layer::parse(&file(name)?, Some(datum)).expect("the shared layers are sound").layer)
}

/// The two characters that a district goes by in all three files.
fn district(feature: &Feature) -> String {
    let name = feature.text("name").or_else(|| feature.text("qh")).expect("every district has a name");
    name.chars().take(2).collect()
}

/// Distances and steps, in metres, from the vertices of each district to the nearest vertex of the same one in the other.
fn steps(from: &Layer, to: &Layer) -> Vec<(f64, f64, f64)> {
    let mut found = Vec::new();
    for feature in &from.features {
        let Some(other) = to.features.iter().find(|other| district(other) == district(feature)) else { continue };
        for point in feature.shape.coords_iter().step_by(5) {
            let nearest =
                other.shape.coords_iter().min_by(|a, b| distance_m(point, *a).total_cmp(&distance_m(point, *b)));
            let nearest = nearest.expect("a district has vertices");
            let corner = Coord { x: nearest.x, y: point.y };
            let east = distance_m(point, corner) * (nearest.x - point.x).signum();
            let north = distance_m(corner, nearest) * (nearest.y - point.y).signum();
            found.push((distance_m(point, nearest), east, north));
        }
    }
    found
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn the_public_map_falls_on_the_satellites_borders_to_a_metre() {
    let (Some(public), Some(satellite)) = (layer(PUBLIC_MAP, Datum::Gcj02), layer(SATELLITE, Datum::Wgs84)) else {
        return;
    };
    // The public map is the simplified one, so that its vertices are vertices of the other as well.
    let steps = steps(&public, &satellite);
    assert!(steps.len() > 500, "{}", steps.len());
    let (distance, east, north) = (
        median(steps.iter().map(|s| s.0).collect()),
        median(steps.iter().map(|s| s.1).collect()),
        median(steps.iter().map(|s| s.2).collect()),
    );
    assert!(distance < 2.0, "median distance {distance} m");
    assert!(east.abs() < 0.2 && north.abs() < 0.2, "the two are {east} m and {north} m apart");
}

#[test]
fn the_satellites_borders_fall_on_the_public_map_when_shifted() {
    let (Some(satellite), Some(bytes)) = (layer(SATELLITE, Datum::Wgs84), file(PUBLIC_MAP)) else { return };
    // Read as if it were on the ground, the public map keeps its own numbers.
    let public = Layer::parse(&bytes, Some(Datum::Wgs84)).expect("sound").layer;
    let shifted = Layer::parse(&satellite.write(Datum::Gcj02), Some(Datum::Gcj02)).expect("sound").layer;
    let numbers = Layer {
        datum: Datum::Wgs84,
        features: shifted
            .features
            .iter()
            .map(|feature| {
                let mut feature = feature.clone();
                geo::MapCoordsInPlace::map_coords_in_place(&mut feature.shape, |c| {
                    let (x, y) = Datum::Gcj02.given(c.x, c.y);
                    Coord { x, y }
                });
                feature
            })
            .collect(),
    };
    let steps = steps(&public, &numbers);
    let distance = median(steps.iter().map(|s| s.0).collect());
    assert!(distance < 2.0, "median distance {distance} m");
}

#[test]
fn a_wrong_datum_is_named_by_a_reference_even_one_drawn_by_another_hand() {
    for reference in [(SATELLITE, Datum::Wgs84), (NATIONAL, Datum::Cgcs2000)] {
        let Some(reference) = layer(reference.0, reference.1) else { return };
        let Some(right) = layer(PUBLIC_MAP, Datum::Gcj02) else { return };
        let judged = judge(&right, &reference);
        assert_eq!((judged.likely, judged.problem), (Some(Datum::Gcj02), None));
        for stated in [Datum::Cgcs2000, Datum::Wgs84, Datum::Bd09] {
            let wrong = layer(PUBLIC_MAP, stated).expect("it was there a moment ago");
            let judged = judge(&wrong, &reference);
            assert_eq!(judged.likely, Some(Datum::Gcj02), "{:?}", judged.tests);
            assert_eq!(judged.problem.expect("the datum is wrong").code, "wrong_datum");
        }
        let baidu = right.write(Datum::Bd09);
        let judged = judge(&Layer::parse(&baidu, None).expect("sound").layer, &reference);
        assert_eq!((judged.likely, judged.problem), (Some(Datum::Bd09), None));
    }
}

#[test]
fn layers_that_share_no_border_are_not_judged() {
    let Some(national) = layer(NATIONAL, Datum::Cgcs2000) else { return };
    let mut far = national.clone();
    for feature in &mut far.features {
        geo::MapCoordsInPlace::map_coords_in_place(&mut feature.shape, |c| Coord { x: c.x + 3.0, y: c.y + 2.0 });
    }
    assert_eq!(judge(&far, &national).likely, None);
}
