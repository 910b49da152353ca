//! Replays confirmed handlings in time order, each predicted before it is learned, and tells by month how well that went.

use super::learner::{Foretold, Learner};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// A replay under way. Events are given in the order of their time; those of one instant in the order in which they were kept.
#[derive(Debug, Clone)]
pub struct Replay {
    learner: Learner,
    risk: f64,
    months: BTreeMap<(i16, i8), Tally>,
    all: Tally,
}

/// One event of the past.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// When it came in.
    pub when: Timestamp,
    /// The day it came in, as its own clock showed it; its month is reported.
    pub date: Date,
    /// What is known of it, by column; an empty text is nothing.
    pub values: &'a [&'a str],
    /// Who had it.
    pub unit: &'a str,
}

/// How well the memory did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Events predicted.
    pub n: u64,
    /// The share of them whose best unit was right.
    pub accuracy: f64,
    /// The share answered firmly rather than abstained.
    pub coverage: f64,
    /// The share of the firm answers that was right; `null` when there was none.
    pub accuracy_covered: Option<f64>,
}

/// The figures of a whole replay.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Replayed {
    /// Over everything.
    #[serde(flatten)]
    pub all: Figures,
    /// How far the probabilities are from the shares that were right: the mean over tenths, weighted by their events.
    pub calibration_error: f64,
    /// Units that were never confirmed before their event, so that no memory could have named them.
    pub first_seen: u64,
    /// By month, `2018-09`.
    pub by_month: BTreeMap<String, Figures>,
}

/// Why there can be no replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplayError {
    /// No feature is named.
    NoFeatures,
    /// A feature is named twice.
    Twice(String),
    /// More features than the memory looks at.
    TooMany(usize),
    /// The risk is no share between 0 and 1.
    Risk,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFeatures => f.write_str("no feature is named; name at least one column"),
            Self::Twice(name) => write!(f, "the feature `{name}` is named twice; name it once"),
            Self::TooMany(most) => write!(f, "more than {most} features are named; leave out the least telling ones"),
            Self::Risk => f.write_str("the risk must lie between 0 and 1, such as 0.1"),
        }
    }
}

impl std::error::Error for ReplayError {}

impl Replay {
    /// A replay over these columns; `risk` is the share of firm answers that may be wrong.
    ///
    /// # Errors
    /// When no column is named, one is named twice, there are too many, or the risk is none.
    pub fn new(columns: &[&str], risk: f64) -> Result<Self, ReplayError> {
        if columns.is_empty() {
            return Err(ReplayError::NoFeatures);
        }
        if !(0.0..1.0).contains(&risk) {
            return Err(ReplayError::Risk);
        }
        let mut learner = Learner::default();
        for (at, column) in columns.iter().enumerate() {
            match learner.column(column) {
                Some(place) if place == at => {}
                Some(_) => return Err(ReplayError::Twice((*column).to_owned())),
                None => return Err(ReplayError::TooMany(at)),
            }
        }
        Ok(Self { learner, risk, months: BTreeMap::new(), all: Tally::default() })
    }

    /// Predicts the event, compares, and only then learns it. The answer is the unit that was predicted.
    ///
    /// An event without a unit is skipped: nothing can be compared or learned.
    pub fn event(&mut self, event: &Event<'_>) -> Option<&str> {
        if event.unit.is_empty() {
            return None;
        }
        let foretold = self.learner.step(event.values, event.unit, day_of(event.when), self.risk);
        self.count(event, foretold);
        foretold.best.map(|best| self.learner.unit(best.unit))
    }

    /// Predicts all of these before it learns any: for events of one instant, of which nobody knew one when the other came.
    pub fn batch(&mut self, events: &[Event<'_>]) {
        let events: Vec<&Event<'_>> = events.iter().filter(|event| !event.unit.is_empty()).collect();
        let level = self.learner.sure_from(self.risk);
        let foretell = |event: &&Event<'_>| {
            let best = self.learner.foretell(event.values);
            let firm = best.is_some_and(|best| level.is_some_and(|level| best.probability >= level));
            let right = best.is_some_and(|best| self.learner.unit(best.unit) == event.unit);
            (best, right, firm)
        };
        let foretold: Vec<_> = events.iter().map(foretell).collect();
        for (event, (best, right, firm)) in events.into_iter().zip(foretold) {
            let learned = self.learner.step(event.values, event.unit, day_of(event.when), self.risk);
            self.count(event, Foretold { best, right, firm, ..learned });
        }
    }

    fn count(&mut self, event: &Event<'_>, Foretold { best, right, firm, new }: Foretold) {
        let month = self.months.entry((event.date.year(), event.date.month())).or_default();
        for tally in [month, &mut self.all] {
            tally.count(best.map_or(0.0, |best| best.probability), right, firm, new);
        }
    }

    /// The figures so far.
    #[must_use]
    pub fn figures(&self) -> Replayed {
        let months = self.months.iter();
        Replayed {
            all: self.all.figures(),
            calibration_error: self.all.calibration_error(),
            first_seen: self.all.first_seen,
            by_month: months.map(|((year, month), tally)| (format!("{year:04}-{month:02}"), tally.figures())).collect(),
        }
    }
}

/// Whole days since 1970-01-01.
pub(super) fn day_of(when: Timestamp) -> i32 {
    i32::try_from(when.as_second().div_euclid(86_400)).unwrap_or_default()
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    n: u64,
    right: u64,
    firm: u64,
    firm_right: u64,
    first_seen: u64,
    tenths: [(u64, u64, f64); 10],
}

impl Tally {
    fn count(&mut self, probability: f32, right: bool, firm: bool, new: bool) {
        self.n += 1;
        self.right += u64::from(right);
        self.firm += u64::from(firm);
        self.firm_right += u64::from(firm && right);
        self.first_seen += u64::from(new);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability is from 0 to 1")]
        let tenth = &mut self.tenths[((probability * 10.0) as usize).min(9)];
        tenth.0 += 1;
        tenth.1 += u64::from(right);
        tenth.2 += f64::from(probability);
    }

    fn figures(&self) -> Figures {
        let accuracy_covered = (self.firm > 0).then(|| share(self.firm_right, self.firm));
        let (accuracy, coverage) = (share(self.right, self.n), share(self.firm, self.n));
        Figures { n: self.n, accuracy, coverage, accuracy_covered }
    }

    fn calibration_error(&self) -> f64 {
        let error = |(_, right, sum): &(u64, u64, f64)| (count(*right) - sum).abs();
        self.tenths.iter().map(error).sum::<f64>() / count(self.n).max(1.0)
    }
}

fn share(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { count(part) / count(of) }
}

fn count(n: u64) -> f64 {
    n as f64
}
