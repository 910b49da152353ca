//! `GET /api/v1/rulebook`: which rulebook is in force, and what the city calls things.

use super::FOR_A_WHILE;
use crate::Web;
use crate::answers::Failures;
use crate::body::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jingwei_cases::case::{Channel, Property, Way};
use jingwei_cases::rulebook::Rulebook;
use serde::Serialize;
use utoipa::ToSchema;

/// The rulebook in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulebookView {
    /// Its version; every decision quotes it.
    version: String,
    /// The edition of the dispatch catalogue in force today.
    catalogue: String,
    /// The name of the city.
    city: String,
    /// The same in English.
    city_en: String,
    /// Its division code.
    code: String,
    /// The department that runs the hotline.
    hotline: String,
    /// Working hours of an ordinary day.
    working_hours: Vec<String>,
    /// The channels and their names.
    channels: Vec<ChannelName>,
    /// The properties and their names.
    properties: Vec<PropertyName>,
    /// The six legal ways of triage, with the answers that they give.
    ways: Vec<WayName>,
}

/// A channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelName {
    /// Its word in requests.
    #[schema(value_type = String)]
    code: Channel,
    /// Its name.
    name: String,
}

/// A property.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PropertyName {
    /// Its word in requests.
    #[schema(value_type = String)]
    code: Property,
    /// Its name.
    name: String,
}

/// A legal way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayName {
    /// Its word in requests.
    #[schema(value_type = String)]
    code: Way,
    /// Its name.
    name: String,
    /// The same in English.
    name_en: String,
    /// What the reporter is told; slots stand in braces.
    answer: String,
    /// The law.
    ground: String,
}

/// The rulebook in force.
#[utoipa::path(get, path = "/api/v1/rulebook", tag = "rulebook", responses(
    (status = 200, description = "the rulebook", body = RulebookView), Failures))]
pub(crate) async fn show(State(web): State<Web>) -> Response {
    let rules = web.rules();
    let catalogue = rules.catalogue.version_on(rules.day(web.now())).to_owned();
    ([FOR_A_WHILE], Json(RulebookView::of(&rules, catalogue))).into_response()
}

impl RulebookView {
    fn of(rules: &Rulebook, catalogue: String) -> Self {
        let (settings, city) = (&rules.settings, &rules.settings.city);
        let channels = settings.channel.iter().map(|c| ChannelName { code: c.code, name: c.name.clone() });
        let properties = settings.property.iter().map(|p| PropertyName { code: p.code, name: p.name.clone() });
        let ways = settings.triage.iter().map(|way| WayName {
            code: way.code,
            name: way.name.clone(),
            name_en: way.name_en.clone(),
            answer: way.answer.clone(),
            ground: way.ground.clone(),
        });
        Self {
            version: rules.version.clone(),
            catalogue,
            city: city.name.clone(),
            city_en: city.name_en.clone(),
            code: city.code.to_string(),
            hotline: city.hotline.to_string(),
            working_hours: settings.working_hours.value.clone(),
            channels: channels.collect(),
            properties: properties.collect(),
            ways: ways.collect(),
        }
    }
}
