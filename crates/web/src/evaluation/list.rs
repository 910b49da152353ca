//! `GET /api/v1/evaluation/lists/{code}`: the list behind a figure.

use crate::answers::Failures;
use crate::body::{Asked, Json, Slot};
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_evaluation::{Entry, Indicator};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most that one page shows.
const LARGEST_PAGE: usize = 200;

/// Which list, and how much of it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `2026`, `2026-Q4` or `2026-10`; the present month when it is not said.
    #[param(max_length = 10)]
    period: String,
    /// By what the figure was broken down, if it was.
    #[param(max_length = 10)]
    by: String,
    /// Of which group.
    #[param(max_length = 64)]
    group: String,
    /// `counted`: the numerator; `rest`: what is only in the denominator; both when it is not said.
    #[param(max_length = 10)]
    part: String,
    /// Where the page before ended.
    #[param(max_length = 20)]
    cursor: String,
    /// How many at most, 1 to 200; 50 when it is not said.
    #[param(value_type = u32, minimum = 1, maximum = 200)]
    limit: String,
}

/// A page of the list behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    /// How many entries there are in all.
    total: usize,
    /// The entries, in the order of time.
    items: Vec<EntryView>,
    /// Where to go on; null on the last page.
    next: Option<String>,
}

/// One entry of a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// The receipt number of the case.
    number: String,
    /// The instant that puts it into the period.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The department that it is counted for.
    department: Option<String>,
    /// Whether it is in the numerator.
    counted: bool,
    /// How long it took, for a duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<f64>,
}

/// The list behind a figure.
#[utoipa::path(get, path = "/api/v1/evaluation/lists/{code}", tag = "evaluation",
    params(("code" = String, Path, description = "the indicator"), Which), responses(
    (status = 200, description = "a page of the list", body = ListView), Failures))]
pub(crate) async fn list(
    State(web): State<Web>,
    Slot(code): Slot<String>,
    Asked(which): Asked<Which>,
) -> Result<Json<ListView>, Problem> {
    let indicator = Indicator::named(&code).ok_or_else(Problem::no_such_thing)?;
    let rules = web.rules();
    let (period, window, _) = super::period(&which.period, &rules, web.now())?;
    let by = super::by(&which.by)?;
    let (from, limit) = (number("cursor", &which.cursor, 0)?, number("limit", &which.limit, 50)?);
    let wanted = part(&which.part)?;
    let report = super::figures(&web, period, window, by).await?;
    let mut entries = report.list(indicator, &which.group);
    entries.retain(|entry| wanted.is_none_or(|counted| entry.counted == counted));
    let limit = limit.clamp(1, LARGEST_PAGE);
    let next = from.saturating_add(limit);
    let next = (next < entries.len()).then(|| next.to_string());
    let items = entries.iter().skip(from).take(limit).map(view).collect();
    Ok(Json(ListView { total: entries.len(), items, next }))
}

fn part(text: &str) -> Result<Option<bool>, Problem> {
    match text {
        "" => Ok(None),
        "counted" => Ok(Some(true)),
        "rest" => Ok(Some(false)),
        _ => Err(Problem::malformed("`part`: it is counted or rest")),
    }
}

fn number(field: &str, text: &str, otherwise: usize) -> Result<usize, Problem> {
    match text {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| Problem::malformed(&format!("`{field}`: it is a whole number"))),
    }
}

fn view(entry: &Entry) -> EntryView {
    EntryView {
        number: entry.number.clone(),
        at: entry.at,
        department: entry.department.as_ref().map(ToString::to_string),
        counted: entry.counted,
        hours: entry.seconds.map(|seconds| seconds as f64 / 3600.0),
    }
}
