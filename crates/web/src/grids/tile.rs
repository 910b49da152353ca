//! `GET /api/v1/grids/tiles/{z}/{x}/{y}`: the grids in force as Mapbox Vector Tiles, for a map of any size.

use super::map::Maps;
use crate::answers::Failures;
use crate::body::Slot;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;

/// A map asks again whether its tiles are still those of the net in force, and is answered without sending them anew.
const ASK_AGAIN: &str = "public, max-age=60, must-revalidate";

/// A tile of the layer `grids`: code, name, community and households of each grid. `204` where there is no grid.
#[utoipa::path(get, path = "/api/v1/grids/tiles/{z}/{x}/{y}", tag = "grids",
    params(("z" = u8, Path, description = "the zoom, 0 to 22"), ("x" = u32, Path, description = "the column"),
        ("y" = u32, Path, description = "the row, from the north")),
    responses((status = 200, description = "the tile", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "no grid there"), (status = 304, description = "as it was"), Failures))]
pub(crate) async fn tile(
    State(web): State<Web>,
    Slot((z, x, y)): Slot<(u8, u32, u32)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let map = Maps::now(&web).await?;
    let tag = map.tag();
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let head = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, ASK_AGAIN.to_owned())];
    if known.is_some_and(|known| known == "*" || known.split(',').any(|one| one.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let cut = spawn_blocking(move || map.tile(z, x, y)).await.map_err(Problem::our_mistake)?;
    Ok(match cut {
        Some(bytes) => (head, [(header::CONTENT_TYPE, "application/vnd.mapbox-vector-tile")], bytes).into_response(),
        None => (StatusCode::NO_CONTENT, head).into_response(),
    })
}
