//! `POST /api/v1/triage/topics/monthly`: a hot topic becomes the matter of a month (每月一题), in one step.

use super::monthly::MonthlyView;
use super::topics::{Period, hot_topics};
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jingwei_store::{Commit, Learned};
use jingwei_terms::{About, Change, CommandId, DepartmentCode, TopicId};
use jingwei_triage::topics::{Desk, Month, MonthlyTopic, adopt as room};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Which topic, for which month, under whose lead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "label": "路灯不亮", "month": "2026-12",
    "lead": "urban-management", "reason": "冬季路灯报修集中，需要一揽子解决" }))]
pub(crate) struct Adopting {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The label of the topic, as the list of topics shows it.
    #[schema(min_length = 1, max_length = 2000)]
    label: String,
    /// The area that the list was asked for.
    #[serde(default)]
    #[schema(max_length = 64)]
    area: String,
    /// The days that the list was asked for.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    days: Option<u32>,
    /// The month, such as `2026-12`.
    #[schema(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: String,
    /// The department that leads.
    #[schema(value_type = String, max_length = 64)]
    lead: DepartmentCode,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Make a hot topic the matter of a month, with one department that leads. A person decides so and says why.
#[utoipa::path(post, path = "/api/v1/triage/topics/monthly", tag = "triage", request_body = Adopting, responses(
    (status = 201, description = "adopted", body = MonthlyView), Failures))]
pub(crate) async fn adopt(State(web): State<Web>, caller: Caller, sent: Sent<Adopting>) -> Result<Response, Problem> {
    let said = &sent.said;
    let rules = web.rules();
    let (area, days) = Period::new(said.area.clone(), said.days).read()?;
    let month: Month = said.month.parse()?;
    let now = web.now();
    if let Some(first) = as_first_answered(&web, said.command_id).await? {
        return Ok((StatusCode::CREATED, Json(MonthlyView::of(&first, &rules))).into_response());
    }
    let found = hot_topics(web.store(), area.as_ref(), days, now).await?;
    let topic = found.topics.iter().find(|topic| topic.label == said.label).ok_or_else(no_such_topic)?;
    let departments: BTreeSet<DepartmentCode> = rules.departments.iter().map(|d| d.code.clone()).collect();
    let desk = Desk {
        now,
        actor: caller.actor(),
        command: said.command_id,
        departments: &departments,
        rulebook: &rules.version,
    };
    let id = TopicId::new(said.command_id.uuid());
    let change = room(topic, id, month, said.lead.clone(), &said.reason, &desk)?;
    let adopted = change.first().clone();
    let receipt = web.store().commit_learned(Commit::new(said.command_id, sent.digest, kept(change))).await?;
    debug_assert_eq!(receipt.first().about, About::Topic(id), "a topic was kept under another id");
    Ok((StatusCode::CREATED, Json(MonthlyView::of(&adopted, &rules))).into_response())
}

/// The topic that this command adopted before. A topic bears the id of the command that adopted it, so a repeat finds it although
/// the talk of the town has moved on.
async fn as_first_answered(web: &Web, command: CommandId) -> Result<Option<MonthlyTopic>, Problem> {
    let topics = web.store().monthly_topics().await?;
    Ok(topics.into_iter().find(|topic| topic.id.uuid() == command.uuid()))
}

/// The room's change as the store takes it.
fn kept(change: Change<MonthlyTopic>) -> Change<Learned> {
    let steps = change.into_steps().into_iter().map(|step| Change::made(Learned::Topic(step.record), step.fact));
    steps.reduce(Change::and).expect("a change has at least one step, by its constructors")
}

fn no_such_topic() -> Problem {
    let (zh, en) = ("该话题已不在热点之列", "this is not among the topics that are hot now");
    Problem::new(StatusCode::NOT_FOUND, "topic_gone", zh, en).next(
        "重新查看 GET /api/v1/triage/topics，label、area、days 与列表一致",
        "look again at GET /api/v1/triage/topics, with the same `area` and `days`, and send its `label`",
    )
}
