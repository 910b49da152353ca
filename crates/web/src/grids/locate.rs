//! `GET /api/v1/grids/locate`: which grid, community, street and district hold a point.

use super::list::GridView;
use super::map::Maps;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_cases::Rulebook;
use jingwei_terms::{AreaCode, Datum, Location};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A point.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Spot {
    /// Degrees east.
    #[param(example = 123.388_285)]
    lng: f64,
    /// Degrees north.
    #[param(example = 29.307_182)]
    lat: f64,
    /// `cgcs2000` (the default), `wgs84`, `gcj02` or `bd09`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    datum: Datum,
}

/// Where a point lies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Located {
    /// The grid that holds it, or the nearest one when none does; null when that is more than 50 m away.
    grid: Option<GridView>,
    /// Metres to that grid: 0 when it holds the point.
    distance_m: Option<f64>,
    /// The community.
    community: Option<Named>,
    /// The street.
    street: Option<Named>,
    /// The district.
    district: Option<Named>,
    /// The net that says so; null while the rulebook's own grids do.
    net: Option<u32>,
}

/// Find the grid, community, street and district of a point. A point on a border belongs to one of the neighbours, always the same one.
#[utoipa::path(get, path = "/api/v1/grids/locate", tag = "grids", params(Spot), responses(
    (status = 200, description = "where it lies", body = Located), Failures))]
pub(crate) async fn locate(State(web): State<Web>, Asked(spot): Asked<Spot>) -> Result<Json<Located>, Problem> {
    let point = Location::new(spot.lng, spot.lat, spot.datum).map_err(|why| {
        let (zh, en) = (format!("不是地面上的一个点：{why}"), why.to_string());
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_a_point", zh, en)
            .next("以度为单位给出 lng 和 lat", "give `lng` and `lat` in degrees")
    })?;
    let rules = web.rules();
    // The rulebook decides as it does at intake; only for a point that no grid holds is the nearest looked for.
    let (grid, distance_m) = match rules.areas.grid_at(&point) {
        Some(grid) => (Some(grid), Some(0.0_f64)),
        None => {
            let near = Maps::now(&web).await?.nearest(&point);
            let found = near.and_then(|(code, metres)| Some((rules.areas.grid(&code)?, metres)));
            found.unzip()
        }
    };
    let above = grid.map(|grid| above(&grid.community, &rules)).unwrap_or_default();
    let level = |wanted: &str| above.iter().find(|(level, _)| level == wanted).map(|(_, named)| named.clone());
    Ok(Json(Located {
        grid: grid.map(|grid| GridView::of(grid, &rules)),
        distance_m: distance_m.map(|metres| (metres * 10.0).round() / 10.0),
        community: level("community"),
        street: level("street"),
        district: level("district"),
        net: rules.net,
    }))
}

/// A division and those above it, each with its level. Parents go up the tree that the rulebook was checked to be; the bound is for a
/// rulebook that is not.
fn above(code: &AreaCode, rules: &Rulebook) -> Vec<(String, Named)> {
    let mut all = Vec::new();
    let mut next = rules.areas.division(code);
    while let Some(division) = next.filter(|_| all.len() < 8) {
        all.push((division.level.clone(), Named::area(&division.code, rules)));
        next = division.parent.as_ref().and_then(|parent| rules.areas.division(parent));
    }
    all
}
