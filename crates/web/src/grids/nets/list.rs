//! `GET /api/v1/grids/nets`: every net that was ever drafted, in that order.

use super::NetView;
use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;

/// Every net, oldest first.
#[utoipa::path(get, path = "/api/v1/grids/nets", tag = "nets", responses(
    (status = 200, description = "the nets", body = [NetView]), Failures))]
pub(crate) async fn list(State(web): State<Web>) -> Result<Json<Vec<NetView>>, Problem> {
    let titles = web.store().nets().await?;
    let now = web.now();
    Ok(Json(titles.iter().map(|title| NetView::of(title, &titles, now)).collect()))
}
