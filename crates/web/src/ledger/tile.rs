//! `GET /ledger/tile/…`: the pieces of the tree and its entries (C2SP tlog-tiles). What a piece says never changes.

use crate::answers::Failures;
use crate::body::Slot;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jingwei_ledger::TileId;
use jingwei_ledger::bundle::{self, BundleId};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A tile of hashes (`0/x001/234.p/12`) or a bundle of entries (`entries/x001/234`).
#[utoipa::path(get, path = "/ledger/tile/{path}", tag = "ledger",
    params(("path" = String, Path, description = "the place of the tile, as tlog-tiles writes it", example = "0/000")),
    responses((status = 200, description = "its bytes", body = Vec<u8>, content_type = "application/octet-stream"), Failures))]
pub(crate) async fn tile(State(web): State<Web>, Slot(path): Slot<String>) -> Result<Response, Problem> {
    let path = format!("tile/{path}");
    let bytes = match (TileId::from_path(&path), BundleId::from_path(&path)) {
        (Some(id), _) => web.store().tile(id).await?,
        (None, Some(id)) => entries(&web, id).await?,
        (None, None) => None,
    };
    let bytes = bytes.ok_or_else(Problem::no_such_thing)?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, bytes).into_response())
}

async fn entries(web: &Web, id: BundleId) -> Result<Option<Vec<u8>>, Problem> {
    let Some(range) = id.leaves() else { return Ok(None) };
    let leaves = web.store().leaves(range.start, u32::from(id.width())).await?;
    if leaves.len() < usize::from(id.width()) {
        return Ok(None);
    }
    let encoded = bundle::encode(leaves.iter().map(|leaf| leaf.entry.as_slice()));
    encoded.map(Some).map_err(Problem::our_mistake)
}
