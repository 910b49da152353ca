//! Advice on a report: what kind, whose, already known, which legal way; each with what it stands on. It decides nothing.
//!
//! The parts come from the room `triage`; here they are put together with the city's rulebook and put into the plain words that
//! the case keeps.

use super::kinds::Kinds;
use super::lessons::{Lessons, LessonsError};
use super::open_cases::Near;
use super::told::Told;
use super::wording;
use jingwei_cases::advice::{Advice, DepartmentAdvice, DuplicateAdvice, HintAdvice, KindAdvice};
use jingwei_cases::case::Way;
use jingwei_cases::rulebook::kinds::Kind;
use jingwei_cases::rulebook::{HINTS, Rulebook};
use jingwei_terms::{DepartmentCode, KindCode};
use jingwei_triage::department::{CatalogueSays, Memory, MemorySettings, Units, advise};
use jingwei_triage::hints::{AlreadyKnown, Confidence, Hints};

/// How many open cases are named at most.
pub(crate) const MOST_DUPLICATES: usize = 5;

/// How many kinds are named at most.
const MOST_KINDS: usize = 3;

/// Below this a case is not worth naming to anybody.
const LEAST_LIKENESS: f32 = 0.2;

/// Who advises: the rulebook's own words, and what was learned.
#[derive(Debug)]
pub struct Adviser {
    rulebook: String,
    model: Option<String>,
    kinds: Kinds,
    memory: Memory,
    units: Units,
    hints: Hints,
}

impl Adviser {
    /// Nothing was learned yet: the catalogue's own words advise.
    #[must_use]
    pub fn by_catalogue(rules: &Rulebook) -> Self {
        Self {
            rulebook: rules.version.clone(),
            model: None,
            kinds: Kinds::new(rules, None),
            memory: Memory::new(MemorySettings::default()),
            units: Units::in_force(rules.departments.iter().map(|department| department.code.as_str())),
            hints: Hints::parse(HINTS, &rules.hints).0,
        }
    }

    /// The catalogue together with what was learned under this version.
    ///
    /// # Errors
    /// When the bytes are no lessons that this program reads.
    pub fn learned(rules: &Rulebook, version: &str, content: &[u8]) -> Result<Self, LessonsError> {
        let Lessons { kinds, memory } = Lessons::from_bytes(content)?;
        let kinds = Kinds::new(rules, kinds);
        Ok(Self { model: Some(version.to_owned()), kinds, memory, ..Self::by_catalogue(rules) })
    }

    /// The rulebook by which it advises.
    #[must_use]
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// The model in force here; `None` when the catalogue alone advises.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Advice on what was told, with the open cases that were found near it.
    pub(crate) fn advise(&self, told: &Told<'_>, near: Vec<Near>, rules: &Rulebook) -> Advice {
        let (mut kinds, abstained) = self.kinds.suggest(told);
        // A kind that the rulebook no longer has, or that nothing is filed under, is nobody's advice.
        kinds.retain(|kind| rules.kinds.get(&kind.code).is_some_and(|known| known.parent.is_some()));
        kinds.truncate(MOST_KINDS);
        let near: Vec<Near> = near.into_iter().filter(|near| near.found.score >= LEAST_LIKENESS).collect();
        let firm = told.kind.or_else(|| kinds.first().filter(|_| abstained.is_none()).map(|kind| &kind.code));
        Advice {
            rulebook: rules.version.clone(),
            model: self.model.clone(),
            department: self.department(told, firm, &kinds, rules),
            hints: self.hints(told, near.first(), firm, rules),
            duplicates: near.into_iter().map(duplicate).collect(),
            abstained: if kinds.is_empty() { abstained.or_else(|| Some("unsure".to_owned())) } else { abstained },
            kinds,
        }
    }

    /// Whose it is: by the catalogue for the kind that is given or sure; by history where it is silent. A kind that is only likely
    /// makes the answer no surer than the kind itself.
    fn department(
        &self,
        told: &Told<'_>,
        firm: Option<&KindCode>,
        kinds: &[KindAdvice],
        rules: &Rulebook,
    ) -> Option<DepartmentAdvice> {
        let likely = kinds.first();
        let kind = firm.or(likely.map(|kind| &kind.code));
        let day = rules.day(told.at);
        let entry = rules.catalogue.look_up(&rules.departments, kind, told.area.as_ref(), day).ok();
        let says = entry.map(|entry| CatalogueSays {
            rule: entry.rule.rule.clone(),
            version: entry.version.to_owned(),
            unit: entry.lead.to_string(),
        });
        let advised = advise(says.as_ref(), &self.memory, &told.situation(kind), &self.units);
        let best = advised.items.first()?;
        let sureness = if told.kind.is_some() { 1.0 } else { likely.map_or(1.0, |kind| kind.probability) };
        Some(DepartmentAdvice {
            code: DepartmentCode::new(&best.unit).ok()?,
            probability: wording::share(best.probability * sureness),
            evidence: best
                .evidence
                .iter()
                .map(wording::evidence)
                .chain(advised.notes.iter().map(wording::note))
                .collect(),
            abstained: advised.abstained || firm.is_none(),
        })
    }

    fn hints(
        &self,
        told: &Told<'_>,
        nearest: Option<&Near>,
        firm: Option<&KindCode>,
        rules: &Rulebook,
    ) -> Vec<HintAdvice> {
        let known = nearest.filter(|near| near.found.likely).map(|near| AlreadyKnown {
            number: near.number.clone(),
            finished: false,
            likeness: f64::from(near.found.score),
        });
        let found = self.hints.of(&told.words(), known.as_ref());
        let hint = |hint: jingwei_triage::hints::Hint| HintAdvice {
            way: wording::way(hint.way),
            rule: hint.rule,
            phrase: hint.phrase,
            destination: hint.destination,
            ground: hint.ground,
            zh: hint.zh,
            en: hint.en,
            likely: hint.confidence == Confidence::Likely,
            shout: hint.shout,
        };
        let mut hints: Vec<HintAdvice> = found.into_iter().map(hint).collect();
        // A kind that the rulebook counts among emergencies is one whatever the words were.
        if !hints.iter().any(|hint| hint.shout)
            && let Some(kind) = firm.and_then(|code| rules.kinds.get(code)).filter(|kind| kind.emergency)
        {
            hints.insert(0, urgent_kind(kind));
        }
        hints
    }
}

fn urgent_kind(kind: &Kind) -> HintAdvice {
    HintAdvice {
        way: Way::Emergency,
        rule: format!("kind {}", kind.code),
        phrase: String::new(),
        destination: String::new(),
        ground: String::new(),
        zh: format!("“{}”属于紧急类别，请立即核实", kind.name),
        en: format!("`{}` is an emergency kind; look into it at once", kind.name_en),
        likely: true,
        shout: true,
    }
}

fn duplicate(near: Near) -> DuplicateAdvice {
    let Near { number, found } = near;
    DuplicateAdvice {
        number,
        score: wording::share(f64::from(found.score)),
        likely: found.likely,
        reasons: found.reasons.iter().map(wording::reason).collect(),
    }
}
