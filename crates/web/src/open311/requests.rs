//! `GET /open311/v2/requests.{json,xml}` and `…/requests/{service_request_id}.{json,xml}`: what was reported.

use super::format::{Asked, Record};
use crate::answers::GeoReportFailures;
use crate::body::Asked as Query;
use crate::caller::is_publishable;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{CaseQuery, CaseRef, CaseSummary};
use jingwei_terms::{AreaCode, KindCode, Location};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

/// Which reports are asked for (GeoReport v2, "GET Service Requests").
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// These receipt numbers, with commas between them; everything else is then not looked at.
    service_request_id: String,
    /// Of these kinds, with commas between them.
    service_code: String,
    /// Filed at this instant or later; ninety days ago when it is not said.
    #[param(format = DateTime)]
    start_date: String,
    /// Filed before this instant.
    #[param(format = DateTime)]
    end_date: String,
    /// `open`, `closed`, or both.
    status: String,
    /// The page, from 1.
    #[param(value_type = u32, minimum = 1)]
    page: String,
    /// How many a page, 1 to 200; 50 when it is not said.
    #[param(value_type = u32, minimum = 1, maximum = 200)]
    page_size: String,
}

/// How deep into the list GeoReport's page numbers reach (the specification allows a limit, and names 1000).
const DEEPEST: usize = 1_000;

/// How many lines are read at most to fill a page with public ones.
const MOST_READ: usize = 4_000;

/// How many receipt numbers one question may name.
const MOST_NUMBERS: usize = 50;

