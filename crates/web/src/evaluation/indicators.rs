//! `GET /api/v1/evaluation/indicators`: what each figure counts, in words.

use crate::answers::Failures;
use crate::body::Json;
use jingwei_evaluation::indicator::{Better, Shape};
use jingwei_evaluation::{INDICATORS, Indicator};
use serde::Serialize;
use utoipa::ToSchema;

/// One indicator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorView {
    /// Its code.
    code: &'static str,
    /// Its name.
    name: &'static str,
    /// The same in English.
    name_en: &'static str,
    /// Its formula.
    formula: &'static str,
    /// The same in English.
    formula_en: &'static str,
    /// `count`, `share` (0 to 1) or `hours`.
    unit: &'static str,
    /// `more`, `less` or `neither`: in which direction it is good news.
    better: &'static str,
}

/// How every figure is made.
#[utoipa::path(get, path = "/api/v1/evaluation/indicators", tag = "evaluation", responses(
    (status = 200, description = "the indicators, in the order of a report", body = [IndicatorView]), Failures))]
pub(crate) async fn indicators() -> Json<Vec<IndicatorView>> {
    Json(INDICATORS.iter().map(view).collect())
}

fn view(indicator: &Indicator) -> IndicatorView {
    IndicatorView {
        code: indicator.code,
        name: indicator.zh,
        name_en: indicator.en,
        formula: indicator.formula_zh,
        formula_en: indicator.formula_en,
        unit: unit(indicator),
        better: match indicator.better {
            Better::More => "more",
            Better::Less => "less",
            Better::Neither => "neither",
        },
    }
}

pub(crate) const fn unit(indicator: &Indicator) -> &'static str {
    match indicator.shape {
        Shape::Count => "count",
        Shape::Share => "share",
        Shape::Median | Shape::NinthDecile => "hours",
    }
}
