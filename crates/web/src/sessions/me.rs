//! `GET /api/v1/me`: who the server takes the caller for.

use crate::answers::Failures;
use crate::body::Json;
use crate::caller::{Caller, Staff};
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::Account;
use jingwei_terms::{AreaCode, DepartmentCode, Role};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "name": "renzhenglan", "display": "任正澜", "role": "agent", "role_name": "坐席",
    "department": "hotline-12345", "department_name": "市民服务热线中心", "area": null }))]
pub(crate) struct Me {
    /// The name of the account.
    name: String,
    /// The name to show.
    display: String,
    /// What they act as.
    #[schema(value_type = String)]
    role: Role,
    /// The same in Chinese.
    role_name: &'static str,
    /// For which department.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentCode>,
    /// Its name.
    department_name: Option<String>,
    /// In which area.
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
}

impl Me {
    pub(crate) fn of_account(account: &Account, rules: &Rulebook) -> Self {
        let Account { name, display, role, department, area, .. } = account.clone();
        Self::new(name, display, role, department, area, rules)
    }

    fn of_staff(staff: &Staff, rules: &Rulebook) -> Self {
        let (name, display) = (staff.account.clone(), staff.display.clone());
        Self::new(name, display, staff.role, staff.department.clone(), staff.area.clone(), rules)
    }

    fn new(
        name: String,
        display: String,
        role: Role,
        department: Option<DepartmentCode>,
        area: Option<AreaCode>,
        rules: &Rulebook,
    ) -> Self {
        let found = department.as_ref().and_then(|code| rules.departments.get(code));
        let department_name = found.map(|d| d.name.clone());
        Self { name, display, role, role_name: role.zh(), department, department_name, area }
    }
}

/// Who you are here.
#[utoipa::path(get, path = "/api/v1/me", tag = "sessions", responses(
    (status = 200, description = "you", body = Me), Failures))]
pub(crate) async fn me(State(web): State<Web>, caller: Caller) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of_staff(caller.staff()?, &web.rules())))
}
