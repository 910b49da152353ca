//! `GET /api/v1/public/figures`: how the city did in a month, for everybody.

use super::small::is_small;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::evaluation::indicators::unit;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_evaluation::Line;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which month.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// A whole month that is over, such as `2026-10`; the last one when it is not said.
    #[param(max_length = 10)]
    period: String,
}

/// The figures of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicFigures {
    /// The month.
    period: String,
    /// A figure that rests on 1 to so many cases is withheld.
    small: u64,
    /// The figures of the whole city, in the order of the indicators.
    figures: Vec<PublicFigure>,
}

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "on_time_rate", "name": "按时办结率", "name_en": "On time", "unit": "share", "value": 0.93,
    "numerator": 930, "denominator": 1000, "withheld": false }))]
pub(crate) struct PublicFigure {
    /// The indicator; `GET /api/v1/evaluation/indicators` says how it is made.
    code: &'static str,
    /// Its name.
    name: &'static str,
    /// The same in English.
    name_en: &'static str,
    /// `count`, `share` (0 to 1) or `hours`.
    unit: &'static str,
    /// The value; null when it is withheld, or there is nothing to take it from.
    value: Option<f64>,
    /// How many are in the numerator.
    numerator: Option<u64>,
    /// How many there are.
    denominator: Option<u64>,
    /// Whether it rests on so few that it might point at somebody.
    withheld: bool,
}

/// The figures of a month that is over. They are the very ones that the city's own reports show, but for those that rest on few cases.
#[utoipa::path(get, path = "/api/v1/public/figures", tag = "public", params(Which), responses(
    (status = 200, description = "the figures", body = PublicFigures), Failures))]
pub(crate) async fn figures(
    State(web): State<Web>,
    Asked(which): Asked<Which>,
) -> Result<Json<PublicFigures>, Problem> {
    let (period, window, _) = super::month(&web, &which.period)?;
    let report = crate::evaluation::figures(&web, period, window, None).await?;
    let small = u64::from(web.rules().settings.privacy.small_count.value);
    let figures = report.lines("").into_iter().map(|line| figure(&line, small)).collect();
    Ok(Json(PublicFigures { period: period.to_string(), small, figures }))
}

/// A figure, unless it, what it is taken from, or the difference of the two is a small count.
fn figure(line: &Line, small: u64) -> PublicFigure {
    let Line { indicator, figure } = line;
    let rest = figure.denominator.saturating_sub(figure.numerator);
    let withheld = [figure.numerator, figure.denominator, rest].iter().any(|count| is_small(*count, small));
    PublicFigure {
        code: indicator.code,
        name: indicator.zh,
        name_en: indicator.en,
        unit: unit(indicator),
        value: figure.value.number().filter(|_| !withheld),
        numerator: (!withheld).then_some(figure.numerator),
        denominator: (!withheld).then_some(figure.denominator),
        withheld,
    }
}
