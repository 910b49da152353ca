//! `POST /api/v1/accounts/{name}/disable`, `…/enable` and `…/password`: what may change about an account.

use super::create::fresh_hash;
use super::list::AccountView;
use super::{changed, fact, keep, refused};
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_store::{Account, Sessions};
use jingwei_terms::CommandId;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "reason": "已调离" }))]
pub(crate) struct Why {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "password": "a phrase of your own" }))]
pub(crate) struct NewPassword {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 256)]
    password: String,
}

/// Shut an account's door. Its sessions and tokens stop working at once, on other servers within seconds.
#[utoipa::path(post, path = "/api/v1/accounts/{name}/disable", tag = "accounts", request_body = Why,
    params(("name" = String, Path, description = "the name of the account")),
    responses((status = 200, description = "the account as it is now", body = AccountView), Failures))]
pub(crate) async fn disable(
    State(web): State<Web>,
    caller: Caller,
    Slot(name): Slot<String>,
    sent: Sent<Why>,
) -> Result<Json<AccountView>, Problem> {
    if caller.staff()?.account == name {
        return Err(refused("your_own_account", "不能停用自己的账号", "you cannot shut your own account's door"));
    }
    set_door(&web, &caller, &name, &sent, true).await
}

/// Open an account's door again.
#[utoipa::path(post, path = "/api/v1/accounts/{name}/enable", tag = "accounts", request_body = Why,
    params(("name" = String, Path, description = "the name of the account")),
    responses((status = 200, description = "the account as it is now", body = AccountView), Failures))]
pub(crate) async fn enable(
    State(web): State<Web>,
    caller: Caller,
    Slot(name): Slot<String>,
    sent: Sent<Why>,
) -> Result<Json<AccountView>, Problem> {
    set_door(&web, &caller, &name, &sent, false).await
}

/// Give an account a new password. Its sessions end.
#[utoipa::path(post, path = "/api/v1/accounts/{name}/password", tag = "accounts", request_body = NewPassword,
    params(("name" = String, Path, description = "the name of the account")),
    responses((status = 200, description = "the account as it is now", body = AccountView), Failures))]
pub(crate) async fn password(
    State(web): State<Web>,
    caller: Caller,
    Slot(name): Slot<String>,
    sent: Sent<NewPassword>,
) -> Result<Json<AccountView>, Problem> {
    let mut account = find(&web, &name).await?;
    account.password_hash = fresh_hash(&sent.said.password).await?;
    let fact = fact(&web, &caller, sent.said.command_id, "set_password", &name);
    keep(&web, &sent, sent.said.command_id, changed(account, fact)).await?;
    end_sessions(&web, &name).await?;
    Ok(Json(find(&web, &name).await?.into()))
}

async fn set_door(
    web: &Web,
    caller: &Caller,
    name: &str,
    sent: &Sent<Why>,
    shut: bool,
) -> Result<Json<AccountView>, Problem> {
    let reason = sent.said.reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 || reason.contains(char::is_control) {
        return Err(refused("missing_text", "请说明理由，不超过 1000 字", "say why, in at most 1000 characters"));
    }
    let account = Account { disabled: shut, ..find(web, name).await? };
    let verb = if shut { "disable_account" } else { "enable_account" };
    let fact = fact(web, caller, sent.said.command_id, verb, name).with(json!({ "reason": reason }));
    keep(web, sent, sent.said.command_id, changed(account, fact)).await?;
    if shut {
        end_sessions(web, name).await?;
    }
    Ok(Json(find(web, name).await?.into()))
}

async fn find(web: &Web, name: &str) -> Result<Account, Problem> {
    if name.len() > 64 {
        return Err(Problem::no_such_thing());
    }
    web.store().account(name).await?.ok_or_else(Problem::no_such_thing)
}

async fn end_sessions(web: &Web, name: &str) -> Result<(), Problem> {
    web.store().close_sessions(&Sessions::Of(name.to_owned())).await?;
    web.doorkeeper().forget();
    Ok(())
}
