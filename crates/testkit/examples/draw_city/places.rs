//! Roads, compounds and landmarks of every community, with a point for each.

use jingwei_testkit::Rng;

use crate::{
    land::{Land, Point, degrees},
    names::{COMPOUND_ENDINGS, COMPOUND_STEMS, LANDMARKS, OWN_PLACES, ROAD_ENDINGS, ROAD_STEMS},
};

const ROADS_EACH: usize = 3;
const COMPOUNDS_EACH: usize = 5;
const LANDMARKS_EACH: usize = 3;

/// `places.csv`.
pub(crate) fn csv(land: &Land, rng: &mut Rng) -> Result<String, Box<dyn std::error::Error>> {
    let mut roads = combined(ROAD_STEMS, ROAD_ENDINGS, rng).into_iter();
    let mut compounds = combined(COMPOUND_STEMS, COMPOUND_ENDINGS, rng).into_iter();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["community", "kind", "name", "lng", "lat"])?;
    for community in &land.communities {
        let mut landmarks: Vec<&str> = LANDMARKS.to_vec();
        rng.shuffle(&mut landmarks);
        let own = OWN_PLACES
            .iter()
            .copied()
            .chain(landmarks.iter().take(LANDMARKS_EACH).map(|what| ("poi", *what)))
            .map(|(kind, what)| (kind, format!("{}{what}", community.name)));
        let named = roads
            .by_ref()
            .take(ROADS_EACH)
            .map(|name| ("road", name))
            .chain(compounds.by_ref().take(COMPOUNDS_EACH).map(|name| ("compound", name)))
            .chain(own);
        for (kind, name) in named {
            let block = *rng.pick(&community.blocks).expect("a community has blocks");
            let (lng, lat) = near(land.middle(block), rng);
            out.write_record([&community.code, kind, &name, &degrees(lng), &degrees(lat)])?;
        }
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

/// Every stem with every ending, in random order, so that no name comes twice in the city.
fn combined(stems: &[&str], endings: &[&str], rng: &mut Rng) -> Vec<String> {
    let mut names: Vec<String> =
        stems.iter().flat_map(|stem| endings.iter().map(move |ending| format!("{stem}{ending}"))).collect();
    rng.shuffle(&mut names);
    names
}

/// Within about 60 m of the middle, which every block has room for.
fn near((lng, lat): Point, rng: &mut Rng) -> Point {
    (lng + rng.within(-600..=600), lat + rng.within(-500..=500))
}
