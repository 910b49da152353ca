//! `GET /open311/v2/tokens/{token}.{json,xml}`: the number behind a token. Here the number is given at once, so it is its own token.

use super::format::Asked;
use super::requests::public;
use crate::answers::GeoReportFailures;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

/// The receipt number behind a token.
#[utoipa::path(get, path = "/open311/v2/tokens/{token}.{format}", tag = "open311", operation_id = "show_token",
    params(("token" = String, Path, description = "the token, which is the receipt number"),
        ("format" = String, Path, description = "`json` or `xml`")),
    responses((status = 200, description = "a list with the number", content((Vec<Object> = "application/json"), (String = "text/xml"))), GeoReportFailures))]
pub(crate) async fn show(State(web): State<Web>, asked: Asked) -> Response {
    match public(&web, &asked.name, &asked).await {
        Ok(Some(_)) => {
            let number = || asked.name.as_str().into();
            let record = vec![("token", number()), ("service_request_id", number())];
            asked.answer(StatusCode::OK, "service_requests", "request", vec![record])
        }
        Ok(None) => asked.refuse(Problem::no_such_thing()),
        Err(problem) => asked.refuse(problem),
    }
}
