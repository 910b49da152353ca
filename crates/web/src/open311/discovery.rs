//! `GET /open311/v2/discovery.{json,xml}`: what there is, for programs that know nothing yet.

use super::format::Asked;
use crate::Web;
use crate::answers::GeoReportFailures;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

/// What this end point offers.
#[utoipa::path(get, path = "/open311/v2/discovery.{format}", tag = "open311", operation_id = "discovery",
    params(("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 200, description = "what there is", content((Object = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn discovery(State(web): State<Web>, asked: Asked) -> Response {
    let rules = web.rules();
    let city = &rules.settings.city;
    let hotline = rules.departments.get(&city.hotline).map_or("", |hotline| hotline.phone.as_str());
    let changed: Value = rules.version.as_str().into();
    let endpoint = json!({
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": "/open311/v2",
        "changeset": changed,
        "type": "production",
        "formats": ["application/json", "text/xml"],
    });
    let contact = format!("{} {hotline}", asked.pick(&city.name, &city.name_en));
    let key_service = match web.config().open311_needs_key {
        true => asked.pick("请向管理员申请 API 令牌", "ask the administrator for an API token"),
        false => asked.pick("无需密钥", "no key is needed"),
    };
    let record = vec![
        ("changeset", changed),
        ("contact", contact.trim().into()),
        ("key_service", key_service.into()),
        ("endpoints", json!([endpoint])),
    ];
    asked.answer_one("discovery", record)
}
