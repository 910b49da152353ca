//! `POST /api/v1/cases/{number}/reveal`: the reporter's name and phone, for a purpose and with a reason. There is no other
//! way to them; the read is a fact in the same transaction, and the reporter sees it.

use super::act::Act;
use crate::Problem;
use crate::answers::Failures;
use crate::body::{Json, command};
use jingwei_cases::reveal as room;
use jingwei_store::CommitError;
use jingwei_terms::{CommandId, Purpose, Version};
use serde::{Deserialize, Serialize};
use std::time::Instant;
use utoipa::ToSchema;

/// For what, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "purpose": "contact", "reason": "回访前核实联系方式" }))]
pub(crate) struct Revealing {
    /// Made by the client before its first try; the same id again reads again under the first fact.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// For what.
    #[schema(schema_with = super::words::purpose)]
    purpose: Purpose,
    /// Why.
    #[schema(min_length = 1, max_length = 20000)]
    reason: String,
}
command!(Revealing);

/// The reporter's contact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "name": "王女士", "phone": "13800000000", "ledger_index": 57 }))]
pub(crate) struct Revealed {
    /// The name as given; null when there is no contact, or it was erased.
    name: Option<String>,
    /// The phone as given.
    phone: Option<String>,
    /// The place of this read in the ledger.
    ledger_index: u64,
}

/// Read the reporter's contact. Every read is recorded with its purpose and reason, and shown to the reporter.
#[utoipa::path(post, path = "/api/v1/cases/{number}/reveal", tag = "cases", request_body = Revealing,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the contact", body = Revealed), Failures))]
pub(crate) async fn reveal(act: Act<Revealing>) -> Result<Json<Revealed>, Problem> {
    let (web, said) = (&act.web, &act.sent.said);
    let staff = act.caller.staff()?;
    let case = act.load().await?;
    let rules = web.rules();
    if !act.may_act(act.caller.sight(&case, &rules)) {
        return Err(Problem::no_such_thing());
    }
    if said.expected_version.is_some_and(|version| version != case.version) {
        return Err(act.conflict(&case));
    }
    let desk = web.desk(&rules, act.caller.actor(), said.command_id);
    let change = room::reveal(&case, said.purpose, &said.reason, &desk)?;
    // Counted where the room would allow it: a refusal shows nothing and uses up nothing.
    web.reveals().take(staff.account.clone(), Instant::now()).map_err(Problem::too_often)?;
    match web.store().reveal(act.commit(change)).await {
        Ok((receipt, reporter)) => {
            let (name, phone) = reporter.map(|r| (r.name, r.phone)).unzip();
            Ok(Json(Revealed { name, phone, ledger_index: receipt.ledger_index() }))
        }
        Err(CommitError::Conflict { .. }) => Err(act.conflict(&act.load().await?)),
        Err(other) => Err(other.into()),
    }
}
