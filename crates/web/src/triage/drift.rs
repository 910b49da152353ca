//! `GET /api/v1/triage/drift`: where recorded advice and what people confirmed have come apart, by kind and area, and why.

use super::reviewed::{department_outcome, kind_outcome};
use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use jingwei_store::{Store, StoreError, Walk};
use jingwei_triage::drift::{DriftReport, DriftSettings, Outcome, drift as compare};
use serde::Serialize;
use utoipa::ToSchema;

/// A case may be confirmed weeks after it was filed; older ones are not looked at.
const CONFIRMED_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 60);

/// The most cases that are looked at: a large city's quarter.
const MOST: usize = 200_000;

/// How advice held up.
#[derive(Debug, Serialize, ToSchema)]
pub struct Drift {
    /// The end of the recent window.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
    /// Days of the recent window.
    pub recent_days: u32,
    /// Days of the window before it, which it is held against.
    pub reference_days: u32,
    /// The kinds that were advised.
    #[schema(value_type = Object)]
    pub kinds: Held,
    /// The departments that were advised.
    #[schema(value_type = Object)]
    pub departments: Held,
}

/// One sort of advice, and what people made of it.
#[derive(Debug, Serialize)]
pub struct Held {
    /// Cases with advice and a confirmed answer in both windows.
    pub reviewed: usize,
    /// Those on which it was sure enough to answer.
    pub answered: usize,
    /// Those of them that were right.
    pub right: usize,
    /// What got worse, and why.
    #[serde(flatten)]
    pub report: DriftReport,
}

/// Which kinds and areas the advice got worse at of late, and why. It compares what was recorded at filing with what people confirmed.
#[utoipa::path(get, path = "/api/v1/triage/drift", tag = "triage", responses(
    (status = 200, description = "how advice held up", body = Drift), Failures))]
pub(crate) async fn drift(State(web): State<Web>) -> Result<Json<Drift>, Problem> {
    Ok(Json(held_up(web.store(), web.now()).await?))
}

/// How recorded advice held up until now.
///
/// # Errors
/// When the database fails.
pub async fn held_up(store: &dyn Store, until: Timestamp) -> Result<Drift, StoreError> {
    let settings = DriftSettings::default();
    let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    let confirmed_from = until - days(settings.recent_days + settings.reference_days);
    let filed_from = confirmed_from - CONFIRMED_WITHIN;
    let (mut kinds, mut departments) = (Vec::new(), Vec::new());
    let (mut before, mut looked_at) = (None, 0);
    loop {
        let stretch = store.walk(Walk { open_only: false, before, limit: 500 }).await?;
        looked_at += stretch.cases.len();
        let ended = stretch.cases.last().is_none_or(|case| case.intake.filed_at < filed_from);
        for case in stretch.cases.iter().filter(|case| case.advice.is_some()) {
            kinds.extend(kind_outcome(case));
            departments.extend(department_outcome(case));
        }
        before = stretch.next;
        if ended || before.is_none() || looked_at >= MOST {
            break;
        }
    }
    let (recent_days, reference_days) = (settings.recent_days, settings.reference_days);
    let held = |mut outcomes: Vec<Outcome>| {
        outcomes.retain(|outcome| outcome.when >= confirmed_from && outcome.when <= until);
        Held {
            reviewed: outcomes.len(),
            answered: outcomes.iter().filter(|outcome| outcome.suggested.is_some()).count(),
            right: outcomes.iter().filter(|outcome| outcome.suggested.as_ref() == Some(&outcome.confirmed)).count(),
            report: compare(&outcomes, until, &settings),
        }
    };
    Ok(Drift { until, recent_days, reference_days, kinds: held(kinds), departments: held(departments) })
}
