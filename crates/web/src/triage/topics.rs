//! `GET /api/v1/triage/topics`: what many people speak of now, per area, against what is usual.

use super::reviewed::area_of;
use crate::answers::Failures;
use crate::body::{Asked, Json};
use crate::cases::view::parts::Named;
use crate::remembered::Remembered;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::{Store, StoreError, Walk};
use jingwei_terms::{AreaCode, CaseId, KindCode};
use jingwei_triage::topics::{Growth, Settings, Topic, Voice, hot};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// The most cases that are read for one answer. Beyond it the past is shorter, never the period itself.
const MOST: usize = 100_000;

/// How many topics are told.
const MOST_TOPICS: usize = 50;

/// Where and for how long.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// In this area or an area inside it; the whole city when it is not said.
    #[param(max_length = 64)]
    area: String,
    /// The length of the period in days, 1 to 60; 7 when it is not said.
    #[param(value_type = u32, minimum = 1, maximum = 60)]
    days: String,
}

/// What the city speaks of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Topics {
    /// Topics, the hottest first.
    items: Vec<TopicView>,
    /// The end of the period.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Its length in days.
    days: u32,
}

/// Something that many people speak of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TopicView {
    /// What it is about, in the citizens' own words.
    label: String,
    /// The street in which it is hot; null when it is hot across them.
    area: Option<Named>,
    /// How many speak of it.
    voices: u32,
    /// How many a period of this length usually brings.
    usual: f64,
    /// The count divided by the usual one; null when nobody spoke of it before.
    times: Option<f64>,
    /// The chance that the usual level brings this many by itself.
    chance: f64,
    /// The first case of the period.
    #[schema(value_type = String, format = DateTime)]
    first_at: Timestamp,
    /// The last case of the period.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
    /// The kinds of its cases, the most frequent first.
    kinds: Vec<Named>,
    /// The receipt numbers of its cases, the oldest first.
    cases: Vec<String>,
}

/// What many people speak of now: topics of the period whose voices are far above the usual number, with the cases behind them.
#[utoipa::path(get, path = "/api/v1/triage/topics", tag = "triage", params(Period), responses(
    (status = 200, description = "the topics", body = Topics), Failures))]
pub(crate) async fn topics(State(web): State<Web>, Asked(period): Asked<Period>) -> Result<Json<Topics>, Problem> {
    let (area, days) = period.read()?;
    let question = format!("{} {days}", area.as_ref().map_or("", AreaCode::as_str));
    let found = Remembered::ask(&web, Web::topics, question, move |web| async move {
        let (rules, until) = (web.rules(), web.now());
        let found = hot_topics(web.store(), area.as_ref(), days, until).await?;
        let items = found.topics.iter().map(|topic| TopicView::of(topic, &found.numbers, &rules)).collect();
        Ok(Topics { items, until, days })
    });
    Ok(Json(Topics::clone(&*found.await?)))
}

impl Period {
    pub(crate) fn new(area: String, days: Option<u32>) -> Self {
        Self { area, days: days.map_or_else(String::new, |days| days.to_string()) }
    }

    pub(crate) fn read(&self) -> Result<(Option<AreaCode>, u32), Problem> {
        let area = Some(self.area.as_str()).filter(|area| !area.is_empty()).map(AreaCode::new);
        let area = area.transpose().map_err(|why| Problem::malformed(&format!("`area`: {why}")))?;
        let days = if self.days.is_empty() { Ok(7) } else { self.days.parse() };
        let days = days.ok().filter(|days| (1..=60).contains(days));
        Ok((area, days.ok_or_else(|| Problem::malformed("`days`: it is a whole number from 1 to 60"))?))
    }
}

/// Topics and the receipt numbers of the cases behind them.
#[derive(Debug, Default)]
pub struct HotTopics {
    /// The topics, the hottest first.
    pub topics: Vec<Topic<CaseId>>,
    /// The receipt numbers, by case.
    pub numbers: HashMap<CaseId, String>,
}

