//! The two forms in which GeoReport answers, written from one list of records.

use crate::{Lang, Problem};
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// JSON or XML, by the ending of the address; and the language.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    xml: bool,
    lang: Lang,
    /// What stands in the address before the ending, such as the code of a service.
    pub(crate) name: String,
}

/// One record: names and values in the order in which they are written.
pub(crate) type Record = Vec<(&'static str, Value)>;

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let last = parts.uri.path().rsplit('/').next().unwrap_or_default();
        let (name, ending) = last.rsplit_once('.').ok_or_else(Problem::no_such_thing)?;
        let xml = match ending {
            "json" => false,
            "xml" => true,
            _ => return Err(Problem::no_such_thing()),
        };
        Ok(Self { xml, lang: Lang::asked(&parts.headers), name: name.to_owned() })
    }
}

impl Asked {
    /// A list of records; in XML each is an `item` inside `root`.
    pub(crate) fn answer(&self, status: StatusCode, root: &str, item: &str, records: Vec<Record>) -> Response {
        match self.xml {
            false => {
                let records = records.into_iter().map(|record| Value::Object(object(record))).collect();
                self.write(status, Value::Array(records).to_string().into_bytes())
            }
            true => self.xml(status, |writer| {
                writer.create_element(root).write_inner_content(|writer| {
                    records.iter().try_for_each(|record| element(writer, item, &Value::Object(object(record.clone()))))
                })?;
                Ok(())
            }),
        }
    }

    /// One record by itself.
    pub(crate) fn answer_one(&self, root: &str, record: Record) -> Response {
        let value = Value::Object(object(record));
        match self.xml {
            false => self.write(StatusCode::OK, value.to_string().into_bytes()),
            true => self.xml(StatusCode::OK, |writer| element(writer, root, &value)),
        }
    }

    /// A no, as GeoReport writes it: a list of codes and descriptions.
    pub(crate) fn refuse(&self, problem: Problem) -> Response {
        let description = format!("{}: {}", problem.code(), problem.detail(self.lang));
        let record = vec![("code", problem.status().as_u16().into()), ("description", description.into())];
        let mut response = self.answer(problem.status(), "errors", "error", vec![record]);
        problem.dress(&mut response);
        // The frame logs what belongs into the log and leaves the body as it is.
        response.extensions_mut().insert(Arc::new(problem));
        response
    }

    /// The name of something in the language asked for.
    pub(crate) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.lang.pick(zh, en) }
    }

    fn xml(&self, status: StatusCode, fill: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> Response {
        let mut writer = Writer::new(Vec::new());
        let declared = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        match declared.and_then(|()| fill(&mut writer)) {
            Ok(()) => self.write(status, writer.into_inner()),
            Err(why) => Problem::our_mistake(why).into_response(),
        }
    }

    fn write(&self, status: StatusCode, body: Vec<u8>) -> Response {
        let kind = if self.xml { "text/xml; charset=utf-8" } else { "application/json; charset=utf-8" };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang.tag()));
        response
    }
}

fn object(record: Record) -> Map<String, Value> {
    record.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// An element and what is in it. A list repeats an element inside, named by the singular of its own name.
fn element(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> io::Result<()> {
    match value {
        Value::Null => {
            writer.create_element(name).write_empty()?;
        }
        Value::Object(fields) => {
            writer.create_element(name).write_inner_content(|writer| {
                fields.iter().try_for_each(|(name, value)| element(writer, name, value))
            })?;
        }
        Value::Array(items) => {
            let singular = name.strip_suffix('s').unwrap_or(name);
            writer
                .create_element(name)
                .write_inner_content(|writer| items.iter().try_for_each(|item| element(writer, singular, item)))?;
        }
        Value::String(text) => {
            writer.create_element(name).write_text_content(BytesText::new(&plain(text)))?;
        }
        Value::Bool(_) | Value::Number(_) => {
            writer.create_element(name).write_text_content(BytesText::new(&value.to_string()))?;
        }
    }
    Ok(())
}

/// XML 1.0 has no word for most control characters, not even an escaped one.
fn plain(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    text.chars().filter(allowed).filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}
