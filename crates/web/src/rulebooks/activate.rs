//! `POST /api/v1/rulebooks`: a rulebook comes into force; `POST /api/v1/rulebooks/{version}/restore`: a former one does again.
//!
//! A rulebook is never changed or taken away: to undo is to bring the former one once more, under a name that says so, with a
//! fact of its own. The server takes it up within seconds, and the deadlines of open cases follow its calendar.

use super::check::present;
use super::folder::{pack, understand, version_of};
use super::list::VersionView;
use super::sent::{Folder, MOST_BODY};
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot, sent_up_to};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use jingwei_store::{Commit, StoredRulebook};
use jingwei_terms::{About, Change, CommandId, Fact, Purpose};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A rulebook to come into force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "expected": "2026.9+0a1b2c3d",
    "folder": { "files": { "city.toml": "…" } }, "reason": "2027 年节假日安排已公布" }))]
pub(crate) struct Enacting {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The one in force when it was compared.
    #[schema(max_length = 100)]
    expected: String,
    /// The folder.
    folder: Folder,
    /// From when on; at once when it is not said.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    effective_at: Option<Timestamp>,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// A former rulebook to come into force again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "新版派单目录有误，先恢复上一版" }))]
pub(crate) struct Restoring {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Bring a rulebook into force. It must be without a fault, and the one in force must still be the one that it was compared with.
#[utoipa::path(post, path = "/api/v1/rulebooks", tag = "rulebooks", request_body = Enacting, responses(
    (status = 200, description = "it is or will be in force", body = VersionView), Failures))]
pub(crate) async fn activate(
    State(web): State<Web>,
    caller: Caller,
    request: Request,
) -> Result<Json<VersionView>, Problem> {
    let Sent { said, digest } = sent_up_to::<Enacting>(request, MOST_BODY).await?;
    let files = said.folder.into_files()?;
    let version = version_of(&files);
    let known = web.store().rulebooks().await?.iter().any(|title| title.version == version);
    let present = present(&web).await?;
    if !known && present != said.expected {
        let (zh, en) = (format!("现行规则手册已是“{present}”"), format!("the rulebook in force is `{present}` by now"));
        let problem = Problem::new(StatusCode::CONFLICT, "conflict", zh, en);
        return Err(problem.next("请重新比较后再启用", "compare it anew, then decide again"));
    }
    let stored = tokio::task::spawn_blocking(move || match understand(&files) {
        Ok(_) => pack(&files).map_err(Problem::our_mistake),
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            let (zh, en) =
                (format!("规则手册有 {} 处错误：{first}", faults.len()), format!("{} faults: {first}", faults.len()));
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "rulebook_has_faults", zh, en)
                .next("请先检查并改正全部错误", "check it and mend every fault"))
        }
    });
    let content = stored.await.map_err(Problem::our_mistake)??;
    let effective_at = said.effective_at.unwrap_or_else(|| web.now());
    let detail = json!({ "reason": reason(&said.reason)?, "before": said.expected });
    let stored = StoredRulebook { version, effective_at, content };
    publish(&web, &caller, said.command_id, digest, stored, detail).await
}

/// Bring a former rulebook into force again.
#[utoipa::path(post, path = "/api/v1/rulebooks/{version}/restore", tag = "rulebooks", request_body = Restoring,
    params(("version" = String, Path, description = "the name of the former one")),
    responses((status = 200, description = "it is in force", body = VersionView), Failures))]
pub(crate) async fn restore(
    State(web): State<Web>,
    caller: Caller,
    Slot(version): Slot<String>,
    sent: Sent<Restoring>,
) -> Result<Json<VersionView>, Problem> {
    let former = web.store().rulebook(&version).await?.ok_or_else(Problem::no_such_thing)?;
    let present = present(&web).await?;
    // The name follows from the command, so that the same command names the same version.
    let base = version.split('~').next().unwrap_or_default();
    let tail: String = sent.said.command_id.uuid().simple().to_string().chars().rev().take(6).collect();
    let detail = json!({ "reason": reason(&sent.said.reason)?, "before": present, "again": version });
    let again = StoredRulebook { version: format!("{base}~{tail}"), effective_at: web.now(), content: former.content };
    publish(&web, &caller, sent.said.command_id, sent.digest, again, detail).await
}

async fn publish(
    web: &Web,
    caller: &Caller,
    command: CommandId,
    digest: [u8; 32],
    stored: StoredRulebook,
    mut detail: Value,
) -> Result<Json<VersionView>, Problem> {
    let (version, effective_at) = (stored.version.clone(), stored.effective_at);
    detail["effective_at"] = json!(effective_at);
    detail["sha256"] = json!(crate::attachments::hex(&crate::sha256(&stored.content)));
    let fact = Fact::new(command, web.now(), caller.actor(), "load", About::Rulebook(version.clone()))
        .for_purpose(Purpose::Administration)
        .with(detail);
    let receipt = web.store().publish(Commit::new(command, digest, Change::made(stored, fact))).await?;
    let in_force = present(web).await? == version;
    Ok(Json(VersionView { version, effective_at, ledger_index: receipt.ledger_index(), in_force }))
}

fn reason(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 1000 || text.contains(char::is_control) {
        let (zh, en) = ("请说明理由，不超过 1000 字", "say why, in at most 1000 characters");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "missing_text", zh, en));
    }
    Ok(text)
}
