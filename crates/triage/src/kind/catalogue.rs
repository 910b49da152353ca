//! The first day: what the catalogue's own words suggest, before anybody has filed a single report.
//!
//! A kind is its terms: its name, what residents call it, words of its description and of the class above. A term counts by the share
//! of it that stands in the message — whole, or as pairs of neighbouring characters where it does not stand whole — weighed by how few
//! kinds share those pairs (inverse document frequency). A kind scores by its best terms; a softmax against "none of these" makes
//! that a probability. The figures are set and not learnt, so they are cautious; history takes over as it comes in (see `advisor`).

use super::doubt::before;
use super::message::{Field, Message};
use super::model::likeliest;
use super::plain::{Sign, folded};
use super::reading::Reading;
use super::suggestion::{Phrase, Reason, Suggestion, Suggestions};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// How much a kind's own term, a term of its description, and one of the class above it count.
const OWN: f32 = 1.0;
const DESCRIBED: f32 = 0.5;
const ABOVE: f32 = 0.25;
/// What a term counts that stands there whole, beside one of which all pairs stand somewhere.
const WHOLE: f32 = 1.5;
/// What is said in the title counts so much more.
const HEADED: f32 = 1.3;
/// How fast a better score becomes a higher probability.
const SLOPE: f32 = 0.5;
/// The score of "none of these".
const NONE: f32 = 2.5;
/// From this probability the catalogue alone is sure.
const SURE: f64 = 0.9;

/// One kind of the catalogue, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KindEntry {
    /// Its code.
    pub code: String,
    /// The code of the class above it; empty where there is none. What has kinds below it is never suggested itself.
    pub parent: String,
    /// Its name.
    pub name: String,
    /// What belongs to it, in words; may be empty.
    pub description: String,
    /// What residents call it.
    pub synonyms: Vec<String>,
}

/// Suggests from a catalogue alone. Made once for each version of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogueGuide {
    kinds: Vec<String>,
    terms: Vec<Term>,
    /// For each pair of characters the terms that hold it, and what the pair weighs.
    pairs: FxHashMap<Pair, (f32, Vec<u32>)>,
}

/// Two neighbouring characters as they count.
type Pair = (u32, u32);

/// A word of a kind.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    kind: u32,
    signs: Vec<u32>,
    counts: f32,
    /// What all its pairs weigh together.
    weight: f32,
}

/// What is found of a term in a message.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    weight: f32,
    first: u32,
    end: u32,
}

impl CatalogueGuide {
    /// A guide through these kinds. Kinds without any word of two characters are never suggested.
    #[must_use]
    pub fn new(entries: &[KindEntry]) -> Self {
        let names: BTreeMap<&str, &KindEntry> = entries.iter().map(|entry| (entry.code.as_str(), entry)).collect();
        let parents: Vec<&str> = entries.iter().map(|entry| entry.parent.as_str()).collect();
        let leaves = entries.iter().filter(|entry| !parents.contains(&entry.code.as_str()));
        let (mut kinds, mut terms) = (Vec::new(), Vec::new());
        for (kind, entry) in (0_u32..).zip(leaves) {
            kinds.push(entry.code.clone());
            let own = std::iter::once(entry.name.as_str()).chain(entry.synonyms.iter().map(String::as_str));
            let above = names.get(entry.parent.as_str()).map_or("", |parent| parent.name.as_str());
            let mut add = |text: &str, counts: f32| {
                terms.extend(words(text).map(|signs| Term { kind, signs, counts, weight: 0.0 }));
            };
            own.for_each(|text| add(text, OWN));
            add(&entry.description, DESCRIBED);
            add(above, ABOVE);
        }
        let pairs = index(&mut terms, kinds.len());
        Self { kinds, terms, pairs }
    }

    /// The codes of the kinds that it may suggest.
    #[must_use]
    pub fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// What the message may be about, by the catalogue's words alone.
    #[must_use]
    pub fn suggest(&self, message: &Message<'_>) -> Suggestions {
        let mut reading = Reading::default();
        if let Some(reason) = before(&reading.read(message)) {
            return Suggestions::none(reason);
        }
        let found = self.found(reading.signs(0));
        let probabilities = self.probabilities(&found, reading.signs(0));
        let items: Vec<Suggestion> = likeliest(&probabilities)
            .into_iter()
            .map(|kind| Suggestion {
                kind: self.kinds[kind].clone(),
                probability: f64::from(probabilities[kind]),
                evidence: self.evidence(kind, &found, message, reading.signs(0)),
            })
            .collect();
        let abstained = match items.first() {
            None => Some(Reason::NothingLearnt),
            Some(first) if first.probability < SURE => Some(Reason::Unsure),
            Some(_) => None,
        };
        Suggestions { items, class: None, abstained }
    }

    /// The probability of each kind; what is missing to one is that of none of them.
    pub(crate) fn opinion(&self, signs: &[Sign]) -> Vec<f32> {
        self.probabilities(&self.found(signs), signs)
    }

