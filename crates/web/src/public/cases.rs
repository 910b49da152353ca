//! `GET /api/v1/public/cases`: open public cases nearby, before somebody files the same once more; and the public list.

use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::cases::filing::no_point;
use crate::cases::view::parts::{Named, Point};
use crate::{Problem, Web};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state;
use jingwei_store::{CaseQuery, CaseSummary, Cursor, Neighbourhood};
use jingwei_terms::{AreaCode, Datum, KindCode, Location};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The side of the squares that points are moved to the middle of, in degrees: about a hundred metres.
const SQUARE: f64 = 0.001;

/// How far around a point is looked, in metres, and how far at most.
const AROUND: u32 = 300;
const FARTHEST: f64 = 2_000.0;

/// How long ago a case nearby may have been filed.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Metres in a degree of latitude on the ellipsoid of CGCS2000, in its middle.
const METRES_PER_DEGREE: f64 = 111_132.0;

/// How many pages of the store are read to fill one page of the public.
const MOST_PAGES: usize = 5;

/// What is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `longitude,latitude`: open cases of the last ninety days around it, the nearest first. Without it: the public list, the newest first.
    #[param(max_length = 60)]
    near: String,
    /// The datum of `near`; `cgcs2000` when it is not said.
    #[param(schema_with = crate::cases::words::datum)]
    datum: String,
    /// How far around, in metres, 50 to 2000; 300 when it is not said.
    #[param(value_type = u32, minimum = 50, maximum = 2000)]
    radius: String,
    /// Of this kind, or of a kind below it.
    #[param(max_length = 64)]
    kind: String,
    /// In this area or an area inside it; for the list alone.
    #[param(max_length = 64)]
    area: String,
    /// Open (`true`) or ended (`false`); for the list alone.
    #[param(value_type = bool)]
    open: String,
    /// Where the page before ended; for the list alone.
    #[param(max_length = 1000)]
    cursor: String,
    /// How many at most, 1 to 100; 20 when it is not said.
    #[param(value_type = u32, minimum = 1, maximum = 100)]
    limit: String,
}

/// A page of public cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicPage {
    /// The cases.
    items: Vec<PublicLine>,
    /// Send it as `cursor` for the next page; null on the last one, and for cases nearby.
    next: Option<String>,
}

/// One public case. It holds none of the reporter's words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": "20260302-000017", "state": "handling", "state_name": "处置中",
    "kind": { "code": "B01", "name": "井盖", "name_en": "Manhole covers" }, "area": null, "filed_at": "2026-03-02T01:15:00Z",
    "place": { "lng": 121.4735, "lat": 31.2305, "datum": "cgcs2000" }, "distance_m": 100 }))]
pub(crate) struct PublicLine {
    /// The receipt number.
    number: String,
    /// Where it stands.
    #[schema(value_type = String)]
    state: state::State,
    /// The same in Chinese.
    state_name: &'static str,
    /// The kind of matter.
    kind: Option<Named>,
    /// The area.
    area: Option<Named>,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    filed_at: Timestamp,
    /// The middle of the square of about a hundred metres that holds it.
    place: Option<Point>,
    /// From `near` to that middle, in metres, to fifty.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<u32>,
}

/// Public cases, nearby or as a list. Hidden cases and those of a sensitive kind are not among them, and points stand in the middle
/// of squares.
#[utoipa::path(get, path = "/api/v1/public/cases", tag = "public", params(Which), responses(
    (status = 200, description = "a page of cases", body = PublicPage), Failures))]
pub(crate) async fn cases(State(web): State<Web>, Asked(which): Asked<Which>) -> Result<Json<PublicPage>, Problem> {
    let limit = number("limit", &which.limit, 20)?.clamp(1, 100) as usize;
    let kind: Option<KindCode> = parsed("kind", &which.kind)?;
    match which.near.as_str() {
        "" => listed(&web, &which, kind, limit).await,
        near => nearby(&web, point(near, &which.datum)?, &which, kind.as_ref(), limit).await,
    }
    .map(Json)
}

