//! What was advised, as who works on the case sees it.

use super::parts::Named;
use jingwei_cases::advice::{Advice, DepartmentAdvice, DuplicateAdvice, HintAdvice, KindAdvice};
use jingwei_cases::case::Way;
use jingwei_cases::rulebook::Rulebook;
use serde::Serialize;
use utoipa::ToSchema;

/// Advice. Nobody is bound by it, and nothing follows it by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AdviceView {
    /// The model that gave it; null when the catalogue's own words did.
    model: Option<String>,
    /// The rulebook by which it was given.
    rulebook: String,
    /// Kinds, the likeliest first.
    kinds: Vec<AdvisedKind>,
    /// Why nobody should rely on the first kind; null when it is sure enough.
    abstained: Option<String>,
    /// Whose it probably is.
    department: Option<AdvisedDepartment>,
    /// Open cases that may speak of the same problem.
    pub(crate) duplicates: Vec<DuplicateView>,
    /// Legal ways that it may have to go; a person confirms.
    pub(crate) hints: Vec<HintView>,
}

/// One kind that was advised.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AdvisedKind)]
pub(crate) struct AdvisedKind {
    /// Which.
    #[serde(flatten)]
    kind: Named,
    /// How likely, 0 to 1.
    probability: f64,
    /// The reporter's words that speak for it.
    evidence: Vec<String>,
}

/// The department that was advised.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AdvisedDepartment)]
pub(crate) struct AdvisedDepartment {
    /// Which.
    #[serde(flatten)]
    department: Named,
    /// How likely, 0 to 1.
    probability: f64,
    /// What it stands on: `rule …` of the catalogue, `history …` of confirmed cases.
    evidence: Vec<String>,
    /// Whether nobody should dispatch on it without looking.
    abstained: bool,
}

/// An open case that may speak of the same problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    /// Its receipt number.
    pub(crate) number: String,
    /// How sure, 0 to 1; null for who does not see that case whole.
    pub(crate) score: Option<f64>,
    /// Whether it reaches the city's threshold.
    pub(crate) likely: bool,
    /// Why: `copy`, `place …`, `phrase …`, `metres …`, `hours …`, `same_kind`; empty for who does not see that case whole.
    pub(crate) reasons: Vec<String>,
}

/// A legal way that the words point to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HintView {
    /// The way.
    #[schema(schema_with = super::super::words::way)]
    way: Way,
    /// The row of the rulebook's table.
    rule: String,
    /// The reporter's words that matched.
    phrase: String,
    /// Where it goes, such as `110`.
    destination: String,
    /// The law behind it.
    ground: String,
    /// What to think of, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
    /// Whether the words leave little doubt.
    likely: bool,
    /// Whether it must be shown at once.
    shout: bool,
}

impl AdviceView {
    pub(crate) fn of(advice: &Advice, rules: &Rulebook) -> Self {
        Self {
            model: advice.model.clone(),
            rulebook: advice.rulebook.clone(),
            kinds: advice.kinds.iter().map(|kind| AdvisedKind::of(kind, rules)).collect(),
            abstained: advice.abstained.clone(),
            department: advice.department.as_ref().map(|department| AdvisedDepartment::of(department, rules)),
            duplicates: advice.duplicates.iter().map(DuplicateView::from).collect(),
            hints: advice.hints.iter().map(HintView::from).collect(),
        }
    }
}

impl AdvisedKind {
    fn of(kind: &KindAdvice, rules: &Rulebook) -> Self {
        let (probability, evidence) = (kind.probability, kind.evidence.clone());
        Self { kind: Named::kind(&kind.code, rules), probability, evidence }
    }
}

impl AdvisedDepartment {
    fn of(advised: &DepartmentAdvice, rules: &Rulebook) -> Self {
        Self {
            department: Named::department(&advised.code, rules),
            probability: advised.probability,
            evidence: advised.evidence.clone(),
            abstained: advised.abstained,
        }
    }
}

impl From<&DuplicateAdvice> for DuplicateView {
    fn from(advised: &DuplicateAdvice) -> Self {
        let DuplicateAdvice { number, score, likely, reasons } = advised.clone();
        Self { number, score: Some(score), likely, reasons }
    }
}

impl From<&HintAdvice> for HintView {
    fn from(hint: &HintAdvice) -> Self {
        let HintAdvice { way, rule, phrase, destination, ground, zh, en, likely, shout } = hint.clone();
        Self { way, rule, phrase, destination, ground, zh, en, likely, shout }
    }
}
