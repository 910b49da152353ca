//! `GET /api/v1/public/map`: how many cases a month had, by grid or by kind.

use super::small::withheld;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::remembered::Remembered;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_cases::rulebook::Rulebook;
use jingwei_evaluation::Window;
use jingwei_store::{CaseQuery, TallyBy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Kinds are counted by their major kind: the first three characters of the code.
const MAJOR_KIND: usize = 3;

/// Which counts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// A whole month that is over, such as `2026-10`; the last one when it is not said.
    #[param(max_length = 10)]
    period: String,
    /// `grid` or `kind`; by grid when it is not said.
    #[param(max_length = 10)]
    by: String,
}

/// The counts of a month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "period": "2026-10", "by": "grid", "total": 812, "small": 10,
    "counts": [{ "value": "990101001001-01", "count": 34 }, { "value": "990101001001-02", "count": null }] }))]
pub(crate) struct PublicCounts {
    /// The month.
    period: String,
    /// By what was counted.
    by: &'static str,
    /// All together; null when that is a small count itself.
    total: Option<u64>,
    /// Counts from 1 to this one are withheld, and with them as many others as it takes to keep them so.
    small: u64,
    /// Every grid or major kind that had a case; those without one are left out. An empty value stands for cases without one.
    counts: Vec<PublicCount>,
}

/// One count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicCount {
    /// The code of the grid or major kind.
    value: String,
    /// How many; null when it is withheld.
    count: Option<u64>,
}

/// How many cases were filed in a month, by grid or by major kind: neither hidden ones nor those of sensitive kinds.
#[utoipa::path(get, path = "/api/v1/public/map", tag = "public", params(Which), responses(
    (status = 200, description = "the counts", body = PublicCounts), Failures))]
pub(crate) async fn map(State(web): State<Web>, Asked(which): Asked<Which>) -> Result<Json<PublicCounts>, Problem> {
    let (period, window, _) = super::month(&web, &which.period)?;
    let (by, word) = match which.by.as_str() {
        "" | "grid" => (TallyBy::Grid, "grid"),
        "kind" => (TallyBy::Kind, "kind"),
        _ => return Err(Problem::malformed("`by`: it is grid or kind")),
    };
    let question = format!("{period} {word}");
    let counts = Remembered::ask(&web, Web::public_counts, question, move |web| async move {
        let rules = web.rules();
        count(&web, &rules, window, by).await
    });
    let (values, all): (Vec<String>, Vec<u64>) =
        counts.await?.iter().map(|(value, count)| (value.clone(), *count)).unzip();
    let small = u64::from(web.rules().settings.privacy.small_count.value);
    let total: u64 = all.iter().sum();
    let counts = values.into_iter().zip(withheld(&all, small)).map(|(value, count)| PublicCount { value, count });
    let total = (!super::small::is_small(total, small)).then_some(total);
    Ok(Json(PublicCounts { period: period.to_string(), by: word, total, small, counts: counts.collect() }))
}

/// The counts of what is public: all in public view, less those of sensitive kinds.
async fn count(web: &Web, rules: &Rulebook, window: Window, by: TallyBy) -> Result<BTreeMap<String, u64>, Problem> {
    let asked = CaseQuery {
        filed_from: Some(window.from),
        filed_to: Some(window.until),
        hidden: Some(false),
        ..CaseQuery::default()
    };
    let mut counts = tally(web, &asked, by).await?;
    let sensitive: Vec<&str> =
        rules.kinds.iter().filter(|kind| kind.sensitive).map(|kind| kind.code.as_str()).collect();
    // A kind is counted with those below it, so one below another sensitive one is counted already.
    let is_below = |code: &str| sensitive.iter().any(|other| *other != code && code.starts_with(other));
    for kind in rules.kinds.iter().filter(|kind| kind.sensitive && !is_below(kind.code.as_str())) {
        let sensitive = CaseQuery { kind: Some(kind.code.clone()), ..asked.clone() };
        for (value, count) in tally(web, &sensitive, by).await? {
            let left = counts.get(&value).copied().unwrap_or_default().saturating_sub(count);
            counts.insert(value, left);
        }
    }
    counts.retain(|_, count| *count > 0);
    Ok(counts)
}

async fn tally(web: &Web, query: &CaseQuery, by: TallyBy) -> Result<BTreeMap<String, u64>, Problem> {
    let mut counts = BTreeMap::new();
    for (value, count) in web.store().tally(query, by).await? {
        let value = match by {
            TallyBy::Kind => value.chars().take(MAJOR_KIND).collect(),
            _ => value,
        };
        *counts.entry(value).or_default() += count;
    }
    Ok(counts)
}
