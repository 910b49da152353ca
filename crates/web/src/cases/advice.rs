//! `GET /api/v1/cases/{number}/advice`: fresh advice on a case, by what is known now.

use super::act::load;
use super::view::advice::AdviceView;
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::policy::Sight;
use crate::triage::suggest::within_sight;
use crate::{Problem, Web};
use axum::extract::State;

/// Fresh advice on a case: kind, department, duplicates and legal ways, by the model in force and the cases open now. What was advised
/// when it was filed stands in the case itself. Nothing is stored.
#[utoipa::path(get, path = "/api/v1/cases/{number}/advice", tag = "cases",
    params(("number" = String, Path, description = "the receipt number")),
    responses((status = 200, description = "the advice", body = AdviceView), Failures))]
pub(crate) async fn advice(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
) -> Result<Json<AdviceView>, Problem> {
    let case = load(&web, &number).await?;
    let rules = web.rules();
    if caller.sight(&case, &rules) != Sight::Whole {
        return Err(Problem::no_such_thing());
    }
    let advice = web.triage().advise_again(&case, &rules);
    let mut view = AdviceView::of(&advice, &rules);
    view.duplicates = within_sight(&web, &caller, view.duplicates).await?;
    Ok(Json(view))
}