    /// For each term of which anything stands in the message, what of it does.
    fn found(&self, signs: &[Sign]) -> BTreeMap<u32, Found> {
        let mut firsts: BTreeMap<Pair, u32> = BTreeMap::new();
        for (at, two) in (0_u32..).zip(signs.windows(2)).filter(|(_, two)| two[0].field == two[1].field) {
            firsts.entry((two[0].value, two[1].value)).or_insert(at);
        }
        let mut found: BTreeMap<u32, Found> = BTreeMap::new();
        for (pair, at) in firsts {
            let Some((weight, terms)) = self.pairs.get(&pair) else { continue };
            for term in terms {
                let here = found.entry(*term).or_insert(Found { weight: 0.0, first: at, end: at + 2 });
                here.weight += weight;
                if at < here.first {
                    (here.first, here.end) = (at, at + 2);
                }
            }
        }
        for (term, here) in &mut found {
            let wanted = &self.terms[*term as usize].signs;
            // The title's last word and the text's first are neighbours only here.
            let place = signs.windows(wanted.len()).position(|run| {
                run[0].field == run[run.len() - 1].field && run.iter().zip(wanted).all(|(sign, c)| sign.value == *c)
            });
            if let Some(place) = place.and_then(|place| u32::try_from(place).ok()) {
                here.weight *= WHOLE;
                (here.first, here.end) = (place, place + u32::try_from(wanted.len()).unwrap_or(0));
            }
        }
        found
    }

    fn probabilities(&self, found: &BTreeMap<u32, Found>, signs: &[Sign]) -> Vec<f32> {
        // The best term counts fully, every further one half as much as the one before: ten synonyms do not make a kind likelier.
        let mut scores: Vec<Vec<f32>> = vec![Vec::new(); self.kinds.len()];
        for (term, here) in found {
            let of = &self.terms[*term as usize];
            let share = here.weight / of.weight.max(f32::MIN_POSITIVE);
            let headed = signs.get(here.first as usize).is_some_and(|sign| sign.field == Field::Title);
            let score = share * of.weight.sqrt() * of.counts * if headed { HEADED } else { 1.0 };
            scores[of.kind as usize].push(score);
        }
        let total = |mut all: Vec<f32>| {
            all.sort_by(|a, b| b.total_cmp(a));
            all.iter().zip([1.0, 0.5, 0.25, 0.125]).map(|(score, counts)| score * counts).sum::<f32>()
        };
        let odds: Vec<f32> = scores.into_iter().map(total).map(|score| (SLOPE * (score - NONE)).exp()).collect();
        // A kind without a word in the message has no more of the rest than the others.
        let least = (-SLOPE * NONE).exp();
        let sum: f32 = 1.0 + odds.iter().map(|odd| odd - least).sum::<f32>();
        odds.into_iter().map(|odd| (odd - least) / sum).collect()
    }

    fn evidence(
        &self,
        kind: usize,
        found: &BTreeMap<u32, Found>,
        message: &Message<'_>,
        signs: &[Sign],
    ) -> Vec<Phrase> {
        let of_kind = found.iter().filter(|(term, _)| self.terms[**term as usize].kind as usize == kind);
        let mut best: Vec<&Found> = of_kind.map(|(_, here)| here).collect();
        best.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.first.cmp(&b.first)));
        let mut phrases: Vec<Phrase> = Vec::new();
        for here in best.into_iter().take(3) {
            let phrase = super::evidence::phrase(message, &signs[here.first as usize..here.end as usize]);
            if !phrases.iter().any(|other| other.text == phrase.text) {
                phrases.push(phrase);
            }
        }
        phrases
    }
}

/// The words of a name or description: what stands between punctuation, as characters that count.
fn words(text: &str) -> impl Iterator<Item = Vec<u32>> + '_ {
    let between = text.split(|c: char| !c.is_alphanumeric());
    between
        .map(|word| word.chars().filter_map(folded).map(u32::from).collect::<Vec<u32>>())
        .filter(|word| word.len() >= 2)
}

/// Weighs every pair by how few kinds have it, and every term by its pairs.
fn index(terms: &mut [Term], kinds: usize) -> FxHashMap<Pair, (f32, Vec<u32>)> {
    let mut pairs: FxHashMap<Pair, (f32, Vec<u32>)> = FxHashMap::default();
    for (at, term) in (0_u32..).zip(terms.iter()) {
        for two in term.signs.windows(2) {
            let (_, holders) = pairs.entry((two[0], two[1])).or_default();
            if holders.last() != Some(&at) {
                holders.push(at);
            }
        }
    }
    for (weight, holders) in pairs.values_mut() {
        let mut of: Vec<u32> = holders.iter().map(|term| terms[*term as usize].kind).collect();
        of.dedup();
        #[expect(clippy::cast_precision_loss, reason = "kinds are counted in thousands at most")]
        let rarity = ((1.0 + kinds as f32) / of.len() as f32).ln();
        *weight = rarity;
    }
    for term in terms {
        let mut own: Vec<Pair> = term.signs.windows(2).map(|two| (two[0], two[1])).collect();
        own.sort_unstable();
        own.dedup();
        term.weight = own.iter().map(|pair| pairs[pair].0).sum();
    }
    pairs
}
