//! What is said at once when words point to danger: to whoever reports, to call for help themselves.

use jingwei_cases::advice::Advice;
use serde::Serialize;
use utoipa::ToSchema;

/// Words that may mean danger. Nothing was decided and nobody was called: whoever reads this calls.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({ "lines": "119", "phrase": "着火", "zh": "您反映的情况可能危及生命或者财产安全，请立即拨打 119。",
    "en": "What you report may endanger life or property. Call 119 at once." }))]
pub(crate) struct Urgent {
    /// Whom to call.
    lines: String,
    /// The words that it was seen by.
    phrase: String,
    /// What to do, in Chinese.
    pub(crate) zh: String,
    /// The same in English.
    pub(crate) en: String,
}

/// Whom to call when the rulebook's table names nobody.
const ANY_LINE: &str = "110、119、120";

impl Urgent {
    /// What to say, if the advice saw an emergency.
    pub(crate) fn of(advice: &Advice) -> Option<Self> {
        let hint = advice.emergency()?;
        let named = hint.destination.chars().any(|c| c.is_ascii_digit());
        let lines = if named { hint.destination.clone() } else { ANY_LINE.to_owned() };
        Some(Self {
            zh: format!("您反映的情况可能危及生命或者财产安全，请立即拨打 {lines}。"),
            en: format!("What you report may endanger life or property. Call {lines} at once."),
            phrase: hint.phrase.clone(),
            lines,
        })
    }
}
