//! 考评: the finished case is judged as a piece of work; the fifth of the five facts.

use crate::case::{Case, Docket, Evaluation};
use crate::desk::{Desk, optional_words, words};
use crate::state::Verb;
use jingwei_terms::{Change, Purpose, Refusal};
use serde_json::json;

/// Evaluates a closed case. A later judgement replaces the earlier one in the case; both stay in the facts.
///
/// # Errors
/// When the case is not closed, or a "not qualified" has no remarks.
pub fn evaluate(case: &Case, qualified: bool, remarks: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Evaluate)?;
    let remarks = if qualified { optional_words(remarks, "remarks")? } else { words(remarks, "remarks")? };
    let mut next = case.clone();
    next.evaluation = Some(Evaluation { at: desk.now, qualified, remarks: remarks.clone() });
    let fact = desk.fact(case, Verb::Evaluate, json!({ "qualified": qualified, "remarks": remarks }));
    Ok(desk.changed(next, fact.for_purpose(Purpose::Supervision)))
}
