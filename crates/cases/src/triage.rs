//! 受理分流: a person decides the way before anything is dispatched. Each of the six legal ways has its answer to the resident and
//! its ground in the rulebook (Beijing regulation on handling complaints, article 11).

use crate::case::{Case, Closing, Docket, Outcome, Reply, Triage, Way};
use crate::clocks::Stage;
use crate::desk::{Desk, hand_over, optional_words, words};
use crate::refusal;
use crate::relay::with_relay;
use crate::rulebook::settings::TriageWay;
use crate::state::{State, Verb};
use jingwei_terms::{AreaCode, Change, KindCode, Refusal, RuleRef};
use serde_json::json;
use std::collections::BTreeMap;

/// What the triager decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The way.
    pub way: Way,
    /// The kind, where the triager names or corrects it.
    pub kind: Option<KindCode>,
    /// The area, where the triager names or corrects it.
    pub area: Option<AreaCode>,
    /// Why; needed for the six ways.
    pub reason: String,
    /// The answer to the resident. For a consultation answered at once it is needed; for the six ways the rulebook's words are used
    /// when it is empty.
    pub answer: String,
    /// What fills the slots of the rulebook's words: `line`, `channel`, `authority`, `progress` …
    pub slots: BTreeMap<String, String>,
    /// The receipt number of the case that is repeated; needed for that way.
    pub repeats: Option<String>,
}

impl Decision {
    /// The ordinary way: it goes to a department.
    #[must_use]
    pub fn ordinary() -> Self {
        Self::by(Way::Ordinary)
    }

    /// This way, with nothing else said.
    #[must_use]
    pub fn by(way: Way) -> Self {
        Self {
            way,
            kind: None,
            area: None,
            reason: String::new(),
            answer: String::new(),
            slots: BTreeMap::new(),
            repeats: None,
        }
    }
}

/// Triages a case.
///
/// # Errors
/// When it is triaged already, when the way lacks what it needs, or when a code is not in the rulebook.
pub fn triage(case: &Case, decision: &Decision, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Triage)?;
    let mut next = case.clone();
    classify(&mut next, decision, desk)?;
    let reason = optional_words(&decision.reason, "reason")?;
    let repeats = decision.repeats.as_deref().map(|number| optional_words(number, "repeats")).transpose()?;
    let (rule, reply) = ground_and_reply(decision, &reason, desk)?;
    next.triage = Some(Triage {
        way: decision.way,
        at: desk.now,
        reason: reason.clone(),
        rule: rule.clone(),
        repeats: repeats.clone(),
    });
    let limits = &desk.rules.settings.limits;
    match &reply {
        None => {
            next.state = State::ToDispatch;
            hand_over(&mut next, desk, Stage::Intake, Stage::Dispatch, limits.dispatch.value);
        }
        Some(text) => end_here(&mut next, decision.way, text, desk),
    }
    let detail = json!({
        "way": decision.way, "kind": next.kind, "area": next.place.area,
        "reason": reason, "answer": reply, "repeats": repeats,
    });
    let mut fact = desk.fact(case, Verb::Triage, detail);
    fact.rule = rule;
    Ok(with_relay(desk.changed(next, fact)))
}

fn classify(case: &mut Case, decision: &Decision, desk: &Desk<'_>) -> Result<(), Refusal> {
    if let Some(kind) = &decision.kind {
        let found = desk.rules.kinds.get(kind);
        let found = found.ok_or_else(|| refusal::unknown("unknown_kind", "事项类别", "kind", kind.as_str()))?;
        if found.parent.is_none() {
            return Err(refusal::not_fileable(kind.as_str()));
        }
        case.kind = Some(kind.clone());
    }
    if let Some(area) = &decision.area {
        if desk.rules.areas.division(area).is_none() {
            return Err(refusal::unknown("unknown_area", "区划", "area", area.as_str()));
        }
        // The grid follows from the point: a wider area that holds it says less than is known, another one contradicts it.
        let agrees = case.place.area.as_ref().is_some_and(|known| known.lies_in(area));
        if !(agrees && case.place.grid.is_some()) {
            case.place.grid = None;
            case.place.area = Some(area.clone());
        }
    }
    Ok(())
}

type Grounds = (Option<RuleRef>, Option<String>);

fn ground_and_reply(decision: &Decision, reason: &str, desk: &Desk<'_>) -> Result<Grounds, Refusal> {
    match decision.way {
        Way::Ordinary => Ok((None, None)),
        Way::Answered => Ok((None, Some(words(&decision.answer, "answer")?))),
        way => {
            let found = desk.rules.settings.triage.iter().find(|t| t.code == way).ok_or_else(refusal::way_unknown)?;
            if reason.is_empty() {
                return Err(refusal::missing_text("reason"));
            }
            if way == Way::AlreadyKnown && decision.repeats.as_ref().is_none_or(|number| number.trim().is_empty()) {
                return Err(refusal::rule_of_six_needs(
                    "请填写重复的案件编号",
                    "name the number of the case that is repeated",
                ));
            }
            let rule = RuleRef {
                version: desk.rules.version.clone(),
                rule: format!("triage.{}", found.name),
                basis: found.ground.clone(),
            };
            Ok((Some(rule), Some(wording(found, decision)?)))
        }
    }
}

/// The answer in the rulebook's words with its slots filled; a slot that nobody filled is asked for rather than sent as `{…}`.
fn wording(way: &TriageWay, decision: &Decision) -> Result<String, Refusal> {
    let own = optional_words(&decision.answer, "answer")?;
    if !own.is_empty() {
        return Ok(own);
    }
    let value_of = |slot: &str| match slot {
        "number" => decision.repeats.as_deref().or_else(|| decision.slots.get(slot).map(String::as_str)),
        _ => decision.slots.get(slot).map(String::as_str),
    };
    // One pass over the rulebook's words: what a person fills in is never read as a slot itself.
    let (mut text, mut rest) = (String::new(), way.answer.as_str());
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
        let value = value_of(slot).map(str::trim).filter(|value| !value.is_empty());
        text.push_str(before);
        text.push_str(value.ok_or_else(|| refusal::slot_missing(&format!("{{{slot}}}")))?);
        rest = tail;
    }
    text.push_str(rest);
    words(&text, "answer")
}

fn end_here(case: &mut Case, way: Way, text: &str, desk: &Desk<'_>) {
    let outcome = if way == Way::Answered { Outcome::Answered } else { Outcome::Redirected };
    case.clocks.stop_all(&desk.rules.calendar, desk.now);
    case.replies.push(Reply { at: desk.now, by: desk.actor.clone(), text: text.to_owned(), interim: false });
    case.closing = Some(Closing { at: desk.now, outcome, reason: String::new() });
    case.state = State::Closed;
}
