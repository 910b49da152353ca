//! `GET /api/v1/grids`: every grid with its name, its scope, and whom to call.

use super::geojson::FOR_A_MINUTE;
use super::ground;
use crate::answers::Failures;
use crate::body::{Asked as Query, Json};
use crate::cases::view::parts::Named;
use crate::{Problem, Web};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::areas::Areas;
use jingwei_store::net_in_force;
use jingwei_terms::StaffId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoParams, ToSchema};

/// What may be asked of the list and of the map.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The grids of this instant (RFC 3339); without it, those of now.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "2026-11-23T00:00:00+08:00")]
    pub(crate) at: Option<Timestamp>,
}

/// The grids of a city at an instant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Grids {
    /// The net in force then; null while the rulebook's own grids are.
    net: Option<u32>,
    /// The grids, in the order of their file.
    items: Vec<GridView>,
}

/// A grid, as everybody may know it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GridView {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// The community that holds it.
    pub(crate) community: Named,
    /// How many households live there.
    pub(crate) households: u32,
    /// Its worker; null when none is named.
    pub(crate) worker: Option<Contact>,
    /// The deputy.
    pub(crate) deputy: Option<Contact>,
}

/// Whom to call: name and telephone at work are published with the grid (Binzhou regulation on grids, 2021).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// The name.
    pub(crate) name: String,
    /// The telephone at work; may be empty.
    pub(crate) phone: String,
}

impl Contact {
    /// Somebody of the rulebook in force; nobody when they have left.
    pub(crate) fn of(id: Option<&StaffId>, rules: &Rulebook) -> Option<Self> {
        let person = rules.people.iter().find(|person| Some(&person.id) == id)?;
        Some(Self { name: person.name.clone(), phone: person.phone.clone() })
    }
}

impl GridView {
    pub(crate) fn of(grid: &jingwei_cases::rulebook::areas::Grid, rules: &Rulebook) -> Self {
        Self {
            code: grid.code.to_string(),
            name: grid.name.clone(),
            community: Named::area(&grid.community, rules),
            households: grid.households,
            worker: Contact::of(grid.worker.as_ref(), rules),
            deputy: Contact::of(grid.deputy.as_ref(), rules),
        }
    }
}

/// Every grid: name, scope, households, worker and telephone; with `at`, the grids of that instant.
#[utoipa::path(get, path = "/api/v1/grids", tag = "grids", params(Asked), responses(
    (status = 200, description = "the grids", body = Grids), Failures))]
pub(crate) async fn list(State(web): State<Web>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let rules = web.rules();
    let (areas, net) = areas_at(&web, &rules, asked.at).await?;
    let items = areas.grids().iter().map(|grid| GridView::of(grid, &rules)).collect();
    Ok(([FOR_A_MINUTE], Json(Grids { net, items })).into_response())
}

/// The grids of an instant and the net they belong to; those in force now when none is asked for.
pub(crate) async fn areas_at<'r>(
    web: &Web,
    rules: &'r Rulebook,
    at: Option<Timestamp>,
) -> Result<(Cow<'r, Areas>, Option<u32>), Problem> {
    let Some(at) = at else { return Ok((Cow::Borrowed(&rules.areas), rules.net)) };
    let titles = web.store().nets().await?;
    let then = net_in_force(&titles, at).map(|title| title.net);
    if then.map(|net| net.number()) == rules.net {
        return Ok((Cow::Borrowed(&rules.areas), rules.net));
    }
    let record = match then {
        Some(number) => web.store().net(number).await?,
        None => None,
    };
    // Before the first net the city went by the rulebook of that day, which is in its own history.
    let record = record.ok_or_else(no_net_then)?;
    let grids = ground::as_grids(&record.net);
    Ok((Cow::Owned(rules.areas.with_grids(grids)), Some(record.net.version().number())))
}

fn no_net_then() -> Problem {
    let (zh, en) = ("那时城市还没有网", "the city had no net at that time");
    Problem::new(axum::http::StatusCode::NOT_FOUND, "no_net_then", zh, en)
        .next("去掉 at 查看现在的网格", "leave out `at` for the grids of now")
}
