//! `GET /api/v1/evaluation/report`: the figures of a period, beside those of the period before and of a year ago.

use super::indicators::unit;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_cases::rulebook::Rulebook;
use jingwei_evaluation::{By, Figure, Line, Period, Report, Threshold};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which figures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(default)]
#[derive(Default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `2026`, `2026-Q4` or `2026-10`; the present month when it is not said.
    #[param(max_length = 10)]
    period: String,
    /// By what to break down: `area`, `grid`, `department`, `kind` or `channel`; nothing when it is not said.
    #[param(max_length = 10)]
    by: String,
}

/// The figures of a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportView {
    /// The period.
    period: String,
    /// Its first instant.
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// Its end, or now while it lasts: what stands open is taken as it stood then.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// By what it is broken down; null when it is not.
    by: Option<&'static str>,
    /// The figures, group by group, each group in the order of the indicators.
    figures: Vec<FigureView>,
}

/// One figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureView {
    /// Of which group; null for the whole. A group without a code holds what has no value there.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Named>,
    /// The indicator.
    code: &'static str,
    /// Its name.
    name: &'static str,
    /// The same in English.
    name_en: &'static str,
    /// `count`, `share` (0 to 1) or `hours`.
    unit: &'static str,
    /// The value; null when there is nothing to take it from.
    value: Option<f64>,
    /// How many entries are in the numerator.
    numerator: u64,
    /// How many entries there are.
    denominator: u64,
    /// `green`, `yellow` or `red`, where the city has set where these begin.
    #[serde(skip_serializing_if = "Option::is_none")]
    light: Option<&'static str>,
    /// The value in the period before.
    before: Option<f64>,
    /// The value a year ago.
    year_before: Option<f64>,
    /// Where the list behind it is.
    list: String,
}

/// The figures of a period. Each is the count of the list that it names.
#[utoipa::path(get, path = "/api/v1/evaluation/report", tag = "evaluation", params(Which), responses(
    (status = 200, description = "the figures", body = ReportView), Failures))]
pub(crate) async fn report(State(web): State<Web>, Asked(which): Asked<Which>) -> Result<Json<ReportView>, Problem> {
    let rules = web.rules();
    let (period, window, zone) = super::period(&which.period, &rules, web.now())?;
    let by = super::by(&which.by)?;
    let present = super::figures(&web, period, window, by).await?;
    let mut others = Vec::new();
    for other in [period.before(), period.year_before()] {
        others.push(match other.window(&zone, web.now()) {
            Some(window) => super::figures(&web, other, window, by).await?,
            None => Arc::new(Report::new(window, by)),
        });
    }
    let page = Page { rules: &rules, period, by, others: &others };
    let figures = present.groups().flat_map(|group| page.group(&present, group)).collect();
    let by = by.map(By::code);
    Ok(Json(ReportView { period: period.to_string(), from: window.from, until: window.until, by, figures }))
}

struct Page<'a> {
    rules: &'a Rulebook,
    period: Period,
    by: Option<By>,
    others: &'a [Arc<Report>],
}

impl Page<'_> {
    fn group(&self, present: &Report, group: &str) -> Vec<FigureView> {
        let others: Vec<Vec<Line>> = self.others.iter().map(|other| other.lines(group)).collect();
        let line = |(at, line): (usize, Line)| {
            let value = |which: usize| others.get(which).and_then(|lines| lines.get(at)?.figure.value.number());
            self.figure(group, line, value(0), value(1))
        };
        present.lines(group).into_iter().enumerate().map(line).collect()
    }

    fn figure(&self, group: &str, line: Line, before: Option<f64>, year_before: Option<f64>) -> FigureView {
        let Line { indicator, figure } = line;
        let Figure { value, numerator, denominator } = figure;
        let light = threshold(self.rules, indicator.code).and_then(|t| t.light(indicator, value));
        FigureView {
            group: self.by.map(|by| named(by, group, self.rules)),
            code: indicator.code,
            name: indicator.zh,
            name_en: indicator.en,
            unit: unit(indicator),
            value: value.number(),
            numerator,
            denominator,
            light: light.map(jingwei_evaluation::Light::code),
            before,
            year_before,
            list: self.list(indicator.code, group),
        }
    }

    fn list(&self, code: &str, group: &str) -> String {
        let list = format!("/api/v1/evaluation/lists/{code}?period={}", self.period);
        match self.by {
            // Codes of a rulebook hold nothing that an address would have to escape but letters of all scripts, which it may hold.
            Some(by) => format!("{list}&by={}&group={group}", by.code()),
            None => list,
        }
    }
}

fn threshold(rules: &Rulebook, code: &str) -> Option<Threshold> {
    let found = rules.settings.indicator.iter().find(|line| line.code == code)?;
    Some(Threshold { code: found.code.clone(), green: found.green, yellow: found.yellow, basis: found.basis.clone() })
}

fn named(by: By, code: &str, rules: &Rulebook) -> Named {
    let known = match by {
        By::Area => code.parse().ok().map(|code| Named::area(&code, rules)),
        By::Department => code.parse().ok().map(|code| Named::department(&code, rules)),
        By::Kind => code.parse().ok().map(|code| Named::kind(&code, rules)),
        By::Grid | By::Channel => None,
    };
    known.unwrap_or_else(|| Named { code: code.to_owned(), name: String::new(), name_en: String::new() })
}
