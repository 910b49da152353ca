//! `POST /open311/v2/requests.{json,xml}`: another program reports.

use super::format::Asked;
use super::services::is_service;
use crate::answers::GeoReportFailures;
use crate::body::{digest, read};
use crate::caller::Caller;
use crate::cases::file::{keep, may_file_now};
use crate::cases::filing::{Filed, no_point};
use crate::{Problem, Web};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use jingwei_cases::case::{Anonymity, Attachment, Channel, Property, Reporter};
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::{CommandId, Datum, KindCode, Location, Place};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A report by GeoReport v2. Coordinates are WGS-84.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(example = json!({ "service_code": "0101", "lat": "31.2304", "long": "121.4737", "description": "井盖破损" }))]
pub(crate) struct Form {
    /// Which city; there is one here, so it is not looked at.
    jurisdiction_id: String,
    /// The kind of matter.
    service_code: String,
    /// Degrees north.
    lat: String,
    /// Degrees east.
    long: String,
    /// The place in words.
    address_string: String,
    /// The name of the reporter.
    first_name: String,
    /// The family name of the reporter.
    last_name: String,
    /// The telephone of the reporter.
    phone: String,
    /// What is the matter.
    description: String,
    /// The address of a picture.
    media_url: String,
    /// An API token, if the client has one or the city asks for one.
    api_key: String,
    /// An id of the client's own making: the same one again files nothing twice (an addition to GeoReport).
    command_id: Option<Uuid>,
}

/// File a report. `key` in the answer is the secret key of the case.
#[utoipa::path(post, path = "/open311/v2/requests.{format}", tag = "open311", operation_id = "file_request",
    request_body(content = Form, content_type = "application/x-www-form-urlencoded"),
    params(("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 201, description = "a list with the receipt", content((Vec<Object> = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn file(State(web): State<Web>, caller: Caller, asked: Asked, request: Request) -> Response {
    match take(&web, caller, request).await {
        Ok(filed) => asked.answer(
            StatusCode::CREATED,
            "service_requests",
            "request",
            vec![vec![
                ("service_request_id", filed.number.as_str().into()),
                ("service_notice", notice(&filed, &asked).into()),
                ("account_id", serde_json::Value::Null),
                ("key", filed.key.as_str().into()),
            ]],
        ),
        Err(problem) => asked.refuse(problem),
    }
}

/// What the reporter is told: in danger to call for help, and always to keep the key.
fn notice(filed: &Filed, asked: &Asked) -> String {
    let keep = asked.pick("请保存 key，凭编号和 key 查询进展", "keep `key`: with it you follow the case");
    match &filed.urgent {
        Some(urgent) => format!("{} {keep}", asked.pick(&urgent.zh, &urgent.en)),
        None => keep.to_owned(),
    }
}

async fn take(web: &Web, caller: Caller, request: Request) -> Result<Filed, Problem> {
    let (address, kind) = (request.uri().clone(), request.headers().get(header::CONTENT_TYPE).cloned());
    let bytes = read(request, web).await?;
    let form = parse(kind, bytes.clone()).await?;
    let caller = if form.api_key.is_empty() { caller } else { caller.with_token(web, &form.api_key).await? };
    if web.config().open311_needs_key && caller.staff.is_none() {
        let (zh, en) = ("需要有效的 api_key", "a valid api_key is needed");
        return Err(Problem::new(StatusCode::FORBIDDEN, "api_key_needed", zh, en));
    }
    may_file_now(web, &caller)?;
    let command = form.command_id.unwrap_or_else(|| web.new_id(web.now()));
    let report = into_report(form, &web.rules())?;
    keep(web, caller.actor(), CommandId::new(command), digest(&address, &bytes), report).await
}

/// The form behind the bytes. They are read apart from it, because the command is known by their digest.
async fn parse(kind: Option<HeaderValue>, bytes: Bytes) -> Result<Form, Problem> {
    let mut request = Request::new(Body::from(bytes));
    *request.method_mut() = Method::POST;
    if let Some(kind) = kind {
        request.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    let form = axum::Form::<Form>::from_request(request, &()).await;
    form.map(|form| form.0).map_err(|why| match why.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            let (zh, en) =
                ("请以 application/x-www-form-urlencoded 发送", "send it as application/x-www-form-urlencoded");
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form", zh, en)
        }
        _ => Problem::malformed(&why.body_text()),
    })
}

fn into_report(form: Form, rules: &Rulebook) -> Result<Report, Problem> {
    let bad =
        |code: &'static str, zh: &'static str, en: &'static str| Problem::new(StatusCode::BAD_REQUEST, code, zh, en);
    if form.service_code.is_empty() {
        return Err(bad("service_code_missing", "缺少 service_code", "`service_code` is missing"));
    }
    let kind = KindCode::new(&form.service_code).ok().filter(|code| is_service(code, rules));
    let kind = kind.ok_or_else(|| {
        let (zh, en) = ("没有这个 service_code", "there is no such service_code");
        Problem::new(StatusCode::NOT_FOUND, "unknown_service_code", zh, en)
    })?;
    let location = point(&form.lat, &form.long)?;
    if location.is_none() && form.address_string.trim().is_empty() {
        let en = "`lat` and `long`, or `address_string`, are needed";
        return Err(bad("place_missing", "需要 lat 和 long，或 address_string", en));
    }
    let name = format!("{}{}", form.last_name.trim(), form.first_name.trim());
    let reporter = Reporter { name, phone: form.phone };
    // GeoReport lets the description out; the kind says what is the matter then.
    let description = match form.description.trim() {
        "" => rules.kinds.get(&kind).map_or(String::new(), |kind| kind.name.clone()),
        words => words.to_owned(),
    };
    let attachments = match form.media_url.is_empty() {
        true => Vec::new(),
        false => vec![media(form.media_url)?],
    };
    Ok(Report {
        place: Place { address: form.address_string, location, ..Place::default() },
        kind: Some(kind),
        anonymity: Anonymity::Confidential,
        reporter: Some(reporter),
        attachments,
        ..Report::new(Channel::Open311, Property::Report, &description)
    })
}

fn point(lat: &str, long: &str) -> Result<Option<Location>, Problem> {
    if lat.is_empty() && long.is_empty() {
        return Ok(None);
    }
    let degrees = |text: &str| text.trim().parse::<f64>();
    match (degrees(long), degrees(lat)) {
        (Ok(long), Ok(lat)) => Location::new(long, lat, Datum::Wgs84).map(Some).map_err(|why| no_point(&why)),
        _ => Err(Problem::malformed("`lat` and `long` are decimal degrees")),
    }
}

fn media(url: String) -> Result<Attachment, Problem> {
    let is_address = url.starts_with("https://") || url.starts_with("http://");
    if !is_address || url.len() > 2048 || url.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(Problem::malformed("`media_url` is an http address of at most 2048 bytes"));
    }
    Ok(Attachment { reference: url, role: String::new(), sha256: String::new() })
}
