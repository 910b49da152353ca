//! `GET /open311/v2/services.{json,xml}` and `…/services/{service_code}.{json,xml}`: what can be reported.

use super::format::{Asked, Record};
use crate::answers::GeoReportFailures;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::rulebook::kinds::Kind;
use jingwei_terms::KindCode;
use serde_json::{Value, json};

/// What can be reported: the minor kinds of the rulebook.
#[utoipa::path(get, path = "/open311/v2/services.{format}", tag = "open311", operation_id = "list_services",
    params(("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 200, description = "the services", content((Vec<Object> = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn list(State(web): State<Web>, asked: Asked) -> Response {
    let rules = web.rules();
    let records = rules.kinds.iter().filter(|kind| kind.parent.is_some()).map(|kind| service(kind, &rules, &asked));
    asked.answer(StatusCode::OK, "services", "service", records.collect())
}

/// What a report of this kind should say beyond words and place: nothing, here.
#[utoipa::path(get, path = "/open311/v2/services/{service_code}.{format}", tag = "open311", operation_id = "show_service",
    params(("service_code" = String, Path, description = "the code of the service"),
        ("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 200, description = "its definition", content((Object = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn show(State(web): State<Web>, asked: Asked) -> Response {
    let rules = web.rules();
    let code = KindCode::new(&asked.name).ok().filter(|code| is_service(code, &rules));
    let Some(code) = code else { return asked.refuse(Problem::no_such_thing()) };
    asked.answer_one("service_definition", vec![("service_code", code.as_str().into()), ("attributes", json!([]))])
}

/// Whether reports can be filed under this kind.
pub(super) fn is_service(code: &KindCode, rules: &Rulebook) -> bool {
    rules.kinds.get(code).is_some_and(|kind| kind.parent.is_some())
}

fn service(kind: &Kind, rules: &Rulebook, asked: &Asked) -> Record {
    let name = asked.pick(&kind.name, &kind.name_en);
    let group = kind.parent.as_ref().and_then(|code| rules.kinds.get(code));
    let group = group.map_or("", |group| asked.pick(&group.name, &group.name_en));
    vec![
        ("service_code", kind.code.as_str().into()),
        ("service_name", name.into()),
        ("description", format!("{group} / {name}").into()),
        ("metadata", Value::Bool(false)),
        // The receipt number is given at once.
        ("type", "realtime".into()),
        ("keywords", kind.keywords.join(",").into()),
        ("group", group.into()),
    ]
}
