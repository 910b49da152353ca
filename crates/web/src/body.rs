//! What was sent, read once: size checked, parsed into a form that cannot be wrong, and remembered by its digest.

use crate::{Problem, Web};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use jingwei_terms::{CommandId, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A command as it was sent.
#[derive(Debug)]
pub(crate) struct Sent<T> {
    /// What was sent.
    pub(crate) said: T,
    /// SHA-256 of method, address and bytes: the same command id with other words is a mistake.
    pub(crate) digest: [u8; 32],
}

/// What every command carries, so that a repeat is known and a stale one refused.
pub(crate) trait Command {
    /// Made by the client before its first try.
    fn command_id(&self) -> CommandId;
    /// The version on which the client decided, if it says so.
    fn expected_version(&self) -> Option<Version>;
}

/// Says where a wire type keeps what every command carries.
macro_rules! command {
    ($name:ty) => {
        impl crate::body::Command for $name {
            fn command_id(&self) -> jingwei_terms::CommandId {
                self.command_id
            }

            fn expected_version(&self) -> Option<jingwei_terms::Version> {
                self.expected_version
            }
        }
    };
}
pub(crate) use command;

impl<T: DeserializeOwned> FromRequest<Web> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let (zh, en) = ("请以 application/json 发送", "send it as application/json");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", zh, en));
        }
        let address = request.uri().clone();
        let bytes = read(request, web).await?;
        let said = serde_json::from_slice(&bytes).map_err(|why| Problem::malformed(&in_plain_words(&why)))?;
        Ok(Self { said, digest: digest(&address, &bytes) })
    }
}

/// The words of the address after the question mark.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let asked = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        asked.map(|query| Self(query.0)).map_err(|why| Problem::malformed(&why.body_text()))
    }
}

/// The slots of the address.
#[derive(Debug)]
pub(crate) struct Slot<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Slot<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // What cannot be a number or code names nothing that is here.
        let slot = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        slot.map(|path| Self(path.0)).map_err(|_| Problem::no_such_thing())
    }
}

/// An answer in JSON.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => {
                let mut response = Response::new(Body::from(bytes));
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                response
            }
            Err(why) => Problem::our_mistake(why).into_response(),
        }
    }
}

/// The body, if it is not too large. A length that is announced too large is refused without keeping a byte of it.
pub(crate) async fn read(request: Request, web: &Web) -> Result<Bytes, Problem> {
    let most = web.config().max_body_bytes;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > most as u64) {
        let_pass(request, most.saturating_mul(8)).await;
        return Err(Problem::too_large(most));
    }
    Bytes::from_request(request, web).await.map_err(|why| match why.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(most),
        _ => Problem::malformed("the body broke off"),
    })
}

/// The same for a door that takes more than the setting says: a file, by somebody whom the policy has let in.
pub(crate) async fn read_up_to(request: Request, most: usize) -> Result<Bytes, Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > most as u64) {
        return Err(Problem::too_large(most));
    }
    axum::body::to_bytes(request.into_body(), most).await.map_err(|_| Problem::too_large(most))
}

/// A command that carries a file.
pub(crate) async fn sent_up_to<T: DeserializeOwned>(request: Request, most: usize) -> Result<Sent<T>, Problem> {
    if !is_json(request.headers()) {
        let (zh, en) = ("请以 application/json 发送", "send it as application/json");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", zh, en));
    }
    let address = request.uri().clone();
    let bytes = read_up_to(request, most).await?;
    let said = serde_json::from_slice(&bytes).map_err(|why| Problem::malformed(&in_plain_words(&why)))?;
    Ok(Sent { said, digest: digest(&address, &bytes) })
}

/// Reads a body past and forgets it, up to so many bytes. Whoever is still sending when the line is closed never sees the
/// answer that says why; whoever sends without end does not deserve one.
async fn let_pass(request: Request, most: usize) {
    let mut chunks = request.into_body().into_data_stream();
    let mut left = most;
    while let Some(Ok(chunk)) = chunks.next().await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// The digest of a command: where it was sent, and what.
pub(crate) fn digest(address: &Uri, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(address.path().as_bytes());
    hasher.update([0]);
    hasher.update(bytes);
    hasher.finalize().into()
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// The parser's complaint, without names of our types.
fn in_plain_words(why: &serde_json::Error) -> String {
    let text = why.to_string();
    match text.split_once(", expected struct ") {
        Some((said, rest)) => {
            let place = rest.split_once(" at line").map_or(String::new(), |(_, place)| format!(" at line{place}"));
            format!("{said}, expected an object{place}")
        }
        None => text,
    }
}
