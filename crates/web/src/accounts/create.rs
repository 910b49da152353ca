//! `POST /api/v1/accounts`: somebody new.

use super::list::AccountView;
use super::{NEW, fact, keep, made, refused};
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::sessions::password;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jingwei_store::{Account, Credential};
use jingwei_terms::{AreaCode, CommandId, DepartmentCode, Role};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Somebody new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "name": "renzhenglan",
    "display": "任正澜", "role": "agent", "department": "hotline-12345", "password": "a phrase of your own" }))]
pub(crate) struct NewAccount {
    /// Made by the client before its first try.
    #[schema(value_type = uuid::Uuid)]
    command_id: CommandId,
    /// The name to come in with: lower-case letters, digits, `.`, `_` and `-`.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]*$")]
    name: String,
    /// The name to show.
    #[schema(min_length = 1, max_length = 100)]
    display: String,
    /// What they act as.
    #[schema(schema_with = role)]
    role: Role,
    /// For which department.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    department: Option<DepartmentCode>,
    /// In which area.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    area: Option<AreaCode>,
    /// A password of at least ten characters; without it they come in by token alone.
    #[serde(default)]
    #[schema(min_length = 10, max_length = 256)]
    password: Option<String>,
}

/// Make an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccount, responses(
    (status = 201, description = "made", body = AccountView), Failures))]
pub(crate) async fn create(
    State(web): State<Web>,
    caller: Caller,
    sent: Sent<NewAccount>,
) -> Result<Response, Problem> {
    let said = &sent.said;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if said.name.is_empty() || said.name.len() > 64 || !said.name.chars().all(plain) {
        return Err(refused(
            "bad_name",
            "账号名只能用小写字母、数字和 . _ -",
            "a name is lower-case letters, digits, `.`, `_`, `-`",
        ));
    }
    if said.display.trim().is_empty() || said.display.chars().count() > 100 || said.display.contains(char::is_control) {
        return Err(refused(
            "bad_display",
            "显示名不能为空，且不超过 100 字",
            "a display name has 1 to 100 characters",
        ));
    }
    let rules = web.rules();
    if said.department.as_ref().is_some_and(|code| rules.departments.get(code).is_none()) {
        return Err(refused("unknown_department", "没有这个部门", "there is no such department"));
    }
    if said.area.as_ref().is_some_and(|code| rules.areas.division(code).is_none()) {
        return Err(refused("unknown_area", "没有这个区划", "there is no such area"));
    }
    let password_hash = match &said.password {
        Some(password) => fresh_hash(password).await?,
        None => String::new(),
    };
    let account = Account {
        name: said.name.clone(),
        version: NEW,
        display: said.display.trim().to_owned(),
        role: said.role,
        department: said.department.clone(),
        area: said.area.clone(),
        password_hash,
        disabled: false,
    };
    let detail = json!({ "role": account.role, "department": account.department, "area": account.area });
    let fact = fact(&web, &caller, said.command_id, "create_account", &account.name).with(detail);
    keep(&web, &sent, said.command_id, made(Credential::Account(account.clone()), fact)).await?;
    Ok((StatusCode::CREATED, Json(AccountView::from(account))).into_response())
}

/// The hash of a password that somebody chose, unless it is too short or too long.
pub(super) async fn fresh_hash(password: &str) -> Result<String, Problem> {
    if password.chars().count() < password::MIN_CHARS || password.len() > password::MAX_BYTES {
        return Err(refused(
            "bad_password",
            "密码至少 10 个字符，不超过 256 字节",
            "a password has at least 10 characters and at most 256 bytes",
        ));
    }
    password::hash_in_turn(password.to_owned()).await.map_err(Problem::unavailable)
}

/// The roles that an account may have; `system` is for other systems of the city.
pub(crate) fn role() -> utoipa::openapi::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Role::ALL.map(Role::code))).build()
}
