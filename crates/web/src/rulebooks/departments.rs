//! `GET /api/v1/rulebook/departments`: who can hold a duty.

use super::FOR_A_WHILE;
use crate::Web;
use crate::answers::Failures;
use crate::body::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jingwei_cases::rulebook::departments::DepartmentKind;
use serde::Serialize;
use utoipa::ToSchema;

/// A department, street office, community or utility.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepartmentView {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// The same in English.
    name_en: String,
    /// What sort of body it is.
    sort: &'static str,
    /// The body above it.
    parent: Option<String>,
    /// The area that it serves; null means the whole city.
    area: Option<String>,
    /// Its duties in a sentence.
    duties: String,
    /// Its published telephone.
    phone: String,
}

/// Every department, by code.
#[utoipa::path(get, path = "/api/v1/rulebook/departments", tag = "rulebook", responses(
    (status = 200, description = "the departments", body = [DepartmentView]), Failures))]
pub(crate) async fn departments(State(web): State<Web>) -> Response {
    let rules = web.rules();
    let departments = rules.departments.iter().map(|department| DepartmentView {
        code: department.code.to_string(),
        name: department.name.clone(),
        name_en: department.name_en.clone(),
        sort: word(department.kind),
        parent: department.parent.as_ref().map(ToString::to_string),
        area: department.area.as_ref().map(ToString::to_string),
        duties: department.duties.clone(),
        phone: department.phone.clone(),
    });
    ([FOR_A_WHILE], Json(departments.collect::<Vec<_>>())).into_response()
}

const fn word(kind: DepartmentKind) -> &'static str {
    match kind {
        DepartmentKind::Bureau => "bureau",
        DepartmentKind::District => "district",
        DepartmentKind::Street => "street",
        DepartmentKind::Community => "community",
        DepartmentKind::Utility => "utility",
        DepartmentKind::Hotline => "hotline",
        DepartmentKind::Emergency => "emergency",
    }
}
