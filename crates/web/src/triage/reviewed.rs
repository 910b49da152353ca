//! What a case teaches: the kind that a person confirmed, the department that accepted or was ruled, and how the advice of then
//! compares with it. Nothing that the program said itself is ever taken for the truth.

use super::told::Told;
use jiff::Timestamp;
use jingwei_cases::case::{Case, Way};
use jingwei_terms::{AreaCode, KindCode};
use jingwei_triage::department::{Handling, Reviewed};
use jingwei_triage::drift::Outcome;

/// The kind that a person confirmed, and when.
///
/// A triage by a person is a confirmation: whoever triaged saw the kind and let it stand or named another. A case that its source
/// system had finished under a kind was reviewed there. Cases that are hidden, taken to be secret or unlawful, or whose contact was
/// erased teach nothing: their words are not to live on in a model.
#[must_use]
pub fn kind(case: &Case) -> Option<(&KindCode, Timestamp)> {
    if !may_teach(case) {
        return None;
    }
    let kind = case.kind.as_ref()?;
    let carried = || case.closing.as_ref().filter(|_| case.intake.source.is_some()).map(|closing| closing.at);
    let at = case.triage.as_ref().map(|triage| triage.at).or_else(carried)?;
    Some((kind, at))
}

/// The department that took the case, with when and how that was confirmed.
#[must_use]
pub fn handling(case: &Case) -> Option<(Handling, Timestamp)> {
    if !may_teach(case) {
        return None;
    }
    let dispatch = case.dispatches.iter().rev().find(|dispatch| dispatch.returned.is_none())?;
    let accepted = dispatch.accepted_at;
    let at = accepted.or_else(|| dispatch.designated.then_some(dispatch.at))?;
    let corrected = case.dispatches.len() > 1;
    let reviewed = match (dispatch.designated, corrected) {
        (true, _) => Reviewed::Ruled,
        (false, true) => Reviewed::Corrected,
        (false, false) => Reviewed::Accepted,
    };
    let situation = Told::of_case(case).situation(case.kind.as_ref());
    // A dispatch always names its lead, so the handling has its unit.
    let handling = Handling::new(situation, dispatch.lead.as_str(), reviewed).ok()?;
    Some((handling, at))
}

/// What was advised on the kind, and what a person made of it.
#[must_use]
pub fn kind_outcome(case: &Case) -> Option<Outcome> {
    let advice = case.advice.as_ref()?;
    let (confirmed, when) = kind(case)?;
    Some(Outcome {
        when,
        kind: confirmed.to_string(),
        area: area_of(case),
        suggested: advice.kind().map(|kind| kind.code.to_string()),
        confirmed: confirmed.to_string(),
        catalogue: advice.rulebook.clone(),
    })
}

/// What was advised on the department, and what came of it.
#[must_use]
pub fn department_outcome(case: &Case) -> Option<Outcome> {
    let advice = case.advice.as_ref()?;
    let (handling, when) = handling(case)?;
    let suggested = advice.department.as_ref().filter(|department| !department.abstained);
    Some(Outcome {
        when,
        kind: case.kind.as_ref().map_or_else(String::new, ToString::to_string),
        area: area_of(case),
        suggested: suggested.map(|department| department.code.to_string()),
        confirmed: handling.unit().to_owned(),
        catalogue: advice.rulebook.clone(),
    })
}

fn may_teach(case: &Case) -> bool {
    may_be_quoted(case) && case.contact_erased_at.is_none()
}

/// Whether its words may be used for others: it is not hidden, and nobody found it secret or unlawful.
pub(crate) fn may_be_quoted(case: &Case) -> bool {
    let withheld = case.triage.as_ref().is_some_and(|triage| matches!(triage.way, Way::Secret | Way::Unlawful));
    case.hidden.is_none() && !withheld
}

/// The street of the case, by its leading digits: areas below it are too small to compare. Empty when it is not known.
pub(crate) fn area_of(case: &Case) -> String {
    let digits = case.area().map_or("", AreaCode::significant);
    digits.get(..9).unwrap_or(digits).to_owned()
}
