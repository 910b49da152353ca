//! 漂移: which kinds and areas the suggestions got worse at, and why.

mod reasons;
mod statistics;
mod words;

use jiff::Timestamp;
use reasons::reasons;
use serde::Serialize;
use statistics::{count, fewer_by_chance, stand_out, wilson};
use std::collections::BTreeSet;
use words::sentences;

/// A suggestion and what a person made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// When the person confirmed it.
    pub when: Timestamp,
    /// The kind of the case.
    pub kind: String,
    /// The area of the case.
    pub area: String,
    /// What had been suggested; `None` when it abstained.
    pub suggested: Option<String>,
    /// What the person confirmed.
    pub confirmed: String,
    /// The catalogue's version at that time; empty when there was none.
    pub catalogue: String,
}

/// What a city may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriftSettings {
    /// How many days back from the end the recent window reaches; default 14.
    pub recent_days: u32,
    /// How many days before that the reference window reaches; default 56.
    pub reference_days: u32,
    /// The expected share of false alarms among the alarms, 0 to 1; default 0.05.
    pub false_alarms: f64,
    /// Outcomes that a slice needs in either window to be looked at; default 20.
    pub least: usize,
}

impl Default for DriftSettings {
    fn default() -> Self {
        Self { recent_days: 14, reference_days: 56, false_alarms: 0.05, least: 20 }
    }
}

/// A share with its spread: Wilson's 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Right ones.
    pub right: u64,
    /// Of all.
    pub of: u64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What got worse.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "name")]
pub enum Slice {
    /// Everything together.
    Everything,
    /// One kind.
    Kind(String),
    /// One area.
    Area(String),
}

/// Why, as far as the outcomes show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// A unit or kind that was never confirmed in the reference window.
    NewLabel {
        /// Which.
        label: String,
        /// How many of the recent errors it accounts for.
        errors: u64,
    },
    /// One that was confirmed before and is no longer, though still suggested.
    VanishedLabel {
        /// Which.
        label: String,
        /// How many of the recent errors suggested it.
        errors: u64,
    },
    /// The mix of kinds or areas moved: as much of the loss as the mix alone explains.
    MixMoved {
        /// The share of the loss, 0 to 1.
        share: f64,
    },
    /// The catalogue changed between the windows.
    CatalogueChanged {
        /// The version before.
        from: String,
        /// The version since.
        to: String,
    },
    /// Most of the loss lies in one area (of a kind) or one kind (of an area).
    OnePlace {
        /// Which.
        name: String,
        /// The share of the additional errors, 0 to 1.
        share: f64,
    },
}

/// One slice that got worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worse {
    /// Which.
    #[serde(flatten)]
    pub slice: Slice,
    /// Before.
    pub reference: Share,
    /// Of late.
    pub recent: Share,
    /// The probability of so great a fall if nothing had changed (Fisher's exact test, one-sided).
    pub p: f64,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// What got worse, the greatest loss first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DriftReport {
    /// How many slices were looked at.
    pub looked_at: usize,
    /// Those that got worse.
    pub worse: Vec<Worse>,
}

