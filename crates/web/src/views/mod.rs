//! 视图: lists as their owner has arranged them, on any screen.

pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod save;

use crate::Problem;
use axum::http::StatusCode;
use jingwei_store::SavedView;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A saved view.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "name": "我的超期件", "body": { "list": "cases", "filter": { "overdue": "true" }, "columns": ["number", "due_at"] } }))]
pub(crate) struct ViewOfList {
    /// What its owner calls it.
    name: String,
    /// What the screen keeps of it.
    #[schema(value_type = Object)]
    body: Value,
}

impl From<SavedView> for ViewOfList {
    fn from(SavedView { name, body }: SavedView) -> Self {
        Self { name, body }
    }
}

/// The name, if it can be one.
fn name(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= 60 && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned()).ok_or_else(|| {
        let (zh, en) = ("视图名称应为 1 至 60 个字", "the name of a view has 1 to 60 characters");
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_name", zh, en)
    })
}
