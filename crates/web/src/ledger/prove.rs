//! `GET /api/v1/ledger/prove/{index}`: a file that proves one fact, offline and for ever (C2SP tlog-proof).

use super::checkpoint::{latest, not_signed_yet};
use crate::answers::Failures;
use crate::body::Slot;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jingwei_ledger::proof::{inclusion_proof, tiles_for_inclusion};
use jingwei_ledger::{Checkpoint, Entry, LogProof, SignedNote, TileId};
use std::collections::BTreeMap;

/// A proof that the fact at this place is in the ledger. It shows when the fact was recorded and that it cannot have been
/// changed since; what it says stays with those who may see it.
#[utoipa::path(get, path = "/api/v1/ledger/prove/{index}", tag = "ledger",
    params(("index" = u64, Path, description = "the place in the ledger, from 0")),
    responses((status = 200, description = "the proof", body = String, content_type = "text/plain"), Failures))]
pub(crate) async fn prove(State(web): State<Web>, Slot(index): Slot<u64>) -> Result<Response, Problem> {
    let note = SignedNote::parse(&latest(&web).await?.note).map_err(Problem::our_mistake)?;
    let size = Checkpoint::parse(note.text()).map_err(Problem::our_mistake)?.size();
    if index >= size {
        return Err(not_signed_yet());
    }
    let leaf = web.store().leaves(index, 1).await?.into_iter().next().filter(|leaf| leaf.index == index);
    let leaf = leaf.ok_or_else(Problem::no_such_thing)?;
    let entry = Entry::decode(&leaf.entry).map_err(Problem::our_mistake)?;
    let needed = tiles_for_inclusion(size, index).map_err(Problem::our_mistake)?;
    let mut tiles: BTreeMap<TileId, Vec<u8>> = BTreeMap::new();
    for id in needed {
        if let Some(bytes) = web.store().tile(id).await? {
            tiles.insert(id, bytes);
        }
    }
    let hashes = inclusion_proof(&tiles, size, index).map_err(Problem::our_mistake)?;
    let text = LogProof::new(&entry, None, index, hashes, note).to_string();
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((headers, text).into_response())
}
