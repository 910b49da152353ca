//! What is sent to file a report, and what is answered.

use super::view::advice::AdviceView;
use super::view::parts::AttachmentView;
use crate::Problem;
use crate::triage::urgent::Urgent;
use axum::http::StatusCode;
use jiff::Timestamp;
use jingwei_cases::case::{Anonymity, Case, Channel, Property, Reporter};
use jingwei_cases::clocks::Stage;
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::State;
use jingwei_store::Receipt;
use jingwei_terms::{AreaCode, CommandId, Datum, DepartmentCode, GridCode, KindCode, Location, Place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "command_id": "0199c1f0-2a51-7c3e-8a34-5d9b1c1f7a10", "channel": "web", "property": "help",
    "description": "望海路与长宁街交叉口西南角井盖破损，夜间行人容易踩空。", "address": "望海路与长宁街交叉口",
    "location": { "lng": 121.4737, "lat": 31.2304, "datum": "gcj02" },
    "reporter": { "name": "王女士", "phone": "13800000000" } }))]
pub(crate) struct Filing {
    /// Made by the client before its first try; the same id again gets the same answer and files nothing twice.
    #[schema(value_type = uuid::Uuid)]
    pub(super) command_id: CommandId,
    /// How it came in. Without an account only `web`.
    #[schema(schema_with = super::words::channel)]
    channel: Channel,
    /// What the reporter wants; `help` when it is not said.
    #[serde(default)]
    #[schema(schema_with = super::words::property)]
    property: Option<Property>,
    /// A short title.
    #[serde(default)]
    #[schema(max_length = 20000)]
    title: String,
    /// The reporter's own words.
    #[schema(min_length = 1, max_length = 20000)]
    description: String,
    /// The place in the reporter's words.
    #[serde(default)]
    #[schema(max_length = 20000)]
    address: String,
    /// The point.
    #[serde(default)]
    location: Option<LocationSent>,
    /// The area, if it is known without a point.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    area: Option<AreaCode>,
    /// The kind of matter, if it is known.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    kind: Option<KindCode>,
    /// When it happened.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
    /// Who reports.
    #[serde(default)]
    reporter: Option<ReporterSent>,
    /// What is sent along.
    #[serde(default)]
    #[schema(max_items = 20)]
    attachments: Vec<AttachmentView>,
}

/// A point and the datum that it was measured in.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "lng": 121.4737, "lat": 31.2304, "datum": "gcj02" }))]
pub(crate) struct LocationSent {
    /// Degrees east.
    #[schema(minimum = -180.0, maximum = 180.0)]
    lng: f64,
    /// Degrees north.
    #[schema(minimum = -90.0, maximum = 90.0)]
    lat: f64,
    /// What the device gave: `gcj02` from most Chinese map services, `bd09` from Baidu; `cgcs2000` when it is not said.
    #[serde(default)]
    #[schema(schema_with = super::words::datum)]
    datum: Datum,
}

/// Who reports. Kept apart from the case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "王女士", "phone": "13800000000", "consent_to_contact": true }))]
pub(crate) struct ReporterSent {
    /// The name.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// The phone.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: String,
    /// Nobody shall know; then neither name nor phone may be sent.
    #[serde(default)]
    anonymous: bool,
    /// Whether the department that handles it may see name and phone. Without consent only the hotline does.
    #[serde(default)]
    consent_to_contact: bool,
}

/// A report that was filed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "number": "20260302-000017", "key": "7KQ2-M0XA-9TRE-4GHB", "state": "received",
    "grid": "990101003001-03", "department": null, "kind": null,
    "deadlines": { "intake": "2026-03-02T01:15:00Z", "total": "2026-03-09T09:00:00Z" }, "urgent": null, "advice": null, "ledger_index": 41 }))]
