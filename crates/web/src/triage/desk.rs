//! The desk of triage in this process: who advises now, and the open cases. Cheap to clone; everybody who files or asks has the same.

use super::adviser::Adviser;
use super::open_cases::OpenCases;
use super::told::Told;
use jiff::Timestamp;
use jingwei_cases::advice::Advice;
use jingwei_cases::case::Case;
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_triage::duplicates::Settings;
use std::sync::{Arc, PoisonError, RwLock};

/// Who advises, and on what is known. What is learned anew is taken up whole, between two questions.
#[derive(Debug, Clone)]
pub struct TriageDesk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    adviser: RwLock<Arc<Adviser>>,
    open: OpenCases,
}

impl TriageDesk {
    /// A desk where the catalogue alone advises, with no open case yet.
    #[must_use]
    pub fn new(rules: &Rulebook) -> Self {
        let adviser = RwLock::new(Arc::new(Adviser::by_catalogue(rules)));
        Self(Arc::new(Inner { adviser, open: OpenCases::new(duplicate_settings(rules)) }))
    }

    /// Who advises now.
    #[must_use]
    pub fn adviser(&self) -> Arc<Adviser> {
        Arc::clone(&self.0.adviser.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets somebody else advise from the next question on.
    pub fn take_up(&self, adviser: Adviser) {
        *self.0.adviser.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(adviser);
    }

    /// The open cases.
    #[must_use]
    pub fn open_cases(&self) -> &OpenCases {
        &self.0.open
    }

    /// Advice on a report that is about to be filed. Nothing is stored.
    #[must_use]
    pub fn advise(&self, report: &Report, rules: &Rulebook, now: Timestamp) -> Advice {
        self.advise_on(&Told::of_report(report, rules, now), rules)
    }

    /// Fresh advice on a case that is there.
    #[must_use]
    pub fn advise_again(&self, case: &Case, rules: &Rulebook) -> Advice {
        self.advise_on(&Told::of_case(case), rules)
    }

    /// Takes a report that was filed under this number among the open cases.
    pub fn filed(&self, case: &Case, number: &str) {
        self.0.open.put(case.id, number, &Told::of_case(case));
    }

    pub(crate) fn advise_on(&self, told: &Told<'_>, rules: &Rulebook) -> Advice {
        let near = self.0.open.nearest(told, super::adviser::MOST_DUPLICATES);
        self.adviser().advise(told, near, rules)
    }
}

/// How near and how close in time two reports of one problem are in this city, from the rulebook; names of its divisions are places.
#[must_use]
pub fn duplicate_settings(rules: &Rulebook) -> Settings {
    let gazetteer = rules.areas.divisions().map(|division| division.name.clone()).collect();
    Settings { gazetteer, ..Settings::default() }
}
