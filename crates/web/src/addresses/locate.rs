//! `POST /api/v1/addresses/locate`: which places of the city's register words speak of. Nothing is stored.
//!
//! It is a POST because what people say of where they live does not belong in the addresses that servers on the way write down.

use super::AddressBook;
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::time::Instant;
use utoipa::ToSchema;

/// Words that say where something is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "汐岸苑3栋" }))]
pub(crate) struct Words {
    /// The words, an address or a sentence.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// What they speak of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Spot {
    /// The community, or a larger division, in which all of it lies; null when more than one fits or none.
    area: Option<Named>,
    /// The code of the grid, when one place is meant.
    grid: Option<String>,
    /// Places that fit, the likeliest first, at most five.
    places: Vec<PlaceView>,
    /// How many further places fit.
    more: usize,
}

/// A place of the register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceView {
    /// Its address.
    address: String,
    /// Degrees east (CGCS2000).
    lng: f64,
    /// Degrees north (CGCS2000).
    lat: f64,
    /// The community that holds it.
    community: Option<Named>,
    /// The code of the grid that holds it.
    grid: Option<String>,
    /// Why it may be meant.
    reason: String,
    /// The same in English.
    reason_en: String,
    /// Whether it is the one that is meant.
    certain: bool,
}

/// The longest text that is read, in characters.
const LONGEST: usize = 2_000;

/// Find the places of the city's register that words speak of, with the reasons. Several places come back when several fit; nothing is guessed.
#[utoipa::path(post, path = "/api/v1/addresses/locate", tag = "grids", operation_id = "addresses_locate", request_body = Words, responses(
    (status = 200, description = "the places that fit", body = Spot), Failures))]
pub(crate) async fn locate(State(web): State<Web>, caller: Caller, sent: Sent<Words>) -> Result<Json<Spot>, Problem> {
    if caller.staff.is_none() {
        web.typings().take(caller.address, Instant::now()).map_err(Problem::too_often)?;
    }
    let text = sent.said.text;
    if text.chars().count() > LONGEST {
        return Err(Problem::malformed(&format!("`text` is longer than {LONGEST} characters")));
    }
    let (book, rules) = (AddressBook::now(&web).await?, web.rules());
    let heard = book.hear(&text);
    let places: Vec<PlaceView> = heard
        .places
        .into_iter()
        .map(|likely| {
            let entry = book.entry(likely.at);
            let grid = rules.areas.grid_at(&entry.location);
            PlaceView {
                address: entry.address.clone(),
                lng: entry.location.lng(),
                lat: entry.location.lat(),
                community: grid.map(|grid| Named::area(&grid.community, &rules)),
                grid: grid.map(|grid| grid.code.as_str().to_owned()),
                reason: likely.zh,
                reason_en: likely.en,
                certain: heard.place == Some(likely.at),
            }
        })
        .collect();
    let grid = places.iter().find(|place| place.certain).and_then(|place| place.grid.clone());
    let area = heard.area.map(|area| Named::area(&area, &rules));
    Ok(Json(Spot { area, grid, places, more: heard.more }))
}
