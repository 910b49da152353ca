//! `POST /api/v1/triage/models/choice`: a person puts a model in force, goes back to the one before, or lets the catalogue alone advise.

use super::adviser::Adviser;
use super::choice::{Choice, choose as put_in_force, take_back};
use super::models::{Models, all};
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_store::Commit;
use jingwei_terms::CommandId;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The longest reason, in characters.
const LONGEST: usize = 1_000;

/// Which model is to advise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "expected": "2026-11-24.1", "model": "2026-11-14.1",
    "reason": "新模型对噪声类建议偏差较大" }))]
pub(crate) struct Choosing {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The model in force when the choice was made; null when the catalogue alone advised.
    #[schema(max_length = 100)]
    expected: Option<String>,
    /// The model; null lets the catalogue alone advise.
    #[schema(max_length = 100)]
    model: Option<String>,
    /// Whether this goes back to the one in force before, and forgets the choice made since.
    #[serde(default)]
    back: bool,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Put a model in force, or go back to the one before. The fact says who, from which to which, and why.
#[utoipa::path(post, path = "/api/v1/triage/models/choice", tag = "triage", request_body = Choosing, responses(
    (status = 200, description = "the models, with the one in force", body = Models), Failures))]
pub(crate) async fn choose(
    State(web): State<Web>,
    caller: Caller,
    sent: Sent<Choosing>,
) -> Result<Json<Models>, Problem> {
    let said = sent.said;
    let present = web.store().model_in_force().await?;
    let in_force = present.as_ref().and_then(|present| present.model.clone());
    if in_force == said.model {
        // It is so already: the command came twice, or somebody was quicker with the same choice.
        return Ok(Json(all(&web).await?));
    }
    let before = present.as_ref().and_then(|present| present.before.last().cloned());
    if in_force != said.expected || (said.back && before.as_ref() != Some(&said.model)) {
        let name = in_force.unwrap_or_default();
        let (zh, en) = (format!("启用中的模型已是“{name}”"), format!("the model in force is `{name}` by now"));
        let problem = Problem::new(StatusCode::CONFLICT, "conflict", zh, en);
        return Err(problem.next("请重新查看后再决定", "look again, then decide"));
    }
    if let Some(version) = &said.model {
        readable(&web, version).await?;
    }
    let (model, actor, command, now) = (said.model, caller.actor(), said.command_id, web.now());
    let choice = Choice { model, actor, why: reason(&said.reason)?, command, now };
    let change = if said.back { take_back(present, choice) } else { put_in_force(present, choice) };
    web.store().commit_learned(Commit::new(command, sent.digest, change)).await?;
    Ok(Json(all(&web).await?))
}

/// Refuses a model that is not here, or that this program would not be able to use.
async fn readable(web: &Web, version: &str) -> Result<(), Problem> {
    let stored = web.store().model(version).await?.ok_or_else(Problem::no_such_thing)?;
    let rules = Arc::clone(&web.rules());
    let read = tokio::task::spawn_blocking(move || {
        Adviser::learned(&rules, &stored.version, &stored.content).map(drop).map_err(|why| why.to_string())
    });
    read.await.map_err(Problem::our_mistake)?.map_err(|why| {
        let (zh, en) = (format!("模型“{version}”读不了：{why}"), format!("the model `{version}`: {why}"));
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unreadable_model", zh, en)
            .next("请用 jingwei triage learn 重新学习", "learn anew: `jingwei triage learn`")
    })
}

fn reason(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST || text.contains(char::is_control) {
        let (zh, en) = ("请说明理由，不超过 1000 字", "say why, in at most 1000 characters");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "missing_text", zh, en));
    }
    Ok(text.to_owned())
}
