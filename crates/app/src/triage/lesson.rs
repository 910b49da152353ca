//! What people have reviewed here, gathered and learned from: kinds from the texts of cases, departments from confirmed handlings.

use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_store::{Store, StoreError, Walk};
use jingwei_terms::KindCode;
use jingwei_triage::department::{Handling, Memory, MemorySettings};
use jingwei_triage::kind::{Example, Message, Model, Options};
use jingwei_web::triage::lessons::Lessons;
use jingwei_web::triage::reviewed;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A report whose kind was reviewed, in words of its own: the case around it is let go.
struct ReviewedText {
    at: Timestamp,
    kind: KindCode,
    title: String,
    text: String,
    place: String,
}

/// What there is to learn from.
#[derive(Default)]
pub(super) struct Lesson {
    texts: Vec<ReviewedText>,
    handlings: Vec<(Timestamp, Handling)>,
}

/// Gathers what was reviewed among the newest cases, up to so many.
pub(super) async fn gather(store: &dyn Store, most: usize) -> Result<Lesson, StoreError> {
    let (mut lesson, mut before, mut looked_at) = (Lesson::default(), None, 0);
    loop {
        let stretch = store.walk(Walk { open_only: false, before, limit: 500 }).await?;
        looked_at += stretch.cases.len();
        for case in stretch.cases {
            if let Some((handling, at)) = reviewed::handling(&case) {
                lesson.handlings.push((at, handling));
            }
            if let Some((kind, at)) = reviewed::kind(&case) {
                let kind = kind.clone();
                let (title, text) = (case.intake.title, case.intake.description);
                lesson.texts.push(ReviewedText { at, kind, title, text, place: case.place.address });
            }
        }
        before = stretch.next;
        if before.is_none() || looked_at >= most {
            return Ok(lesson);
        }
    }
}

impl Lesson {
    /// Whether nothing was reviewed.
    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.handlings.is_empty()
    }

    /// Learns from it by this rulebook; answers its version too.
    pub(super) fn learn(mut self, rules: &Rulebook) -> Result<(Lessons, String), String> {
        // What is filed under a kind that is no more teaches a kind that nobody may file under.
        self.texts.retain(|text| rules.kinds.get(&text.kind).is_some());
        // In the order of review, so that the same facts give the same bytes whatever the order of reading.
        self.texts.sort_by(|a, b| (a.at, &a.kind, &a.text).cmp(&(b.at, &b.kind, &b.text)));
        self.handlings.sort_by_key(|(at, _)| *at);
        let mut examples: Vec<Example<'_>> = Vec::with_capacity(self.texts.len());
        for text in &self.texts {
            let message = Message { title: &text.title, text: &text.text, place: &text.place };
            examples.push(Example { message, kind: text.kind.as_str() });
        }
        let parents: BTreeMap<String, String> = rules
            .kinds
            .iter()
            .filter_map(|kind| Some((kind.code.to_string(), kind.parent.as_ref()?.to_string())))
            .collect();
        let options = Options { parents, rulebook: rules.version.clone(), ..Options::default() };
        let kinds = match examples.is_empty() {
            true => None,
            false => Some(Arc::new(Model::train(&examples, &options).map_err(|why| why.to_string())?)),
        };
        let mut memory = Memory::new(MemorySettings::default());
        self.handlings.iter().for_each(|(_, handling)| memory.learn(handling));
        Ok((Lessons { kinds, memory }, rules.version.clone()))
    }
}