async fn nearby(
    web: &Web,
    near: Location,
    which: &Which,
    kind: Option<&KindCode>,
    limit: usize,
) -> Result<PublicPage, Problem> {
    let radius = f64::from(number("radius", &which.radius, AROUND)?).clamp(50.0, FARTHEST);
    // A little farther than asked: what counts is how far the square's middle is, or by asking again and again from other places
    // somebody could find the point in the square.
    let reach = radius + SQUARE * METRES_PER_DEGREE;
    let (north, east) =
        (reach / METRES_PER_DEGREE, reach / (METRES_PER_DEGREE * near.lat().to_radians().cos().max(0.01)));
    let corner = |lng: f64, lat: f64| {
        Location::new(lng.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0), Datum::Cgcs2000).map_err(|why| no_point(&why))
    };
    let neighbourhood = Neighbourhood {
        south_west: corner(near.lng() - east, near.lat() - north)?,
        north_east: corner(near.lng() + east, near.lat() + north)?,
        filed_from: web.now() - RECENT,
        kind: None,
        limit: 200,
    };
    let rules = web.rules();
    let found = web.store().similar(&neighbourhood).await?;
    let of_kind = |summary: &CaseSummary| {
        kind.is_none_or(|asked| summary.kind.as_ref().is_some_and(|kind| kind.as_str().starts_with(asked.as_str())))
    };
    let mut lines: Vec<(f64, PublicLine)> = found
        .into_iter()
        .filter(|summary| is_known_to_be_harmless(summary, &rules) && of_kind(summary))
        .filter_map(|summary| {
            let middle = middle(summary.location.as_ref()?)?;
            let away = metres(&near, &middle);
            (away <= radius).then(|| (away, PublicLine::of(summary, &rules, Some(to_fifty(away)))))
        })
        .collect();
    lines.sort_by(|(a, one), (b, other)| a.total_cmp(b).then(other.filed_at.cmp(&one.filed_at)));
    lines.truncate(limit);
    Ok(PublicPage { items: lines.into_iter().map(|(_, line)| line).collect(), next: None })
}

async fn listed(web: &Web, which: &Which, kind: Option<KindCode>, limit: usize) -> Result<PublicPage, Problem> {
    let open = match which.open.as_str() {
        "" => None,
        "true" => Some(true),
        "false" => Some(false),
        _ => return Err(Problem::malformed("`open`: it is true or false")),
    };
    let mut query = CaseQuery {
        open,
        kind,
        area: parsed::<AreaCode>("area", &which.area)?,
        hidden: Some(false),
        cursor: Some(which.cursor.clone()).filter(|cursor| !cursor.is_empty()).map(Cursor::new),
        limit: u32::try_from(limit).unwrap_or(20),
        ..CaseQuery::default()
    };
    let rules = web.rules();
    let mut items = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = web.store().list(&query).await?;
        let harmless = page.items.into_iter().filter(|summary| is_known_to_be_harmless(summary, &rules));
        items.extend(harmless.map(|summary| PublicLine::of(summary, &rules, None)));
        query.cursor = page.next;
        if query.cursor.is_none() || items.len() >= limit {
            break;
        }
        // What is left of the page; a cursor stands behind the last case that was read.
        query.limit = u32::try_from(limit - items.len()).unwrap_or(1).max(1);
    }
    Ok(PublicPage { items, next: query.cursor.map(|cursor| cursor.as_str().to_owned()) })
}

/// Whether its kind is known and is none of those that point at people. What is not yet triaged may still turn out to be one.
fn is_known_to_be_harmless(summary: &CaseSummary, rules: &Rulebook) -> bool {
    let known = summary.kind.as_ref().and_then(|code| rules.kinds.get(code));
    !summary.hidden && known.is_some_and(|kind| !kind.sensitive)
}

impl PublicLine {
    fn of(summary: CaseSummary, rules: &Rulebook, distance_m: Option<u32>) -> Self {
        Self {
            state: summary.state,
            state_name: summary.state.zh(),
            kind: summary.kind.as_ref().map(|code| Named::kind(code, rules)),
            area: summary.area.as_ref().map(|code| Named::area(code, rules)),
            filed_at: summary.filed_at,
            place: summary.location.as_ref().and_then(middle).as_ref().map(Point::from),
            distance_m,
            number: summary.number,
        }
    }
}

/// The middle of the square that holds a point.
fn middle(point: &Location) -> Option<Location> {
    let centre = |degrees: f64| ((degrees / SQUARE).floor() + 0.5) * SQUARE;
    Location::new(centre(point.lng()), centre(point.lat()), Datum::Cgcs2000).ok()
}

/// Between two points of one town, on a plane.
fn metres(a: &Location, b: &Location) -> f64 {
    let (east, north) = ((a.lng() - b.lng()) * a.lat().to_radians().cos(), a.lat() - b.lat());
    east.hypot(north) * METRES_PER_DEGREE
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the farthest distance")]
fn to_fifty(metres: f64) -> u32 {
    ((metres / 50.0).round() * 50.0).clamp(0.0, FARTHEST * 2.0) as u32
}

fn point(text: &str, datum: &str) -> Result<Location, Problem> {
    let bad = || Problem::malformed("`near`: it is `longitude,latitude` in degrees");
    let (lng, lat) = text.split_once(',').ok_or_else(bad)?;
    let degrees = |text: &str| text.trim().parse::<f64>().map_err(|_| bad());
    let datum = match datum {
        "" => Datum::default(),
        word => {
            serde_json::from_value(word.into()).map_err(|_| Problem::malformed("`datum`: it is no datum we know"))?
        }
    };
    Location::new(degrees(lng)?, degrees(lat)?, datum).map_err(|why| no_point(&why))
}

fn number(field: &str, text: &str, otherwise: u32) -> Result<u32, Problem> {
    match text {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| Problem::malformed(&format!("`{field}`: it is a whole number"))),
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(field: &str, text: &str) -> Result<Option<T>, Problem> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|why| Problem::malformed(&format!("`{field}`: {why}"))),
    }
}
