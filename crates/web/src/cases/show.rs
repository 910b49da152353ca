//! `GET /api/v1/cases/{number}`: one case, as much of it as the caller may see.

use super::act::load;
use super::view::CaseView;
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;

/// One case. Staff see it whole where it concerns them, the reporter sees their own with the key (`X-Case-Key` or `?key=`),
/// everybody else what is public. What is not for the caller is answered as if it were not there.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = String, Path, description = "the receipt number"),
        ("key" = Option<String>, Query, description = "the key of the case; better sent as `X-Case-Key`")),
    responses((status = 200, description = "the case", body = CaseView), Failures))]
pub(crate) async fn show(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
) -> Result<Json<CaseView>, Problem> {
    let case = load(&web, &number).await?;
    let rules = web.rules();
    let view = CaseView::of(&case, caller.sight(&case, &rules), &rules, web.now());
    view.map(Json).ok_or_else(Problem::no_such_thing)
}