/// Compares the recent window, which ends at `until`, with the reference window before it.
///
/// A slice with fewer than `least` outcomes in either window is not looked at. Abstentions count as not right: a suggestion that is no
/// longer given is a loss to the desk as well.
///
/// ```
/// use jingwei_triage::drift::{DriftSettings, drift};
/// let report = drift(&[], jiff::Timestamp::UNIX_EPOCH, &DriftSettings::default());
/// assert!(report.worse.is_empty());
/// ```
#[must_use]
pub fn drift(outcomes: &[Outcome], until: Timestamp, settings: &DriftSettings) -> DriftReport {
    let back = |days: u32| until.as_second().saturating_sub(i64::from(days) * 86_400);
    let (middle, first) =
        (back(settings.recent_days), back(settings.recent_days.saturating_add(settings.reference_days)));
    let within = |from: i64, to: i64| {
        outcomes.iter().filter(move |outcome| (from..to).contains(&outcome.when.as_second())).collect::<Vec<_>>()
    };
    let (reference, recent) = (within(first, middle), within(middle, until.as_second()));
    let least = settings.least.max(1);
    let slices = slices(&recent).into_iter().filter_map(|slice| {
        let part = |outcomes: &[&'_ Outcome]| {
            outcomes.iter().filter(|o| slice.holds(o)).map(|o| (**o).clone()).collect::<Vec<_>>()
        };
        let (before, now) = (part(&reference), part(&recent));
        (before.len() >= least && now.len() >= least).then_some((slice, before, now))
    });
    let looked: Vec<_> = slices.collect();
    let shares = |outcomes: &[Outcome]| {
        Share::of(outcomes.iter().filter(|o| o.suggested.as_ref() == Some(&o.confirmed)).count(), outcomes.len())
    };
    let by_chance = |before: &Share, now: &Share| fewer_by_chance((now.right, now.of), (before.right, before.of));
    let probabilities: Vec<f64> =
        looked.iter().map(|(_, before, now)| by_chance(&shares(before), &shares(now))).collect();
    let alarms = stand_out(&probabilities, settings.false_alarms);
    let looked_at = looked.len();
    let mut worse: Vec<Worse> = Vec::new();
    for (((slice, before, now), p), alarm) in looked.into_iter().zip(probabilities).zip(alarms) {
        if alarm {
            let (reference, recent) = (shares(&before), shares(&now));
            let reasons = reasons(&slice, &before.iter().collect::<Vec<_>>(), &now.iter().collect::<Vec<_>>());
            let (zh, en) = sentences(&slice, &reference, &recent, &reasons);
            worse.push(Worse { slice, reference, recent, p, reasons, zh, en });
        }
    }
    worse.sort_by(|a, b| b.lost().total_cmp(&a.lost()).then_with(|| a.slice.cmp(&b.slice)));
    DriftReport { looked_at, worse }
}

/// Everything, then every kind and every area of late.
fn slices(recent: &[&Outcome]) -> BTreeSet<Slice> {
    let kinds = recent.iter().map(|outcome| Slice::Kind(outcome.kind.clone()));
    let areas = recent.iter().map(|outcome| Slice::Area(outcome.area.clone()));
    std::iter::once(Slice::Everything).chain(kinds).chain(areas).collect()
}

impl Slice {
    fn holds(&self, outcome: &Outcome) -> bool {
        match self {
            Self::Everything => true,
            Self::Kind(kind) => *kind == outcome.kind,
            Self::Area(area) => *area == outcome.area,
        }
    }
}

impl Share {
    fn of(right: usize, of: usize) -> Self {
        let (right, of) = (right as u64, of as u64);
        let (low, high) = wilson(right, of);
        Self { right, of, low, high }
    }

    fn rate(&self) -> f64 {
        count(self.right) / count(self.of).max(1.0)
    }
}

