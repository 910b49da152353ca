//! `POST /api/v1/callers/earlier`: the earlier cases of a telephone, for the agent who has the caller on the line.
//!
//! The telephone is in the body and not in the address, so that it stands in no log. It is found by a keyed digest, and the
//! look-up is a fact with its purpose and reason before a line is shown.

use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::cases::list::CaseLine;
use crate::recorded::{Reading, record};
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_terms::{CommandId, Purpose};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Instant;
use utoipa::ToSchema;

/// How many are shown.
const MOST: u32 = 50;

/// Who calls, for what it is asked, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "phone": "13800000000", "purpose": "casework", "reason": "来电受理" }))]
pub(crate) struct Calling {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The telephone, however it is written.
    #[schema(min_length = 7, max_length = 40)]
    phone: String,
    /// For what.
    #[schema(schema_with = crate::cases::words::purpose)]
    purpose: Purpose,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// The earlier cases of a caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EarlierCases {
    /// The newest first, at most fifty.
    cases: Vec<CaseLine>,
    /// The place of this look-up in the ledger.
    ledger_index: u64,
}

/// The earlier cases of a telephone. Every look-up is recorded with its purpose and reason.
#[utoipa::path(post, path = "/api/v1/callers/earlier", tag = "callers", request_body = Calling, responses(
    (status = 200, description = "the cases", body = EarlierCases), Failures))]
pub(crate) async fn earlier(
    State(web): State<Web>,
    caller: Caller,
    sent: Sent<Calling>,
) -> Result<Json<EarlierCases>, Problem> {
    let Calling { command_id, phone, purpose, reason } = &sent.said;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 || reason.contains(char::is_control) {
        let (zh, en) = ("请说明理由，不超过 1000 字", "say why, in at most 1000 characters");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "missing_text", zh, en));
    }
    let Some(digest) = web.secret().caller_digest(phone) else {
        let (zh, en) = ("这不是电话号码", "it is no telephone number");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_phone", zh, en));
    };
    web.reveals().take(caller.staff()?.account.clone(), Instant::now()).map_err(Problem::too_often)?;
    web.index_callers().await?;
    let found = web.store().cases_of(&digest, MOST).await?;
    let numbers: Vec<&str> = found.iter().map(|summary| summary.number.as_str()).collect();
    let reading = Reading {
        command: *command_id,
        digest: sent.digest,
        verb: "look_up_caller",
        purpose: *purpose,
        detail: json!({ "reason": reason, "cases": numbers }),
    };
    let receipt = record(&web, &caller, &reading).await?;
    let (rules, now) = (web.rules(), web.now());
    let cases = found.into_iter().map(|summary| CaseLine::of(summary, &rules, now)).collect();
    Ok(Json(EarlierCases { cases, ledger_index: receipt.ledger_index() }))
}
