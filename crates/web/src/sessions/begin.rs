//! `POST /api/v1/sessions`: coming in with name and password.

use super::me::Me;
use super::password;
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::{Caller, is_same_origin};
use crate::{Problem, Web, secret};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use jingwei_store::Session;
use serde::Deserialize;
use std::time::Instant;
use utoipa::ToSchema;

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "renzhenglan", "password": "a phrase of your own" }))]
pub(crate) struct Credentials {
    /// The name of the account.
    #[schema(max_length = 64)]
    name: String,
    /// The password.
    #[schema(max_length = 256)]
    password: String,
}

/// Begin a session. The answer sets a cookie that only this server reads; a new one at every login.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = Credentials, responses(
    (status = 201, description = "you are in; the cookie is set", body = Me), Failures))]
pub(crate) async fn begin(
    State(web): State<Web>,
    caller: Caller,
    headers: HeaderMap,
    sent: Sent<Credentials>,
) -> Result<Response, Problem> {
    if !is_same_origin(&headers) {
        let (zh, en) = ("请求来自其他网站", "the request comes from another site");
        return Err(Problem::new(StatusCode::FORBIDDEN, "other_site", zh, en));
    }
    let Credentials { name, password } = sent.said;
    let guard = web.guard();
    let wait = guard.before(&name, caller.address, Instant::now()).map_err(Problem::too_often)?;
    tokio::time::sleep(wait).await;
    let account = match name.len() <= 64 && password.len() <= password::MAX_BYTES {
        true => web.store().account(&name).await?.filter(|account| !account.disabled),
        false => None,
    };
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let right = password::is_right(password, stored).await;
    let Some(account) = account.filter(|_| right) else {
        guard.failed(&name, caller.address, Instant::now());
        let (zh, en) = ("用户名或密码不正确", "the name or the password is not right");
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong_credentials", zh, en));
    };
    guard.succeeded(&name);
    let secret = secret::random().map_err(Problem::unavailable)?;
    let now = web.now();
    let lasts = SignedDuration::from_hours(i64::from(web.config().session_hours));
    let session = Session {
        secret_sha256: secret::sha256(secret.as_bytes()),
        account: account.name.clone(),
        created_at: now,
        seen_at: now,
        expires_at: now + lasts,
    };
    web.store().open_session(&session).await?;
    let mut response = (StatusCode::CREATED, Json(Me::of_account(&account, &web.rules()))).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&web, &secret, lasts.as_secs())?);
    Ok(response)
}

/// The cookie of a session; with no seconds left it tells the browser to forget it.
pub(super) fn cookie(web: &Web, secret: &str, seconds: i64) -> Result<HeaderValue, Problem> {
    let secure = if web.config().behind_tls { "; Secure" } else { "" };
    let name = web.config().cookie_name();
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(Problem::our_mistake)
}
