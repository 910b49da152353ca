//! `PUT /api/v1/attachments/{sha256}/chunks/{n}` and `GET …/chunks`: a picture comes in piece by piece.
//!
//! The pieces are named by the digest of the whole and by their place, so that a telephone that was switched off in the middle asks
//! which are here, sends the rest, and cannot send one twice.

use super::{MOST_BYTES, Uploaded, digest, picture};
use crate::answers::Failures;
use crate::body::{Json, Slot, read_up_to};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use jingwei_store::{AttachmentRef, Piece};
use serde::Serialize;
use utoipa::ToSchema;

/// The largest piece.
const MOST_PIECE: usize = 1 << 20;

/// The most pieces of one picture.
const MOST_PIECES: u32 = 512;

/// The pieces of a picture that are here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "chunks": [{ "number": 0, "bytes": 262144 }, { "number": 1, "bytes": 262144 }], "done": null }))]
pub(crate) struct PiecesView {
    /// Those that are here, in order.
    chunks: Vec<PieceView>,
    /// The picture, when it has been put together before; then no piece need be sent.
    done: Option<Uploaded>,
}

/// One piece.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PieceView {
    /// Its place, from 0.
    number: u32,
    /// How long it is.
    bytes: u64,
}

/// Send a piece of a picture: at most 1 MiB, the first is number 0. The same piece again is the same piece.
#[utoipa::path(put, path = "/api/v1/attachments/{sha256}/chunks/{number}", tag = "attachments", operation_id = "send_chunk",
    params(("sha256" = String, Path, description = "SHA-256 of the whole file as it is sent, in lower-case hexadecimal"),
        ("number" = u32, Path, description = "the place of the piece, 0 to 511")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "which pieces are here", body = PiecesView), Failures))]
pub(crate) async fn send(
    State(web): State<Web>,
    caller: Caller,
    Slot((sha256, number)): Slot<(String, u32)>,
    request: Request,
) -> Result<Json<PiecesView>, Problem> {
    let original = digest(&sha256)?;
    let account = caller.staff()?.account.clone();
    if number >= MOST_PIECES {
        return Err(Problem::no_such_thing());
    }
    let content = read_up_to(request, MOST_PIECE).await?;
    if content.is_empty() {
        let (zh, en) = ("分片为空", "the piece is empty");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "no_file", zh, en));
    }
    let here = web.store().pieces(&account, &original).await?;
    let others: u64 = here.iter().filter(|(known, _)| *known != number).map(|(_, bytes)| bytes).sum();
    if others + content.len() as u64 > MOST_BYTES as u64 {
        return Err(Problem::too_large(MOST_BYTES));
    }
    let piece = Piece { uploader: account.clone(), original, number, at: web.now(), content: content.to_vec() };
    web.store().keep_piece(piece).await?;
    view(&web, &account, &original).await.map(Json)
}

/// Which pieces of a picture are here: what to ask after an interruption.
#[utoipa::path(get, path = "/api/v1/attachments/{sha256}/chunks", tag = "attachments", operation_id = "chunks",
    params(("sha256" = String, Path, description = "SHA-256 of the whole file as it is sent, in lower-case hexadecimal")),
    responses((status = 200, description = "which pieces are here", body = PiecesView), Failures))]
pub(crate) async fn list(
    State(web): State<Web>,
    caller: Caller,
    Slot(sha256): Slot<String>,
) -> Result<Json<PiecesView>, Problem> {
    view(&web, &caller.staff()?.account, &digest(&sha256)?).await.map(Json)
}

async fn view(web: &Web, account: &str, original: &[u8; 32]) -> Result<PiecesView, Problem> {
    let here = web.store().pieces(account, original).await?;
    let done = web.store().attachment(AttachmentRef::Sent(*original)).await?;
    Ok(PiecesView {
        chunks: here.into_iter().map(|(number, bytes)| PieceView { number, bytes }).collect(),
        done: done.map(|title| Uploaded::of(&title, picture::Told::default())),
    })
}