/// What was reported and is public, newest first.
#[utoipa::path(get, path = "/open311/v2/requests.{format}", tag = "open311", operation_id = "list_requests",
    params(("format" = String, Path, description = "`json` or `xml`"), Which),
    responses((status = 200, description = "the reports", content((Vec<Object> = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn list(State(web): State<Web>, asked: Asked, Query(which): Query<Which>) -> Response {
    let found = match which.service_request_id.is_empty() {
        true => search(&web, &which, &asked).await,
        false => by_number(&web, &which.service_request_id, &asked).await,
    };
    match found {
        Ok(records) => asked.answer(StatusCode::OK, "service_requests", "request", records),
        Err(problem) => asked.refuse(problem),
    }
}

/// One report, if it is public.
#[utoipa::path(get, path = "/open311/v2/requests/{service_request_id}.{format}", tag = "open311", operation_id = "show_request",
    params(("service_request_id" = String, Path, description = "the receipt number"),
        ("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 200, description = "a list with the report", content((Vec<Object> = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn show(State(web): State<Web>, asked: Asked) -> Response {
    match public(&web, &asked.name, &asked).await {
        Ok(Some(record)) => asked.answer(StatusCode::OK, "service_requests", "request", vec![record]),
        Ok(None) => asked.refuse(Problem::no_such_thing()),
        Err(problem) => asked.refuse(problem),
    }
}

/// The case with this number as a record, if it is public.
pub(super) async fn public(web: &Web, number: &str, asked: &Asked) -> Result<Option<Record>, Problem> {
    if !jingwei_store::is_receipt_number(number) {
        return Ok(None);
    }
    let Some(case) = web.store().load(CaseRef::Number(number.to_owned())).await? else { return Ok(None) };
    let rules = web.rules();
    let words = case.intake.description.clone();
    let summary = summary(case);
    Ok(is_publishable(&summary, &rules).then(|| record(&summary, Some(&words), web, &rules, asked)))
}

async fn by_number(web: &Web, numbers: &str, asked: &Asked) -> Result<Vec<Record>, Problem> {
    let mut found = Vec::new();
    for number in numbers.split(',').map(str::trim).take(MOST_NUMBERS) {
        found.extend(public(web, number, asked).await?);
    }
    Ok(found)
}

async fn search(web: &Web, which: &Which, asked: &Asked) -> Result<Vec<Record>, Problem> {
    let rules = web.rules();
    let kinds = kinds(&which.service_code)?;
    let size = number("page_size", &which.page_size)?.unwrap_or(50).clamp(1, 200);
    let skip = (number("page", &which.page)?.unwrap_or(1).max(1) - 1).saturating_mul(size);
    if skip + size > DEEPEST {
        return Err(Problem::malformed("`page`: pages reach down to 1000 reports; narrow the dates instead"));
    }
    let mut query = CaseQuery {
        open: open(&which.status)?,
        kind: if let [kind] = &kinds[..] { Some(kind.clone()) } else { None },
        hidden: Some(false),
        filed_from: Some(instant("start_date", &which.start_date)?.unwrap_or_else(|| ninety_days_before(web.now()))),
        filed_to: instant("end_date", &which.end_date)?,
        limit: 200,
        ..CaseQuery::default()
    };
    let (mut found, mut read) = (Vec::new(), 0);
    loop {
        let page = web.store().list(&query).await?;
        read += page.items.len();
        let is_asked = |s: &CaseSummary| kinds.is_empty() || s.kind.as_ref().is_some_and(|kind| kinds.contains(kind));
        found.extend(page.items.into_iter().filter(|s| is_asked(s) && is_publishable(s, &rules)));
        match page.next {
            Some(next) if found.len() < skip + size && read < MOST_READ => query.cursor = Some(next),
            _ => break,
        }
    }
    Ok(found.iter().skip(skip).take(size).map(|s| record(s, None, web, &rules, asked)).collect())
}

fn record(s: &CaseSummary, words: Option<&str>, web: &Web, rules: &Rulebook, asked: &Asked) -> Record {
    let name = s.kind.as_ref().and_then(|code| rules.kinds.get(code));
    let words = words.unwrap_or(&s.headline);
    let description = if web.config().publish_descriptions { Value::from(words) } else { Value::Null };
    let agency = s.lead.as_ref().and_then(|code| rules.departments.get(code));
    let point = s.location.map(|point| coarse(point, rules.settings.privacy.public_point_m.value));
    let area = s.area.as_ref().map(|code| area_name(code, rules, asked));
    vec![
        ("service_request_id", s.number.as_str().into()),
        ("status", if s.state.is_open() { "open" } else { "closed" }.into()),
        ("status_notes", asked.pick(s.state.zh(), s.state.code()).into()),
        ("service_name", name.map_or(Value::Null, |kind| asked.pick(&kind.name, &kind.name_en).into())),
        ("service_code", s.kind.as_ref().map_or(Value::Null, |code| code.as_str().into())),
        ("description", description),
        ("agency_responsible", agency.map_or(Value::Null, |d| asked.pick(&d.name, &d.name_en).into())),
        ("service_notice", Value::Null),
        ("requested_datetime", s.filed_at.to_string().into()),
        ("updated_datetime", s.changed_at.to_string().into()),
        ("expected_datetime", s.due_at.map_or(Value::Null, |at| at.to_string().into())),
        ("address", area.into()),
        ("address_id", Value::Null),
        ("zipcode", Value::Null),
        ("lat", point.map_or(Value::Null, |(_, lat)| lat.into())),
        ("long", point.map_or(Value::Null, |(lng, _)| lng.into())),
        ("media_url", Value::Null),
    ]
}

/// The point, moved to the middle of its square of so many metres: near enough for a map, too far for a door.
fn coarse(point: Location, metres: u32) -> (f64, f64) {
    let step_lat = f64::from(metres.max(1)) / 111_320.0;
    let snap = |degrees: f64, step: f64| ((degrees / step).floor() + 0.5) * step;
    let lat = snap(point.lat(), step_lat);
    let step_lng = step_lat / lat.to_radians().cos().max(0.01);
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (round(snap(point.lng(), step_lng)), round(lat))
}

fn area_name(code: &AreaCode, rules: &Rulebook, asked: &Asked) -> String {
    rules.areas.division(code).map_or_else(|| code.to_string(), |d| asked.pick(&d.name, &d.name_en).to_owned())
}

/// A loaded case as the lists know it.
fn summary(case: Case) -> CaseSummary {
    CaseSummary {
        id: case.id,
        version: case.version,
        state: case.state,
        headline: String::new(),
        address: String::new(),
        location: case.place.location,
        area: case.place.area.clone(),
        grid: case.place.grid.clone(),
        kind: case.kind.clone(),
        lead: case.lead().cloned(),
        channel: case.intake.channel,
        property: case.intake.property,
        filed_at: case.intake.filed_at,
        due_at: None,
        changed_at: last_change(&case),
        hidden: case.hidden.is_some(),
        number: case.number,
    }
}

/// The last public thing that happened to a case.
fn last_change(case: &Case) -> Timestamp {
    let dispatched = case.dispatches.last().map(|d| d.accepted_at.unwrap_or(d.at));
    let all = [
        case.triage.as_ref().map(|t| t.at),
        dispatched,
        case.handlings.last().map(|h| h.at),
        case.replies.last().map(|r| r.at),
        case.closing.as_ref().map(|c| c.at),
    ];
    all.into_iter().flatten().fold(case.intake.filed_at, Timestamp::max)
}

fn kinds(list: &str) -> Result<Vec<KindCode>, Problem> {
    let codes = list.split(',').map(str::trim).filter(|code| !code.is_empty()).take(MOST_NUMBERS);
    codes.map(|code| KindCode::new(code).map_err(|why| Problem::malformed(&format!("`service_code`: {why}")))).collect()
}

fn open(status: &str) -> Result<Option<bool>, Problem> {
    let mut words: Vec<&str> = status.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    match words[..] {
        [] | ["closed", "open"] => Ok(None),
        ["open"] => Ok(Some(true)),
        ["closed"] => Ok(Some(false)),
        _ => Err(Problem::malformed("`status`: it is `open`, `closed`, or both")),
    }
}

fn instant(field: &str, text: &str) -> Result<Option<Timestamp>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    // In a query a plus sign is a blank.
    let parsed = text.replace(' ', "+").parse();
    parsed
        .map(Some)
        .map_err(|_| Problem::malformed(&format!("`{field}`: it is an instant such as `2026-03-02T09:00:00Z`")))
}

fn number(field: &str, text: &str) -> Result<Option<usize>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = text.parse::<u32>().map(|n| Some(n as usize));
    parsed.map_err(|_| Problem::malformed(&format!("`{field}`: it is a whole number")))
}

fn ninety_days_before(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_hours(24 * 90)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_terms::Datum;

    #[test]
    fn public_points_lie_in_the_middle_of_a_square_and_neighbours_share_one() {
        let at = |lng, lat| Location::new(lng, lat, Datum::Wgs84).unwrap();
        let (lng, lat) = coarse(at(121.473_7, 31.230_4), 200);
        let shown = at(lng, lat);
        assert!(shown.distance_m(&at(121.473_7, 31.230_4)) <= 142.0, "half the diagonal of 200 m");
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..100 {
            let (lng, lat) = coarse(at(121.47 + f64::from(n) * 1e-5, 31.23), 200);
            seen.insert(format!("{lng} {lat}"));
        }
        assert!(seen.len() <= 2, "{seen:?}");
    }
}
