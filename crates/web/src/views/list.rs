//! `GET /api/v1/views`: the caller's saved views.

use super::ViewOfList;
use crate::answers::Failures;
use crate::body::Json;
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;

/// The caller's saved views, by name.
#[utoipa::path(get, path = "/api/v1/views", tag = "views", responses(
    (status = 200, description = "the views", body = [ViewOfList]), Failures))]
pub(crate) async fn list(State(web): State<Web>, caller: Caller) -> Result<Json<Vec<ViewOfList>>, Problem> {
    let views = web.store().views(&caller.staff()?.account).await?;
    Ok(Json(views.into_iter().map(ViewOfList::from).collect()))
}
