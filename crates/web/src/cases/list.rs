//! `GET /api/v1/cases`: the cases that the caller may see, by what is asked.

use super::query::Filter;
use super::view::parts::{Named, Point};
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::caller::Caller;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state;
use jingwei_store::CaseSummary;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    /// The cases.
    items: Vec<CaseLine>,
    /// Send it as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// One line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseLine {
    /// The receipt number.
    number: String,
    /// How many changes it has had.
    version: u32,
    /// Where it stands.
    #[schema(value_type = String)]
    state: state::State,
    /// The same in Chinese.
    state_name: &'static str,
    /// Its title, or the beginning of the reporter's words.
    headline: String,
    /// The place in the reporter's words.
    address: String,
    /// The point.
    location: Option<Point>,
    /// The area.
    area: Option<Named>,
    /// The grid.
    grid: Option<String>,
    /// The kind of matter.
    kind: Option<Named>,
    /// The department that leads.
    department: Option<Named>,
    /// How it came in.
    #[schema(value_type = String)]
    channel: Channel,
    /// What the reporter wants.
    #[schema(value_type = String)]
    property: Property,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    filed_at: Timestamp,
    /// The earliest deadline that somebody has to keep.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Whether that deadline has passed.
    overdue: bool,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Timestamp,
    /// Whether it is out of public view.
    hidden: bool,
}

/// The cases that the caller may see: all for who works for the whole city, those of their department for handlers, those
/// of their area for grid workers. Cursor-paged, so that a page costs the same on a full table.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(Filter), responses(
    (status = 200, description = "a page of cases", body = Page), Failures))]
pub(crate) async fn list(
    State(web): State<Web>,
    caller: Caller,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Page>, Problem> {
    let (rules, now) = (web.rules(), web.now());
    let Some(query) = filter.into_query(caller.staff()?, &rules, now)? else {
        return Ok(Json(Page { items: Vec::new(), next: None }));
    };
    let page = web.store().list(&query).await?;
    let items = page.items.into_iter().map(|summary| CaseLine::of(summary, &rules, now)).collect();
    Ok(Json(Page { items, next: page.next.map(|cursor| cursor.as_str().to_owned()) }))
}

impl CaseLine {
    pub(crate) fn of(summary: CaseSummary, rules: &Rulebook, now: Timestamp) -> Self {
        Self {
            version: summary.version.number(),
            state: summary.state,
            state_name: summary.state.zh(),
            location: summary.location.as_ref().map(Point::from),
            area: summary.area.as_ref().map(|code| Named::area(code, rules)),
            grid: summary.grid.as_ref().map(ToString::to_string),
            kind: summary.kind.as_ref().map(|code| Named::kind(code, rules)),
            department: summary.lead.as_ref().map(|code| Named::department(code, rules)),
            channel: summary.channel,
            property: summary.property,
            filed_at: summary.filed_at,
            due_at: summary.due_at,
            overdue: summary.state.is_open() && summary.due_at.is_some_and(|due| due < now),
            changed_at: summary.changed_at,
            hidden: summary.hidden,
            number: summary.number,
            headline: summary.headline,
            address: summary.address,
        }
    }

    /// The line as cells of a table, in the order of the columns of an export.
    pub(super) fn cells(&self, zone: &TimeZone) -> [String; 15] {
        let named = |named: &Option<Named>| named.as_ref().map_or_else(String::new, |named| named.name.clone());
        let at = |at: Timestamp| zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string();
        let degrees = |of: fn(&Point) -> f64| self.location.as_ref().map_or_else(String::new, |p| of(p).to_string());
        [
            self.number.clone(),
            self.state_name.to_owned(),
            self.headline.clone(),
            self.address.clone(),
            degrees(Point::lng),
            degrees(Point::lat),
            named(&self.area),
            self.grid.clone().unwrap_or_default(),
            named(&self.kind),
            named(&self.department),
            code(&self.channel),
            code(&self.property),
            at(self.filed_at),
            self.due_at.map_or_else(String::new, at),
            if self.overdue { "是 yes" } else { "" }.to_owned(),
        ]
    }
}

/// The word of a value without fields, as JSON has it.
fn code<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
}
