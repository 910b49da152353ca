//! Which kind: the catalogue's own words from the first day, blended with what was learned.

use super::told::Told;
use super::wording::share;
use jingwei_cases::advice::KindAdvice;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::KindCode;
use jingwei_triage::kind::{Advisor, CatalogueGuide, KindEntry, Message, Model, Suggestion};
use std::sync::Arc;

/// Phrases of evidence kept of each kind; more are read by nobody.
const MOST_PHRASES: usize = 3;

/// Who says which kind.
#[derive(Debug)]
pub(crate) struct Kinds(Advisor);

impl Kinds {
    /// The words of the rulebook's kinds, and a model where there is one.
    pub(crate) fn new(rules: &Rulebook, model: Option<Arc<Model>>) -> Self {
        let entries: Vec<KindEntry> = rules.kinds.iter().map(entry).collect();
        Self(Advisor::new(CatalogueGuide::new(&entries), model))
    }

    /// The likeliest kinds, and why nobody should rely on the first.
    pub(crate) fn suggest(&self, told: &Told<'_>) -> (Vec<KindAdvice>, Option<String>) {
        let said = self.0.suggest(&message(told));
        let advised = |item: Suggestion| {
            Some(KindAdvice {
                code: KindCode::new(&item.kind).ok()?,
                probability: share(item.probability),
                evidence: item.evidence.into_iter().take(MOST_PHRASES).map(|phrase| phrase.text).collect(),
            })
        };
        let kinds = said.items.into_iter().filter_map(advised).collect();
        (kinds, said.abstained.map(|reason| serde_plain(&reason)))
    }
}

/// What is read of a report: title, words and place, each by itself.
pub(crate) const fn message<'a>(told: &Told<'a>) -> Message<'a> {
    Message { title: told.title, text: told.description, place: told.address }
}

fn entry(kind: &jingwei_cases::rulebook::kinds::Kind) -> KindEntry {
    KindEntry {
        code: kind.code.to_string(),
        parent: kind.parent.as_ref().map_or_else(String::new, ToString::to_string),
        name: kind.name.clone(),
        description: String::new(),
        synonyms: kind.keywords.clone(),
    }
}

/// The word that a reason has in JSON.
fn serde_plain(reason: &jingwei_triage::kind::Reason) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
