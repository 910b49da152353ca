//! `GET /api/v1/grids.geojson`: the grids on the ground, each with its worker's name and telephone as the regulation on grids has them
//! published. `GET /api/v1/rulebook/grids.geojson` is the same map under its older address.

use super::list::{Asked as At, Contact, areas_at};
use crate::answers::Failures;
use crate::body::Asked;
use crate::{Problem, Web};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::areas::{Areas, Grid};
use serde_json::{Value, json};

const GEOJSON: (HeaderName, HeaderValue) = (header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"));

/// A map that changes on a day that is announced: a minute of an old one harms nobody.
pub(super) const FOR_A_MINUTE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));

/// Every grid as a GeoJSON feature (RFC 7946), coordinates in CGCS2000; with `at`, the grids of that instant.
#[utoipa::path(get, path = "/api/v1/grids.geojson", tag = "grids", params(At), responses(
    (status = 200, description = "the grids", body = Object, content_type = "application/geo+json"), Failures))]
pub(crate) async fn geojson(State(web): State<Web>, Asked(asked): Asked<At>) -> Result<Response, Problem> {
    let rules = web.rules();
    let (areas, _) = areas_at(&web, &rules, asked.at).await?;
    Ok(map(&areas, &rules))
}

/// The same map under its older address.
#[utoipa::path(get, path = "/api/v1/rulebook/grids.geojson", tag = "rulebook", responses(
    (status = 200, description = "the grids", body = Object, content_type = "application/geo+json"), Failures))]
pub(crate) async fn of_the_rulebook(State(web): State<Web>) -> Response {
    let rules = web.rules();
    map(&rules.areas, &rules)
}

fn map(areas: &Areas, rules: &Rulebook) -> Response {
    let features: Vec<Value> = areas
        .grids()
        .iter()
        .map(|grid| {
            let mut feature = feature(grid);
            feature["properties"]["worker"] = json!(Contact::of(grid.worker.as_ref(), rules));
            feature
        })
        .collect();
    let collection = json!({ "type": "FeatureCollection", "features": features });
    ([FOR_A_MINUTE, GEOJSON], Body::from(collection.to_string())).into_response()
}

/// All grids with the ids of their workers, as a net's file has them.
pub(super) fn with_staff(areas: &Areas) -> Value {
    let features: Vec<Value> = areas
        .grids()
        .iter()
        .map(|grid| {
            let mut feature = feature(grid);
            for (name, person) in [("worker", &grid.worker), ("deputy", &grid.deputy)] {
                if let Some(id) = person {
                    feature["properties"][name] = json!(id);
                }
            }
            feature
        })
        .collect();
    json!({ "type": "FeatureCollection", "datum": "cgcs2000", "features": features })
}

fn feature(grid: &Grid) -> Value {
    json!({
        "type": "Feature",
        "id": grid.code,
        "properties": {
            "code": grid.code, "name": grid.name, "community": grid.community, "households": grid.households,
        },
        "geometry": { "type": "MultiPolygon", "coordinates": polygons(&grid.rings) },
    })
}

/// The rulebook keeps rings by the even-odd rule; GeoJSON wants each outer ring followed by its holes.
fn polygons(rings: &[Vec<[f64; 2]>]) -> Vec<Vec<&Vec<[f64; 2]>>> {
    let holder = |ring: &Vec<[f64; 2]>| {
        let inside =
            |other: &&Vec<[f64; 2]>| !std::ptr::eq(*other, ring) && ring.first().is_some_and(|p| holds(other, *p));
        rings.iter().filter(inside).count() % 2 == 1
    };
    let outer = rings.iter().filter(|ring| !holder(ring));
    let of = |outer: &Vec<[f64; 2]>, hole: &Vec<[f64; 2]>| hole.first().is_some_and(|p| holds(outer, *p));
    let with_holes = |outer| {
        let holes = rings.iter().filter(|ring| holder(ring) && of(outer, ring));
        std::iter::once(outer).chain(holes).collect()
    };
    outer.map(with_holes).collect()
}

fn holds(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let crosses = |(a, b): (&[f64; 2], &[f64; 2])| {
        (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    };
    ring.iter().zip(ring.iter().cycle().skip(1)).filter(|edge| crosses(*edge)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(at: f64, side: f64) -> Vec<[f64; 2]> {
        vec![[at, at], [at + side, at], [at + side, at + side], [at, at + side], [at, at]]
    }

    #[test]
    fn a_hole_belongs_to_the_ring_around_it_and_an_island_stands_alone() {
        let rings = [square(0.0, 10.0), square(4.0, 2.0), square(20.0, 1.0)];
        let polygons = polygons(&rings);
        assert_eq!(polygons.len(), 2);
        assert_eq!(polygons[0], [&rings[0], &rings[1]]);
        assert_eq!(polygons[1], [&rings[2]]);
    }
}
