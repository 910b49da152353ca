//! `GET /api/v1/tokens`: which programs may come in.

use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_store::Token;
use jingwei_terms::Role;
use serde::Serialize;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// A token. Its secret is nowhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "id": "9f2c61d0a3b4e5f6", "name": "路灯监测", "account": "lamp-system", "role": "system",
    "created_at": "2026-03-02T01:15:00Z", "expires_at": null, "revoked": false }))]
pub(crate) struct TokenView {
    /// Tells it from others: the beginning of the digest of its secret.
    id: String,
    /// What people call it.
    name: String,
    /// The account that it acts for.
    account: String,
    /// What it acts as.
    #[schema(value_type = String)]
    role: Role,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it ends by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// Whether it was taken back.
    revoked: bool,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        let id = id_of(&token);
        let Token { name, account, role, created_at, expires_at, revoked, .. } = token;
        Self { id, name, account, role, created_at, expires_at, revoked }
    }
}

/// The beginning of a token's digest, which tells it from others and opens nothing.
pub(super) fn id_of(token: &Token) -> String {
    token.secret_sha256.iter().take(8).fold(String::with_capacity(16), |mut id, byte| {
        write!(id, "{byte:02x}").expect("writing to a string does not fail");
        id
    })
}

/// Every token, by name.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", responses(
    (status = 200, description = "the tokens", body = [TokenView]), Failures))]
pub(crate) async fn list(State(web): State<Web>) -> Result<Json<Vec<TokenView>>, Problem> {
    Ok(Json(web.store().tokens().await?.into_iter().map(TokenView::from).collect()))
}
