//! `GET /api/v1/rulebook/calendar`: the working days of a year, as deadlines are counted by.

use super::{FOR_A_WHILE, folder};
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// Which year.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The year; the present one when it is not said.
    #[param(value_type = i16, minimum = 1970, maximum = 2200)]
    year: String,
}

/// The working days of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct YearView {
    /// The year.
    year: i16,
    /// Whether the city's calendar knows the holidays of this year; if not, every week is an ordinary one.
    covered: bool,
    /// Working hours of an ordinary day.
    working_hours: Vec<String>,
    /// How many working days it has.
    working_days: u32,
    /// The days that are not as their day of the week would be.
    exceptions: Vec<DayView>,
}

/// One day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "date": "2026-10-10", "working": true, "name": "国庆节调休" }))]
pub(crate) struct DayView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Whether it is worked on.
    working: bool,
    /// What the calendar calls it.
    name: String,
}

/// The working days of a year, with every day that is not as its day of the week would be.
#[utoipa::path(get, path = "/api/v1/rulebook/calendar", tag = "rulebook", params(Which), responses(
    (status = 200, description = "the year", body = YearView), Failures))]
pub(crate) async fn calendar(State(web): State<Web>, Asked(which): Asked<Which>) -> Result<Response, Problem> {
    let rules = web.rules();
    let year = match which.year.as_str() {
        "" => rules.day(web.now()).year(),
        text => text
            .parse()
            .ok()
            .filter(|year| (1970..=2200).contains(year))
            .ok_or_else(|| Problem::malformed("`year`: it is a year from 1970 to 2200"))?,
    };
    let names = names(&web, &rules.version).await?;
    let (mut working_days, mut exceptions) = (0, Vec::new());
    let mut day = date(year, 1, 1);
    while day.year() == year {
        let working = rules.calendar.is_working_day(day);
        working_days += u32::from(working);
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let name = names.get(&day.to_string()).cloned().unwrap_or_default();
        if working == is_weekend || !name.is_empty() {
            exceptions.push(DayView { date: day, working, name });
        }
        day = day.saturating_add(1.day());
    }
    let covered = rules.calendar.covered_years().any(|known| known == year);
    let working_hours = rules.settings.working_hours.value.clone();
    let view = YearView { year, covered, working_hours, working_days, exceptions };
    Ok(([FOR_A_WHILE], Json(view)).into_response())
}

/// What the calendar calls its days, as the rulebook was loaded.
async fn names(web: &Web, version: &str) -> Result<HashMap<String, String>, Problem> {
    let Some(stored) = web.store().rulebook(version).await? else { return Ok(HashMap::new()) };
    let files = folder::unpack(&stored.content).map_err(Problem::our_mistake)?;
    let text = files.get("calendar.csv").map(String::as_str).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let named = reader.records().filter_map(|row| {
        let row = row.ok()?;
        Some((row.get(0)?.to_owned(), row.get(2)?.to_owned()))
    });
    Ok(named.collect())
}
