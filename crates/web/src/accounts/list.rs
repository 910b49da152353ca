//! `GET /api/v1/accounts`: who may come in.

use crate::answers::Failures;
use crate::body::Json;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_store::Account;
use jingwei_terms::{AreaCode, DepartmentCode, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// An account. Its password is nowhere, not even its hash.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "name": "renzhenglan", "version": 1, "display": "任正澜", "role": "agent",
    "department": "hotline-12345", "area": null, "has_password": true, "disabled": false }))]
pub(crate) struct AccountView {
    /// The name to come in with.
    name: String,
    /// How many changes it has had.
    version: u32,
    /// The name to show.
    display: String,
    /// What they act as.
    #[schema(value_type = String)]
    role: Role,
    /// For which department.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentCode>,
    /// In which area.
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Whether they can come in by password.
    has_password: bool,
    /// Whether the door is shut.
    disabled: bool,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            has_password: !account.password_hash.is_empty(),
            version: account.version.number(),
            name: account.name,
            display: account.display,
            role: account.role,
            department: account.department,
            area: account.area,
            disabled: account.disabled,
        }
    }
}

/// Every account, by name.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", responses(
    (status = 200, description = "the accounts", body = [AccountView]), Failures))]
pub(crate) async fn list(State(web): State<Web>) -> Result<Json<Vec<AccountView>>, Problem> {
    Ok(Json(web.store().accounts().await?.into_iter().map(AccountView::from).collect()))
}
