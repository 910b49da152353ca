//! `GET /api/v1/rulebook/deadline`: when a limit runs out, for whoever asks what if. Nothing is kept.

use crate::Problem;
use crate::Web;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_calendar::Limit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which limit, and from when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whether {
    /// The limit as a rulebook writes it, such as `5 工作日` or `4 work_hours`.
    #[param(max_length = 40, required = true)]
    limit: String,
    /// From when on; from now when it is not said.
    #[param(value_type = String, format = DateTime)]
    from: String,
}

/// When a limit runs out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "limit": "5 工作日", "limit_en": "5 work_days", "from": "2026-09-28T01:00:00Z", "deadline": "2026-10-10T10:00:00Z", "covered": true }))]
pub(crate) struct DeadlineView {
    /// The limit as a clerk reads it.
    limit: String,
    /// The same as a program writes it.
    limit_en: String,
    /// From when on.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// When it runs out.
    #[schema(value_type = String, format = DateTime)]
    deadline: Timestamp,
    /// Whether the calendar knows the holidays of every year in between; if not, it may move when they are published.
    covered: bool,
}

/// When a limit that starts at an instant runs out, by the calendar in force.
#[utoipa::path(get, path = "/api/v1/rulebook/deadline", tag = "rulebook", params(Whether), responses(
    (status = 200, description = "when it runs out", body = DeadlineView), Failures))]
pub(crate) async fn deadline(
    State(web): State<Web>,
    Asked(asked): Asked<Whether>,
) -> Result<Json<DeadlineView>, Problem> {
    let limit: Limit = asked.limit.parse().map_err(|why| Problem::malformed(&format!("`limit`: {why}")))?;
    let from = match asked.from.as_str() {
        "" => web.now(),
        text => text
            .parse()
            .map_err(|_| Problem::malformed("`from`: it is an instant, such as `2026-10-09T08:00+08:00`"))?,
    };
    let calendar = &web.rules().calendar;
    let deadline = calendar.deadline(limit, from);
    let mut years = calendar.date(from).year()..=calendar.date(deadline).year();
    let covered = years.all(|year| calendar.covered_years().any(|known| known == year));
    Ok(Json(DeadlineView { limit: limit.to_string(), limit_en: limit.in_english(), from, deadline, covered }))
}