/// What is hot in this area in the days before an instant.
///
/// Cases that are hidden or that triage sent a secret or unlawful way are left out, since a label is made of their words.
///
/// # Errors
/// When the database fails.
pub async fn hot_topics(
    store: &dyn Store,
    area: Option<&AreaCode>,
    days: u32,
    until: Timestamp,
) -> Result<HotTopics, StoreError> {
    let settings = Settings { days, ..Settings::default() };
    let length = SignedDuration::from_hours(24 * i64::from(days));
    let past = i32::try_from(settings.past_periods).unwrap_or(i32::MAX);
    let from = until - length * (past + 1);
    let cases = spoken(store, area, from, until).await?;
    let found = tokio::task::spawn_blocking(move || {
        let streets: Vec<String> = cases.iter().map(area_of).collect();
        let voices: Vec<Voice<'_, CaseId>> =
            cases.iter().zip(&streets).map(|(case, street)| voice(case, street)).collect();
        let mut topics = hot(&voices, until, &settings);
        topics.truncate(MOST_TOPICS);
        let named = topics.iter().flat_map(|topic| &topic.cases).copied();
        let known: HashMap<CaseId, &str> = cases.iter().map(|case| (case.id, case.number.as_str())).collect();
        let numbers = named.filter_map(|id| Some((id, (*known.get(&id)?).to_owned()))).collect();
        HotTopics { topics, numbers }
    });
    // A search that died has nothing to tell; the next one is asked anew.
    Ok(found.await.unwrap_or_default())
}

/// The cases that were filed in these days, newest first.
async fn spoken(
    store: &dyn Store,
    area: Option<&AreaCode>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Case>, StoreError> {
    let (mut cases, mut before) = (Vec::new(), None);
    loop {
        let stretch = store.walk(Walk { open_only: false, before, limit: 500 }).await?;
        let ended = stretch.cases.last().is_none_or(|case| case.intake.filed_at < from);
        let inside = |case: &Case| area.is_none_or(|outer| case.area().is_some_and(|inner| inner.lies_in(outer)));
        let wanted = |case: &Case| {
            (from..=until).contains(&case.intake.filed_at) && inside(case) && super::reviewed::may_be_quoted(case)
        };
        cases.extend(stretch.cases.into_iter().filter(wanted));
        before = stretch.next;
        if ended || before.is_none() || cases.len() >= MOST {
            return Ok(cases);
        }
    }
}

fn voice<'a>(case: &'a Case, street: &'a str) -> Voice<'a, CaseId> {
    Voice {
        id: case.id,
        title: &case.intake.title,
        text: &case.intake.description,
        area: Some(street).filter(|street| !street.is_empty()),
        kind: case.kind.as_ref(),
        at: case.intake.filed_at,
        reporter: None,
    }
}

impl TopicView {
    fn of(topic: &Topic<CaseId>, numbers: &HashMap<CaseId, String>, rules: &Rulebook) -> Self {
        let kind = |(code, _): &(KindCode, u32)| Named::kind(code, rules);
        Self {
            label: topic.label.clone(),
            area: topic.area.as_deref().and_then(|area| street(area, rules)),
            voices: topic.voices,
            usual: topic.usual,
            times: match topic.growth {
                Growth::New => None,
                Growth::Times { times } => Some(times),
            },
            chance: topic.chance,
            first_at: topic.first_at,
            last_at: topic.last_at,
            kinds: topic.kinds.iter().map(kind).collect(),
            cases: topic.cases.iter().filter_map(|id| numbers.get(id)).cloned().collect(),
        }
    }
}

/// The street of these leading digits, by name.
pub(crate) fn street(digits: &str, rules: &Rulebook) -> Option<Named> {
    let code = AreaCode::new(&format!("{digits:0<12}")).ok()?;
    Some(Named::area(&code, rules))
}
