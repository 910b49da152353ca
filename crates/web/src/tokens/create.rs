//! `POST /api/v1/tokens`: a program may come in.

use crate::accounts::{NEW, fact, keep, made, refused};
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::secret::sha256;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jingwei_store::{Credential, Token};
use jingwei_terms::{CommandId, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// A token for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "name": "路灯监测",
    "account": "lamp-system", "role": "system", "expires_at": "2027-01-01T00:00:00+08:00" }))]
pub(crate) struct NewToken {
    /// Made by the client before its first try; the same id again answers the same token.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// What people call it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// The account that it acts for.
    #[schema(min_length = 1, max_length = 64)]
    account: String,
    /// What it acts as; the account's own role when it is not said.
    #[serde(default)]
    #[schema(schema_with = crate::accounts::create::role)]
    role: Option<Role>,
    /// When it ends by itself.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// A token with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "token": "jw_4m2k7x…" }))]
pub(crate) struct MadeToken {
    /// Send it as `Authorization: Bearer …`. It is told here alone.
    token: String,
}

/// Make a token. Its secret is told in this answer and kept nowhere.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken, responses(
    (status = 201, description = "made", body = MadeToken), Failures))]
pub(crate) async fn create(State(web): State<Web>, caller: Caller, sent: Sent<NewToken>) -> Result<Response, Problem> {
    let said = &sent.said;
    if said.name.trim().is_empty() || said.name.chars().count() > 100 || said.name.contains(char::is_control) {
        return Err(refused("bad_name", "令牌名不能为空，且不超过 100 字", "a token's name has 1 to 100 characters"));
    }
    let account = match said.account.len() <= 64 {
        true => web.store().account(&said.account).await?,
        false => None,
    };
    let account = account.ok_or_else(|| refused("unknown_account", "没有这个账号", "there is no such account"))?;
    let role = said.role.unwrap_or(account.role);
    // A token may not carry further than the account that it acts for, whatever its maker may do.
    if role != account.role {
        return Err(refused("other_role", "令牌的角色须与账号一致", "a token acts in the role of its account"));
    }
    let secret = web.secret().api_token(said.command_id);
    let token = Token {
        secret_sha256: sha256(secret.as_bytes()),
        version: NEW,
        name: said.name.trim().to_owned(),
        account: account.name.clone(),
        role,
        created_at: web.now(),
        expires_at: said.expires_at,
        revoked: false,
    };
    let detail = json!({ "name": token.name, "role": role, "expires_at": token.expires_at });
    let fact = fact(&web, &caller, said.command_id, "create_token", &account.name).with(detail);
    keep(&web, &sent, said.command_id, made(Credential::Token(token), fact)).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token: secret })).into_response())
}
