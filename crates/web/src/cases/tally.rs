//! `GET /api/v1/cases/tally`: how many of the cases that the caller may see fall to each value.

use super::query::Filter;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::caller::Caller;
use crate::remembered::Remembered;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_store::{CaseQuery, TallyBy};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// By what to count.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct By {
    /// By what to count; by state when it is not said.
    #[serde(default)]
    #[param(schema_with = super::words::tally_by, required = false)]
    by: String,
}

/// How many fall to each value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "by": "state", "total": 3, "counts": [{ "value": "handling", "count": 2 }, { "value": "received", "count": 1 }] }))]
pub(crate) struct Tally {
    /// By what was counted.
    by: &'static str,
    /// How many there are.
    total: u64,
    /// Largest first; an empty value stands for cases without one.
    counts: Vec<Count>,
}

/// One value and how many cases have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Count {
    /// The value.
    value: String,
    /// How many.
    count: u64,
}

/// How many of the matching cases fall to each value. Takes the filters of the list; what the list does not show is not
/// counted either.
#[utoipa::path(get, path = "/api/v1/cases/tally", tag = "cases", params(Filter, By), responses(
    (status = 200, description = "the counts", body = Tally), Failures))]
pub(crate) async fn tally(
    State(web): State<Web>,
    caller: Caller,
    Asked(By { by }): Asked<By>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Tally>, Problem> {
    let (by, word) = match by.as_str() {
        "" | "state" => (TallyBy::State, "state"),
        "department" => (TallyBy::Department, "department"),
        "kind" => (TallyBy::Kind, "kind"),
        "area" => (TallyBy::Area, "area"),
        "grid" => (TallyBy::Grid, "grid"),
        "channel" => (TallyBy::Channel, "channel"),
        _ => return Err(Problem::malformed("`by`: it is state, department, kind, area, grid or channel")),
    };
    let counts = match filter.into_query(caller.staff()?, &web.rules(), web.now())? {
        Some(query) => counted(&web, query, by).await?,
        None => Arc::default(),
    };
    let total = counts.iter().map(|(_, count)| count).sum();
    let counts = counts.iter().map(|(value, count)| Count { value: value.clone(), count: *count }).collect();
    Ok(Json(Tally { by: word, total, counts }))
}

/// The counts, exact as long as counting is cheap, and a few seconds old at most where a wall keeps asking for the whole city.
async fn counted(web: &Web, mut query: CaseQuery, by: TallyBy) -> Result<Arc<Vec<(String, u64)>>, Problem> {
    // To the minute, so that the same question is the same: nothing falls due more exactly than that.
    if let Some(at) = query.overdue_at {
        let seconds = at.as_second();
        query.overdue_at = Timestamp::from_second(seconds - seconds.rem_euclid(60)).ok().or(Some(at));
    }
    let question = format!("{by:?} {query:?}");
    Remembered::ask(web, Web::tallies, question, move |web| async move { Ok(web.store().tally(&query, by).await?) })
        .await
}
