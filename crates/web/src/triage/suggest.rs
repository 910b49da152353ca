//! `POST /api/v1/triage/suggest`: advice on words that are being typed. Nothing is stored, and nobody learns of other people's
//! cases what they may not see anyway.

use super::told::Told;
use super::urgent::Urgent;
use crate::addresses::fill::fill;
use crate::answers::Failures;
use crate::body::{Json, Sent};
use crate::caller::Caller;
use crate::cases::filing::LocationSent;
use crate::cases::view::advice::{AdviceView, DuplicateView};
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_cases::case::{Channel, Property};
use jingwei_cases::report::Report;
use jingwei_store::CaseRef;
use jingwei_terms::{AreaCode, KindCode, Place};
use serde::{Deserialize, Serialize};
use std::time::Instant;
use utoipa::ToSchema;

/// What has been typed so far. Every field may be left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "description": "望海路路灯不亮，晚上看不清路", "address": "望海路12号" }))]
pub(crate) struct Typed {
    /// A short title.
    #[serde(default)]
    #[schema(max_length = 20000)]
    title: String,
    /// The reporter's own words.
    #[serde(default)]
    #[schema(max_length = 20000)]
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
    /// The kind, once somebody has named it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    kind: Option<KindCode>,
}

/// Advice on what was typed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggested {
    /// What to do at once when the words point to danger.
    urgent: Option<Urgent>,
    /// The advice.
    #[serde(flatten)]
    advice: AdviceView,
}

/// The longest text that is read of each field, in characters: as much as a report may have.
const LONGEST: usize = 20_000;

/// Advice while somebody types: kinds, department, duplicates, and for staff the legal ways. Of other people's cases a resident learns the
/// receipt numbers of public ones that are likely the same, and nothing else; why they are alike is for who may see them.
#[utoipa::path(post, path = "/api/v1/triage/suggest", tag = "triage", request_body = Typed, responses(
    (status = 200, description = "the advice", body = Suggested), Failures))]
pub(crate) async fn suggest(
    State(web): State<Web>,
    caller: Caller,
    sent: Sent<Typed>,
) -> Result<Json<Suggested>, Problem> {
    if caller.staff.is_none() {
        web.typings().take(caller.address, Instant::now()).map_err(Problem::too_often)?;
    }
    let mut report = sent.said.into_report(&caller)?;
    fill(&web, &mut report).await?;
    let rules = web.rules();
    let advice = web.triage().advise_on(&Told::of_report(&report, &rules, web.now()), &rules);
    let mut view = AdviceView::of(&advice, &rules);
    view.duplicates = within_sight(&web, &caller, view.duplicates).await?;
    if caller.staff.is_none() {
        // Which legal way something may have to go is a remark to colleagues; to its author it would read as a verdict.
        view.hints.clear();
    }
    Ok(Json(Suggested { urgent: Urgent::of(&advice), advice: view }))
}

impl Typed {
    fn into_report(self, caller: &Caller) -> Result<Report, Problem> {
        for (field, text) in [("title", &self.title), ("description", &self.description), ("address", &self.address)] {
            if text.chars().count() > LONGEST {
                return Err(Problem::malformed(&format!("`{field}` is longer than {LONGEST} characters")));
            }
        }
        let channel = if caller.staff.is_some() { Channel::Phone } else { Channel::Web };
        let location = self.location.map(LocationSent::into_room).transpose()?;
        Ok(Report {
            title: self.title,
            place: Place { address: self.address, location, area: self.area, grid: None },
            kind: self.kind,
            ..Report::new(channel, Property::Help, &self.description)
        })
    }
}

/// What the caller may know of duplicates: everything of cases that they see whole, the number of public ones that are likely the
/// same, and nothing of others. To tell why or how much a case is alike would let anybody feel out words that are not public, and
/// measure distances to points that are.
pub(crate) async fn within_sight(
    web: &Web,
    caller: &Caller,
    duplicates: Vec<DuplicateView>,
) -> Result<Vec<DuplicateView>, Problem> {
    let rules = web.rules();
    let mut seen = Vec::with_capacity(duplicates.len());
    for duplicate in duplicates {
        let Some(case) = web.store().load(CaseRef::Number(duplicate.number.clone())).await? else { continue };
        match caller.sight(&case, &rules) {
            Sight::Whole => seen.push(duplicate),
            Sight::Own | Sight::Public if duplicate.likely => {
                seen.push(DuplicateView { score: None, reasons: Vec::new(), ..duplicate });
            }
            _ => {}
        }
    }
    Ok(seen)
}
