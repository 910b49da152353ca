//! `GET /api/v1/grids/nets/{net}`: one net with its history, or with its grids as GeoJSON.

use super::NetView;
use crate::answers::Failures;
use crate::body::{Asked, Json, Slot};
use crate::grids::no_such_net;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jingwei_grids::net::NetVersion;
use jingwei_terms::{About, Datum};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The most steps in the life of a net that are told.
const STEPS: u32 = 100;

/// How the net is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `json` for the net and its history, `geojson` for its grids.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// The two ways to show a net.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Geojson,
}

/// A net and what was done with it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NetWithHistory {
    #[serde(flatten)]
    net: NetView,
    /// What was done with it, oldest first.
    history: Vec<Done>,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    /// `draft_net`, `activate_net` or `withdraw_net`.
    verb: String,
    /// When.
    #[schema(value_type = String)]
    at: Timestamp,
    /// As what somebody did it.
    role: &'static str,
    /// Who did it; null for the program.
    by: Option<String>,
    /// The index of its leaf in the ledger.
    ledger_index: u64,
    /// The particulars.
    #[schema(value_type = Object)]
    detail: Value,
}

/// One net: its standing and history, or its grids.
#[utoipa::path(get, path = "/api/v1/grids/nets/{net}", tag = "nets",
    params(("net" = u32, Path, description = "the running number"), Wanted),
    responses((status = 200, description = "the net", content(
        (NetWithHistory = "application/json"), (Object = "application/geo+json"))), Failures))]
pub(crate) async fn show(
    State(web): State<Web>,
    Slot(number): Slot<u32>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let number = NetVersion::new(number);
    match wanted.format {
        Format::Json => history(&web, number).await.map(IntoResponse::into_response),
        Format::Geojson => {
            let record = web.store().net(number).await?.ok_or_else(|| no_such_net(number))?;
            let bytes = record.net.to_layer().write(Datum::Cgcs2000);
            Ok(([(header::CONTENT_TYPE, "application/geo+json")], bytes).into_response())
        }
    }
}

async fn history(web: &Web, number: NetVersion) -> Result<Json<NetWithHistory>, Problem> {
    let titles = web.store().nets().await?;
    let title = titles.iter().find(|title| title.net == number).ok_or_else(|| no_such_net(number))?;
    let facts = web.store().timeline(&About::Net(number.number()), 0, STEPS).await?;
    let done = facts.into_iter().map(|recorded| Done {
        verb: recorded.fact.verb.into_owned(),
        at: recorded.fact.at,
        role: recorded.fact.by.role.code(),
        by: recorded.fact.by.staff.map(|id| id.to_string()),
        ledger_index: recorded.index,
        detail: recorded.fact.detail,
    });
    Ok(Json(NetWithHistory { net: NetView::of(title, &titles, web.now()), history: done.collect() }))
}
