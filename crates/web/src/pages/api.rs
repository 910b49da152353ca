//! `GET /docs/api`: the OpenAPI document for people, without a script and without anybody else's server.

use super::layout::{Shown, page};
use crate::Web;
use crate::answers::PageFailures;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The interface, readable.
#[utoipa::path(get, path = "/docs/api", tag = "pages", responses(
    (status = 200, description = "the page", body = String, content_type = "text/html"), PageFailures))]
pub(crate) async fn api(State(web): State<Web>, shown: Shown) -> Response {
    // The document does not change while the program runs, and drawing it takes longer than sending it.
    static BODY: LazyLock<String> = LazyLock::new(|| draw(crate::openapi::document()).into_string());
    let title = shown.pick("接口文档", "API documentation");
    page(
        &web,
        &shown,
        title,
        &html! {
            h1 { (title) }
            p { a href="/api/openapi.json" { "openapi.json" } " · OpenAPI 3.1" }
            (maud::PreEscaped(BODY.as_str()))
        },
    )
}

fn draw(document: &str) -> Markup {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let tags = document["tags"].as_array().cloned().unwrap_or_default();
    html! {
        p { (document["info"]["description"].as_str().unwrap_or_default()) }
        @for tag in &tags {
            h2 id=(text(&tag["name"])) { (text(&tag["description"])) }
            @for (path, method, operation) in operations(&document, text(&tag["name"])) {
                details {
                    summary { span.method { (method.to_uppercase()) } code { (path) } }
                    (describe(operation))
                }
            }
        }
        h2 { "数据结构 Schemas" }
        @for (name, schema) in object(&document["components"]["schemas"]) {
            details id=(name) { summary { code { (name) } } (fields(schema)) }
        }
    }
}

fn operations<'d>(document: &'d Value, tag: &'d str) -> impl Iterator<Item = (&'d str, &'d str, &'d Value)> {
    let all = object(&document["paths"]).iter().flat_map(|(path, item)| {
        object(item).iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    all.filter(move |(_, _, operation)| operation["tags"][0] == tag)
}

fn describe(operation: &Value) -> Markup {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let body = object(&operation["requestBody"]["content"]);
    html! {
        p { (text(&operation["summary"])) " " (text(&operation["description"])) }
        @if !parameters.is_empty() {
            table { thead { tr { th { "参数 Parameter" } th { "" } th { "" } } }
                tbody { @for p in &parameters { tr {
                    td { code { (text(&p["name"])) } } td { (text(&p["in"])) } td { (text(&p["description"])) }
                } } } }
        }
        @for (kind, content) in body { p { "请求体 Body: " code { (kind) } " " (kind_of(&content["schema"])) } }
        table { thead { tr { th { "状态 Status" } th { "" } th { "" } } }
            tbody { @for (status, answer) in object(&operation["responses"]) { tr {
                td { code { (status) } } td { (text(&answer["description"])) }
                td { @for (_, content) in object(&answer["content"]) { (kind_of(&content["schema"])) " " } }
            } } } }
    }
}

fn fields(schema: &Value) -> Markup {
    let variants = ["oneOf", "allOf", "anyOf"].iter().find_map(|key| schema[*key].as_array());
    let example = schema.get("example").and_then(|example| serde_json::to_string_pretty(example).ok());
    html! {
        p { (text(&schema["description"])) }
        @if let Some(variants) = variants { @for variant in variants { p { (kind_of(variant)) } (fields(variant)) } }
        @if !object(&schema["properties"]).is_empty() {
            table { tbody { @for (name, field) in object(&schema["properties"]) { tr {
                td { code { (name) } } td { (kind_of(field)) } td { (text(&field["description"])) }
            } } } }
        }
        @if let Some(example) = example { pre { code { (example) } } }
    }
}

/// What sort of value it is, with a link where it has a name.
fn kind_of(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|address| address.rsplit('/').next()) {
        return html! { a href={ "#" (name) } { code { (name) } } };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! { code { (words.iter().map(text).collect::<Vec<_>>().join(" | ")) } };
    }
    match (&schema["type"], schema["oneOf"].as_array()) {
        (Value::String(kind), _) if kind == "array" => html! { "[ " (kind_of(&schema["items"])) " ]" },
        (Value::String(kind), _) => html! { code { (kind) } },
        (Value::Array(kinds), _) => html! { code { (kinds.iter().map(text).collect::<Vec<_>>().join(" | ")) } },
        (_, Some(variants)) => html! { @for variant in variants { (kind_of(variant)) " " } },
        _ => html! {},
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NOTHING)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
