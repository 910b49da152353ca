//! `GET /api/v1/triage/monthly`: 每月一题, the matters of the months with the departments that lead them.

use super::topics::street;
use crate::answers::Failures;
use crate::body::Json;
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_cases::rulebook::Rulebook;
use jingwei_triage::topics::MonthlyTopic;
use serde::Serialize;
use utoipa::ToSchema;

/// The matters of the months.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthlyTopics {
    /// The newest month first.
    items: Vec<MonthlyView>,
}

/// The matter of a month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "month": "2026-11", "label": "路灯不亮", "area": null,
    "lead": { "code": "urban-management", "name": "城市管理局", "name_en": "Urban Management Bureau" },
    "voices": 31, "usual": 4.2, "cases": 31, "adopted_at": "2026-11-23T02:00:00Z" }))]
pub(crate) struct MonthlyView {
    /// Its id.
    id: String,
    /// The month.
    month: String,
    /// What it is about.
    label: String,
    /// The street, when it is the matter of one.
    area: Option<Named>,
    /// The department that leads.
    lead: Named,
    /// How many spoke of it.
    voices: u32,
    /// How many are usual.
    usual: f64,
    /// How many cases it was adopted for.
    cases: usize,
    /// When it was adopted.
    #[schema(value_type = String, format = DateTime)]
    adopted_at: Timestamp,
}

/// The matters of the months, each with the department that leads it.
#[utoipa::path(get, path = "/api/v1/triage/monthly", tag = "triage", responses(
    (status = 200, description = "the matters of the months", body = MonthlyTopics), Failures))]
pub(crate) async fn monthly(State(web): State<Web>) -> Result<Json<MonthlyTopics>, Problem> {
    let rules = web.rules();
    let topics = web.store().monthly_topics().await?;
    Ok(Json(MonthlyTopics { items: topics.iter().rev().map(|topic| MonthlyView::of(topic, &rules)).collect() }))
}

impl MonthlyView {
    pub(crate) fn of(topic: &MonthlyTopic, rules: &Rulebook) -> Self {
        Self {
            id: topic.id.to_string(),
            month: topic.month.to_string(),
            label: topic.label.clone(),
            area: topic.area.as_deref().and_then(|area| street(area, rules)),
            lead: Named::department(&topic.lead, rules),
            voices: topic.voices,
            usual: topic.usual,
            cases: topic.cases.len(),
            adopted_at: topic.adopted_at,
        }
    }
}
