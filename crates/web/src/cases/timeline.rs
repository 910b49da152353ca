//! `GET /api/v1/cases/{number}/timeline`: what happened, fact by fact, as much of it as the caller may see.

use super::act::load;
use super::view::parts::{Rule, Who};
use crate::answers::Failures;
use crate::body::{Asked, Json, Slot};
use crate::caller::Caller;
use crate::policy::Sight;
use crate::{Problem, Web};
use axum::extract::State;
use jiff::Timestamp;
use jingwei_cases::state::Verb;
use jingwei_store::RecordedFact;
use jingwei_terms::{About, CaseId, Fact};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Which part of the timeline.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// Begin after this place of the ledger, as `next` of the part before said.
    after: Option<u64>,
    /// How many at most, 1 to 500.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A part of the timeline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Timeline {
    /// What happened, oldest first.
    pub(crate) items: Vec<Happening>,
    /// Where to go on; null at the end.
    next: Option<u64>,
}

/// One fact.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "at": "2026-03-02T01:15:00Z", "verb": "dispatch", "verb_name": "派遣",
    "by": { "role": "dispatcher", "role_name": "派遣员", "staff": null, "department": "hotline-12345" },
    "words": null, "rule": null, "detail": null, "ledger_index": 41 }))]
pub(crate) struct Happening {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// What was done.
    pub(crate) verb: String,
    /// The same in Chinese.
    pub(crate) verb_name: &'static str,
    /// By whom; to the reporter and the public the office alone.
    pub(crate) by: Who,
    /// What was said to the reporter, or by them.
    pub(crate) words: Option<String>,
    /// The rule behind it, for who works on the case.
    rule: Option<Rule>,
    /// The particulars, for who works on the case.
    #[schema(value_type = Option<Object>)]
    detail: Option<Value>,
    /// Its place in the ledger.
    pub(crate) ledger_index: u64,
}

/// What happened in a case. The address of a proof for each line is `/api/v1/ledger/prove/{ledger_index}`.
#[utoipa::path(get, path = "/api/v1/cases/{number}/timeline", tag = "cases",
    params(("number" = String, Path, description = "the receipt number"), Part,
        ("key" = Option<String>, Query, description = "the key of the case; better sent as `X-Case-Key`")),
    responses((status = 200, description = "what happened", body = Timeline), Failures))]
pub(crate) async fn timeline(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<String>,
    Asked(part): Asked<Part>,
) -> Result<Json<Timeline>, Problem> {
    let case = load(&web, &number).await?;
    let sight = caller.sight(&case, &web.rules());
    if sight == Sight::Nothing {
        return Err(Problem::no_such_thing());
    }
    read(&web, case.id, sight, part.after, part.limit.unwrap_or(200).clamp(1, 500)).await.map(Json)
}

/// A part of a case's timeline for this sight.
pub(crate) async fn read(
    web: &Web,
    id: CaseId,
    sight: Sight,
    after: Option<u64>,
    limit: u32,
) -> Result<Timeline, Problem> {
    let from = after.map_or(0, |index| index.saturating_add(1));
    let facts = web.store().timeline(&About::Case(id), from, limit).await?;
    let is_full = facts.len() as u64 == u64::from(limit);
    let next = facts.last().map(|last| last.index).filter(|_| is_full);
    Ok(Timeline { items: facts.into_iter().filter_map(|fact| Happening::of(fact, sight)).collect(), next })
}

/// What the public may know to have happened: the public stages of every case, and none of its inner affairs.
const PUBLIC: [Verb; 10] = [
    Verb::File,
    Verb::Triage,
    Verb::Dispatch,
    Verb::Accept,
    Verb::Handle,
    Verb::Verify,
    Verb::Reply,
    Verb::Close,
    Verb::Reopen,
    Verb::Merge,
];

/// What the reporter is not told: remarks among colleagues, and their judgement of each other's work.
const INNER: [Verb; 5] = [Verb::Assign, Verb::Note, Verb::Assess, Verb::Appeal, Verb::Evaluate];

impl Happening {
    fn of(RecordedFact { index, fact }: RecordedFact, sight: Sight) -> Option<Self> {
        let verb = Verb::from_code(&fact.verb);
        let told = match sight {
            Sight::Whole => true,
            Sight::Own => verb.is_some_and(|verb| !INNER.contains(&verb)),
            Sight::Public => verb.is_some_and(|verb| PUBLIC.contains(&verb)),
            Sight::Nothing => false,
        };
        if !told {
            return None;
        }
        let is_whole = sight == Sight::Whole;
        Some(Self {
            at: fact.at,
            verb_name: verb.map_or("", Verb::zh),
            by: if is_whole { Who::whole(&fact.by) } else { Who::without_name(&fact.by) },
            words: if sight == Sight::Public { None } else { verb.and_then(|verb| words(verb, &fact)) },
            rule: fact.rule.as_ref().filter(|_| is_whole).map(Rule::from),
            detail: Some(fact.detail).filter(|detail| is_whole && !detail.is_null()),
            verb: fact.verb.into_owned(),
            ledger_index: index,
        })
    }
}

/// What was said between the town hall and the reporter, where this verb says something.
fn words(verb: Verb, fact: &Fact) -> Option<String> {
    let field = match verb {
        Verb::Triage | Verb::Answer => "answer",
        Verb::Ask => "question",
        Verb::Reply => "text",
        Verb::Feedback => "words",
        Verb::Reopen | Verb::Reveal | Verb::Suspend => "reason",
        _ => return None,
    };
    let text = fact.detail.get(field)?.as_str()?;
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
