//! `DELETE /api/v1/views/{name}`: a view is taken away.

use crate::answers::Failures;
use crate::body::Slot;
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;

/// Take a view away.
#[utoipa::path(delete, path = "/api/v1/views/{name}", tag = "views",
    params(("name" = String, Path, description = "what its owner calls it")),
    responses((status = 204, description = "it is gone"), Failures))]
pub(crate) async fn remove(
    State(web): State<Web>,
    caller: Caller,
    Slot(name): Slot<String>,
) -> Result<StatusCode, Problem> {
    match web.store().remove_view(&caller.staff()?.account, &super::name(&name)?).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::no_such_thing()),
    }
}
