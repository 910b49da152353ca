//! `POST /api/v1/tokens/revoke`: a token is taken back.

use super::list::{TokenView, id_of};
use crate::accounts::{fact, keep};
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_store::{Credential, Token};
use jingwei_terms::{Change, CommandId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Which token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "id": "9f2c61d0a3b4e5f6" }))]
pub(crate) struct Which {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The id of the token, as the list shows it.
    #[schema(min_length = 16, max_length = 16)]
    id: String,
}

/// Take a token back. It stops working at once, on other servers within seconds.
#[utoipa::path(post, path = "/api/v1/tokens/revoke", tag = "tokens", request_body = Which, responses(
    (status = 200, description = "the token as it is now", body = TokenView), Failures))]
pub(crate) async fn revoke(
    State(web): State<Web>,
    caller: Caller,
    sent: Sent<Which>,
) -> Result<Json<TokenView>, Problem> {
    let said = &sent.said;
    let found = web.store().tokens().await?.into_iter().find(|token| id_of(token) == said.id);
    let seen = found.ok_or_else(Problem::no_such_thing)?;
    let token = Token { revoked: true, version: seen.version.next(), ..seen.clone() };
    let fact = fact(&web, &caller, said.command_id, "revoke_token", &seen.account).with(json!({ "name": seen.name }));
    keep(&web, &sent, said.command_id, Change::changed(Credential::Token(token.clone()), seen.version, fact)).await?;
    Ok(Json(token.into()))
}