pub(crate) struct Filed {
    /// The receipt number.
    pub(crate) number: String,
    /// The secret key of the case: with it the reporter follows, answers, rates and reopens. It is told here alone.
    pub(crate) key: String,
    /// Where it stands.
    #[schema(value_type = String)]
    state: State,
    /// The grid that holds the point.
    #[schema(value_type = Option<String>)]
    grid: Option<GridCode>,
    /// The department that leads; null until it is dispatched.
    #[schema(value_type = Option<String>)]
    department: Option<DepartmentCode>,
    /// The kind of matter.
    #[schema(value_type = Option<String>)]
    kind: Option<KindCode>,
    /// By when what is due: by stage.
    #[schema(value_type = BTreeMap<String, String>)]
    deadlines: BTreeMap<&'static str, Timestamp>,
    /// What to do at once when the words point to danger.
    pub(crate) urgent: Option<Urgent>,
    /// What was advised, for staff; null for anybody else.
    advice: Option<AdviceView>,
    /// The place of the filing in the ledger.
    pub(crate) ledger_index: u64,
}

impl Filing {
    /// The report as the room takes it: after this no text is a coordinate or a code that it might not be.
    ///
    /// # Errors
    /// When the channel is for staff and the caller is none, the point is none, or an attachment is none.
    pub(super) fn into_report(self, by_staff: bool) -> Result<Report, Problem> {
        if !by_staff && self.channel != Channel::Web {
            let (zh, en) = ("未登录时只能通过 web 渠道提交", "without an account the channel is `web`");
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "channel_needs_account", zh, en);
            return Err(problem.next("请登录，或将 channel 改为 web", "log in, or set `channel` to `web`"));
        }
        let (anonymity, reporter) = self.reporter.map_or((Anonymity::default(), None), ReporterSent::into_room);
        let location = self.location.map(LocationSent::into_room).transpose()?;
        Ok(Report {
            channel: self.channel,
            property: self.property.unwrap_or(Property::Help),
            title: self.title,
            description: self.description,
            place: Place { address: self.address, location, area: self.area, grid: None },
            kind: self.kind,
            occurred_at: self.occurred_at,
            filed_at: None,
            anonymity,
            reporter,
            attachments: AttachmentView::all_into_room(self.attachments)?,
            source: None,
            recognised: None,
            advice: None,
        })
    }
}

impl LocationSent {
    pub(crate) fn into_room(self) -> Result<Location, Problem> {
        Location::new(self.lng, self.lat, self.datum).map_err(|why| no_point(&why))
    }
}

/// 422 with what is wrong with the point.
pub(crate) fn no_point(why: &jingwei_terms::LocationError) -> Problem {
    let (zh, en) = ("坐标不成立：应为 [经度, 纬度]，单位为度".to_owned(), why.to_string());
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_location", zh, en)
        .next("请检查经纬度是否颠倒", "look whether longitude and latitude are swapped")
}

impl ReporterSent {
    fn into_room(self) -> (Anonymity, Option<Reporter>) {
        let anonymity = match (self.anonymous, self.consent_to_contact) {
            (true, _) => Anonymity::Anonymous,
            (false, true) => Anonymity::Named,
            (false, false) => Anonymity::Confidential,
        };
        (anonymity, Some(Reporter { name: self.name, phone: self.phone }))
    }
}

impl Filed {
    /// What is known of a filing before the store gives its number.
    pub(super) fn of(case: &Case, key: String, rules: &Rulebook) -> Self {
        let due = |stage: Stage| Some((stage.code(), case.clocks.open(stage)?.clock.deadline(&rules.calendar)?));
        Self {
            number: String::new(),
            key,
            state: case.state,
            grid: case.place.grid.clone(),
            department: case.lead().cloned(),
            kind: case.kind.clone(),
            deadlines: [Stage::Intake, Stage::Total].into_iter().filter_map(due).collect(),
            urgent: case.advice.as_ref().and_then(Urgent::of),
            advice: case.advice.as_ref().filter(|_| by_staff(case)).map(|advice| AdviceView::of(advice, rules)),
            ledger_index: 0,
        }
    }

    /// The same with its number and its place in the ledger.
    pub(super) fn with(self, receipt: &Receipt) -> Self {
        Self { number: receipt.number().to_owned(), ledger_index: receipt.ledger_index(), ..self }
    }
}

/// Whether somebody who works here filed it: they see what was advised, a resident sees what to do in danger.
fn by_staff(case: &Case) -> bool {
    case.intake.filed_by.staff.is_some()
}
