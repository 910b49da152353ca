//! The answers of no that every door may give, for the OpenAPI document. One list: what it names is what clients handle.

use crate::problem::Wire;
use std::collections::BTreeMap;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

/// What may go wrong at a door, each as problem details.
pub(crate) struct Failures;

/// The same for a page, which says it as a page.
pub(crate) struct PageFailures;

/// The same for GeoReport, which says it as a list of codes and descriptions; the gate says it as problem details.
pub(crate) struct GeoReportFailures;

const ALL: [(&str, &str); 12] = [
    ("400", "the request is not well formed"),
    ("401", "nobody is logged in, or the token is not known"),
    ("403", "the role does not carry that far"),
    ("404", "it is not here, or not for the caller to know about"),
    ("405", "this address does not take that method"),
    ("409", "the record changed in the meantime, or the command id was used for something else"),
    ("413", "the body is too large"),
    ("415", "the body is not of the kind that is asked for"),
    ("422", "refused by the town hall, with code, ground and next step"),
    ("429", "too often; `Retry-After` says when to come back"),
    ("500", "a mistake of ours"),
    ("503", "not available now; the same command may be sent again"),
];

impl IntoResponses for Failures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        failures(&[problem()])
    }
}

impl IntoResponses for PageFailures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        failures(&[problem(), ("text/html", text())])
    }
}

impl IntoResponses for GeoReportFailures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let error = ObjectBuilder::new()
            .property("code", ObjectBuilder::new().schema_type(Type::Integer))
            .property("description", ObjectBuilder::new().schema_type(Type::String))
            .required("code")
            .required("description");
        let list = Schema::from(ArrayBuilder::new().items(error));
        let list = ContentBuilder::new().schema(Some(list)).build();
        failures(&[problem(), ("application/json", list), ("text/xml", text())])
    }
}

fn failures(contents: &[(&str, Content)]) -> BTreeMap<String, RefOr<Response>> {
    let answer = |what: &str| {
        let empty = ResponseBuilder::new().description(what);
        contents.iter().fold(empty, |answer, (kind, content)| answer.content(*kind, content.clone())).build()
    };
    ALL.iter().map(|(status, what)| ((*status).to_owned(), RefOr::T(answer(what)))).collect()
}

fn problem() -> (&'static str, Content) {
    let schema = Ref::from_schema_name("Problem");
    ("application/problem+json", ContentBuilder::new().schema(Some(schema)).build())
}

fn text() -> Content {
    let schema = Schema::from(ObjectBuilder::new().schema_type(Type::String));
    ContentBuilder::new().schema(Some(schema)).build()
}

/// The schema that every failure refers to.
pub(crate) fn problem_schema() -> (String, RefOr<Schema>) {
    (Wire::name().into_owned(), Wire::schema())
}
