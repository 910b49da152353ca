//! `POST /api/v1/cases/{number}/assign`: 分办, within a department. And `GET /api/v1/colleagues`: to whom.

use super::act::Act;
use super::view::CaseView;
use crate::answers::Failures;
use crate::body::{Json, command};
use crate::caller::{Caller, Staff};
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_cases::assign as room;
use jingwei_store::Account;
use jingwei_terms::{CommandId, Role, StaffId, Version};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// In whose hands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "handler": "fengyuchen" }))]
pub(crate) struct Assigning {
    /// Made by the client before its first try; the same id again gets the same answer and does nothing twice.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The version on which the client decided; without it the latest counts.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    expected_version: Option<Version>,
    /// The account of a handler of the caller's department; without it the case is in nobody's hands.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    handler: Option<StaffId>,
}
command!(Assigning);

/// Take the case in hand, hand it to a colleague, or lay it back.
#[utoipa::path(post, path = "/api/v1/cases/{number}/assign", tag = "cases", request_body = Assigning,
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the case as it is now", body = CaseView), Failures))]
pub(crate) async fn assign(act: Act<Assigning>) -> Result<Json<CaseView>, Problem> {
    if let (Some(staff), Some(handler)) = (&act.caller.staff, &act.sent.said.handler) {
        let account = act.web.store().account(handler.as_str()).await?;
        if !account.is_some_and(|account| is_colleague(&account, staff)) {
            return Err(no_colleague(handler));
        }
    }
    act.run(|said, case, desk| Ok(room::assign(case, said.handler.as_ref(), desk)?)).await
}

/// A handler of the same department.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "name": "fengyuchen", "display": "冯雨辰" }))]
pub(crate) struct Colleague {
    /// The account.
    name: String,
    /// The name to show.
    display: String,
}

/// The handlers of the caller's own department, the caller among them, by name.
#[utoipa::path(get, path = "/api/v1/colleagues", tag = "cases", responses(
    (status = 200, description = "the handlers", body = [Colleague]), Failures))]
pub(crate) async fn colleagues(State(web): State<Web>, caller: Caller) -> Result<Json<Vec<Colleague>>, Problem> {
    let staff = caller.staff()?;
    let accounts = web.store().accounts().await?.into_iter().filter(|account| is_colleague(account, staff));
    Ok(Json(accounts.map(|Account { name, display, .. }| Colleague { name, display }).collect()))
}

fn is_colleague(account: &Account, staff: &Staff) -> bool {
    account.role == Role::Handler && !account.disabled && account.department == staff.department
}

fn no_colleague(handler: &StaffId) -> Problem {
    let zh = format!("“{handler}”不是本部门的承办人");
    let en = format!("`{handler}` is no handler of your department");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_colleague", zh, en)
        .next("请从同事列表中选择", "choose one of your colleagues")
}
