//! `PUT /api/v1/views/{name}`: a view is kept under its name.

use super::ViewOfList;
use crate::answers::Failures;
use crate::body::{Json, Sent, Slot};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use jingwei_store::SavedView;
use serde_json::Value;

/// The largest view, in bytes of JSON.
const MOST_BYTES: usize = 16 << 10;

/// The most views of one account.
const MOST_VIEWS: usize = 100;

/// Keep a view under its name; the one that had the name is replaced. The body is an object of the screen's own, of at most 16 KiB.
#[utoipa::path(put, path = "/api/v1/views/{name}", tag = "views", operation_id = "save",
    params(("name" = String, Path, description = "what its owner calls it, 1 to 60 characters")),
    request_body(content = Object, content_type = "application/json"),
    responses((status = 200, description = "it is kept", body = ViewOfList), Failures))]
pub(crate) async fn save(
    State(web): State<Web>,
    caller: Caller,
    Slot(name): Slot<String>,
    sent: Sent<Value>,
) -> Result<Json<ViewOfList>, Problem> {
    let (name, account) = (super::name(&name)?, &caller.staff()?.account);
    if !sent.said.is_object() {
        return Err(Problem::malformed("a view is an object"));
    }
    if sent.said.to_string().len() > MOST_BYTES {
        return Err(Problem::too_large(MOST_BYTES));
    }
    let known = web.store().views(account).await?;
    if known.len() >= MOST_VIEWS && !known.iter().any(|view| view.name == name) {
        let (zh, en) = (format!("最多保存 {MOST_VIEWS} 个视图"), format!("at most {MOST_VIEWS} views are kept"));
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "too_many_views", zh, en);
        return Err(problem.next("请先删除不用的视图", "remove one that is not used"));
    }
    let view = SavedView { name, body: sent.said };
    web.store().save_view(account, &view).await?;
    Ok(Json(view.into()))
}
