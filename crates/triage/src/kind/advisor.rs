//! Catalogue and history together: a kind with little history leans on the catalogue's words, one with much on what was learnt.

use super::catalogue::CatalogueGuide;
use super::doubt;
use super::message::Message;
use super::model::{Model, likeliest, with_scratch};
use super::suggestion::{Reason, Suggestion, Suggestions};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A kind with so many examples is believed half to the catalogue and half to the history.
const HALFWAY: f32 = 15.0;

/// Who is asked: the catalogue always, the model when there is one.
#[derive(Debug, Clone)]
pub struct Advisor {
    guide: CatalogueGuide,
    model: Option<Arc<Model>>,
    kinds: Vec<Known>,
}

/// A kind, and where each of the two knows it from.
#[derive(Debug, Clone)]
struct Known {
    code: String,
    in_guide: Option<usize>,
    in_model: Option<usize>,
    /// How far the history is believed, from 0 to 1.
    trust: f32,
}

impl Advisor {
    /// An adviser with this catalogue, and this model if there is one. A model may be shared and is never changed.
    #[must_use]
    pub fn new(guide: CatalogueGuide, model: Option<Arc<Model>>) -> Self {
        let mut places: BTreeMap<String, (Option<usize>, Option<usize>)> = BTreeMap::new();
        for (at, code) in guide.kinds().iter().enumerate() {
            places.entry(code.clone()).or_default().0 = Some(at);
        }
        for (at, code) in model.iter().flat_map(|model| model.kinds()).enumerate() {
            places.entry(code.to_string()).or_default().1 = Some(at);
        }
        let known = |(code, (in_guide, in_model)): (String, (Option<usize>, Option<usize>))| {
            let examples = model.as_ref().map_or(0, |model| model.examples_of(&code));
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more than seven digits")]
            let trust = match in_guide {
                // Of what the catalogue does not know only the history can speak.
                None => 1.0,
                Some(_) => examples as f32 / (examples as f32 + HALFWAY),
            };
            Known { code, in_guide, in_model, trust }
        };
        let kinds = places.into_iter().map(known).collect();
        Self { guide, model, kinds }
    }

    /// The model that is asked, if there is one.
    #[must_use]
    pub fn model(&self) -> Option<&Arc<Model>> {
        self.model.as_ref()
    }

    /// What the message may be about, in the light of both.
    #[must_use]
    pub fn suggest(&self, message: &Message<'_>) -> Suggestions {
        let Some(model) = &self.model else { return self.guide.suggest(message) };
        let (learnt, by_words) = (model.suggest(message), self.guide.suggest(message));
        if learnt.abstained.is_some_and(|reason| reason != Reason::Unsure && reason != Reason::UnknownWords) {
            return learnt;
        }
        let (probabilities, look) = with_scratch(|scratch| {
            let opinion = model.opinion(message, scratch);
            (self.blend(&opinion.probabilities, &self.guide.opinion(scratch.reading.signs(0))), opinion.look)
        });
        let items: Vec<Suggestion> = likeliest(&probabilities)
            .into_iter()
            .map(|at| {
                let kind = &self.kinds[at];
                let of = |all: &Suggestions| {
                    all.items.iter().find(|item| item.kind == kind.code).map(|item| item.evidence.clone())
                };
                let evidence = match kind.trust >= 0.5 {
                    true => of(&learnt).or_else(|| of(&by_words)),
                    false => of(&by_words).or_else(|| of(&learnt)),
                };
                Suggestion {
                    kind: kind.code.clone(),
                    probability: f64::from(probabilities[at]),
                    evidence: evidence.unwrap_or_default(),
                }
            })
            .collect();
        let first = items.first().map_or(0.0, |first| first.probability);
        let sure = model.sure_from().is_some_and(|bar| first >= bar)
            || by_words.answer().is_some_and(|item| {
                items.first().is_some_and(|first| first.kind == item.kind && first.probability >= item.probability)
            });
        // Words that the history has never seen may still be the catalogue's own.
        let unknown = doubt::about(&look).filter(|_| by_words.answer().is_none());
        let abstained = unknown.or_else(|| (!sure).then_some(Reason::Unsure));
        Suggestions { items, class: learnt.class, abstained }
    }

    fn blend(&self, learnt: &[f32], by_words: &[f32]) -> Vec<f32> {
        // What the history says is spread over the kinds it knows alone, and what the catalogue says need not add up to one. So each
        // kind takes from both by its own trust, and the whole is brought to at most one.
        let of = |kind: &Known| {
            let learnt = kind.in_model.map_or(0.0, |at| learnt[at]);
            let by_words = kind.in_guide.map_or(0.0, |at| by_words[at]);
            kind.trust * learnt + (1.0 - kind.trust) * by_words.max(learnt * kind.trust)
        };
        let mut blended: Vec<f32> = self.kinds.iter().map(of).collect();
        let sum: f32 = blended.iter().sum();
        if sum > 1.0 {
            blended.iter_mut().for_each(|probability| *probability /= sum);
        }
        blended
    }
}