impl Worse {
    /// How many more would have been right at the former rate.
    fn lost(&self) -> f64 {
        (self.reference.rate() - self.recent.rate()) * count(self.recent.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL: i64 = 70 * 86_400;

    fn outcome(day: i64, kind: &str, area: &str, suggested: &str, confirmed: &str, catalogue: &str) -> Outcome {
        Outcome {
            when: Timestamp::from_second(day * 86_400 + 3600).unwrap(),
            kind: kind.to_owned(),
            area: area.to_owned(),
            suggested: Some(suggested.to_owned()).filter(|unit| !unit.is_empty()),
            confirmed: confirmed.to_owned(),
            catalogue: catalogue.to_owned(),
        }
    }

    /// Ten weeks of a town where everything is suggested rightly, four cases a day in two areas; `change` alters the last two weeks.
    fn weeks(change: impl Fn(&mut Outcome)) -> Vec<Outcome> {
        let mut all = Vec::new();
        for day in 0..70 {
            for (kind, area) in [("路灯", "甲区"), ("路灯", "乙区"), ("井盖", "甲区"), ("井盖", "乙区")]
            {
                let unit = if kind == "路灯" { "城管局" } else { "水务局" };
                let mut made = outcome(day, kind, area, unit, unit, "2024.1");
                if day >= 56 {
                    change(&mut made);
                }
                all.push(made);
            }
        }
        all
    }

    fn report(outcomes: &[Outcome]) -> DriftReport {
        drift(
            outcomes,
            Timestamp::from_second(UNTIL).unwrap(),
            &DriftSettings { least: 10, ..DriftSettings::default() },
        )
    }

    #[test]
    fn a_town_that_stays_as_it_was_has_no_drift() {
        let report = report(&weeks(|_| {}));
        assert_eq!((report.looked_at, report.worse.len()), (5, 0));
    }

    #[test]
    fn a_new_unit_a_vanished_one_and_a_new_catalogue_are_told_as_reasons() {
        let report = report(&weeks(|outcome| {
            outcome.catalogue = "2026.1".to_owned();
            if outcome.kind == "井盖" {
                outcome.confirmed = "水务集团".to_owned();
            }
        }));
        let worse = report.worse.iter().find(|worse| worse.slice == Slice::Kind("井盖".to_owned())).unwrap();
        assert_eq!((worse.reference.right, worse.recent.right, worse.recent.of), (112, 0, 28));
        assert!(worse.p < 1e-9 && worse.recent.high < 0.2, "{worse:?}");
        assert!(worse.reasons.contains(&Reason::NewLabel { label: "水务集团".to_owned(), errors: 28 }));
        assert!(worse.reasons.contains(&Reason::VanishedLabel { label: "水务局".to_owned(), errors: 28 }));
        assert!(
            worse.reasons.contains(&Reason::CatalogueChanged { from: "2024.1".to_owned(), to: "2026.1".to_owned() })
        );
        assert!(worse.zh.starts_with("事项“井盖”的推荐准确率由 100 %（112/112）降至 0 %（0/28）"), "{}", worse.zh);
        assert!(worse.en.contains("the catalogue went from 2024.1 to 2026.1"), "{}", worse.en);
        assert!(!report.worse.iter().any(|worse| worse.slice == Slice::Kind("路灯".to_owned())));
    }

    #[test]
    fn what_goes_wrong_in_one_area_only_is_told_so() {
        let report = report(&weeks(|outcome| {
            if outcome.area == "乙区" && outcome.kind == "路灯" {
                outcome.suggested = None;
            }
        }));
        let worse = report.worse.iter().find(|worse| worse.slice == Slice::Kind("路灯".to_owned())).unwrap();
        assert!(worse.reasons.contains(&Reason::OnePlace { name: "乙区".to_owned(), share: 1.0 }), "{worse:?}");
        let area = report.worse.iter().find(|worse| worse.slice == Slice::Area("乙区".to_owned())).unwrap();
        assert!(area.reasons.contains(&Reason::OnePlace { name: "路灯".to_owned(), share: 1.0 }), "{area:?}");
    }

    #[test]
    fn a_move_of_the_mix_towards_what_was_always_hard_is_no_fault_of_its_parts() {
        let mut outcomes = Vec::new();
        for day in 0..70 {
            let hard = if day < 56 { 1 } else { 9 };
            for n in 0..10 {
                let kind = if n < hard { "难" } else { "易" };
                // The hard kind is right every other day, before and after.
                let right = kind == "易" || day % 2 == 0;
                outcomes.push(outcome(day, kind, "甲区", if right { "局" } else { "处" }, "局", ""));
            }
        }
        let report = report(&outcomes);
        let everything = report.worse.iter().find(|worse| worse.slice == Slice::Everything).unwrap();
        let share = everything
            .reasons
            .iter()
            .find_map(|r| if let Reason::MixMoved { share } = r { Some(*share) } else { None });
        assert!(share.unwrap() > 0.95, "{everything:?}");
        assert!(!report.worse.iter().any(|worse| matches!(worse.slice, Slice::Kind(_))), "{report:?}");
    }
}
