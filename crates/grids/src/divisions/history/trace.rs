//! Follows a code of the past through the recorded changes, to the division of today or to the place where the record ends.

use super::{Event, Side};
use crate::divisions::{DivisionCode, Divisions, Level};
use serde::Serialize;

/// What became of one place that had the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The code as asked, with the name of the place then.
    pub then: Side,
    /// What happened to it, in order.
    pub steps: Vec<Step>,
    /// Where that leads.
    pub outcome: Outcome,
    /// The street or community with the same last digits inside today's county. The record ends at the counties, so this
    /// is a lead and no finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely: Option<Side>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// From this year's table on.
    pub year: i16,
    /// What sort of change, in the words of the record.
    pub kind: String,
    /// The same in English.
    pub kind_en: &'static str,
    /// Before.
    pub from: Side,
    /// After; nothing when the record names no successor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Side>,
    /// Followed by its name, since the record does not say it by code.
    pub by_name: bool,
    /// The reason, as far as it is recorded.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The number of the decree, where it is recorded.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// Where it was recorded.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// Where a trace leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// To this division of today.
    Today(Side),
    /// It was dissolved, and the record names no successor.
    Ended {
        /// In this year.
        year: i16,
    },
    /// The code was not yet in use.
    NotYet {
        /// It came into use in this year.
        year: i16,
    },
    /// The record loses it.
    Lost,
}

/// The kind of event by which a code is given to another place.
const REASSIGNED: &str = "码位改派";

impl Divisions {
    /// What became of the places that had this code: in the table of `year`, or at any time when no year is given. Several
    /// places may have had it, and each is followed to today.
    ///
    /// With a year, the first answer is for the code as it stood at the end of that year; a place that lost the code within
    /// the year follows.
    #[must_use]
    pub fn trace(&self, code: DivisionCode, year: Option<i16>) -> Vec<Trace> {
        let county = if code.level() > Level::District { code.at(Level::District) } else { code };
        let mut found = match year {
            Some(year) => self.trace_from(county, year),
            None => self.trace_all(county),
        };
        if county != code {
            for trace in &mut found {
                self.lead_below(trace, code);
            }
        }
        found
    }

    fn trace_from(&self, code: DivisionCode, year: i16) -> Vec<Trace> {
        let events: Vec<_> = self.history.of(&self.history.by_old, &code).collect();
        let mut found = Vec::new();
        let later = events.iter().any(|(_, event)| event.year > year);
        if later || self.unit(code).is_some() {
            match self.first_use(code, year) {
                Some(first) => found.push(self.not_yet(code, first)),
                None => found.push(self.follow(code, year)),
            }
        }
        // A place that lost the code within the year, and, when nobody has it later, the last that had it.
        let within = events.iter().filter(|(_, event)| event.year == year && moved_away(event));
        let alone = found.is_empty();
        let last = events.iter().rev().filter(|(_, event)| alone && event.year < year).take(1);
        for (_, event) in within.chain(last) {
            found.push(self.follow(code, event.year - 1));
        }
        found
    }

    /// All places that ever had the code: one trace for each event that does not belong to a trace already told.
    fn trace_all(&self, code: DivisionCode) -> Vec<Trace> {
        let mut found: Vec<Trace> = Vec::new();
        for (_, event) in self.history.of(&self.history.by_old, &code) {
            let told = found
                .iter()
                .flat_map(|trace| &trace.steps)
                .any(|step| step.year == event.year && step.from.code == code);
            if !told {
                found.push(self.follow(code, event.year - 1));
            }
        }
        let today = |trace: &Trace| matches!(&trace.outcome, Outcome::Today(side) if side.code == code);
        if self.unit(code).is_some() && !found.iter().any(today) {
            let trace = self.follow(code, i16::MAX);
            found.push(trace);
        }
        found
    }

    /// The year in which the code came into use, when that is after this one and nobody had it before.
    fn first_use(&self, code: DivisionCode, year: i16) -> Option<i16> {
        let came = self
            .history
            .of(&self.history.by_new, &code)
            .find(|(_, event)| event.year > year && came_new(event))?
            .1
            .year;
        let earlier =
            self.history.of(&self.history.by_old, &code).any(|(_, event)| event.year > year && event.year <= came);
        let before = self.history.of(&self.history.by_new, &code).any(|(_, event)| event.year <= year);
        (!earlier && !before).then_some(came)
    }

    fn not_yet(&self, code: DivisionCode, year: i16) -> Trace {
        let name = self.unit(code).map(|unit| unit.name.to_owned()).unwrap_or_default();
        Trace { then: Side { code, name }, steps: Vec::new(), outcome: Outcome::NotYet { year }, likely: None }
    }

    /// Follows the place that had the code at the end of `year`. Every step lies later than the one before, so it ends.
    fn follow(&self, code: DivisionCode, year: i16) -> Trace {
        let (mut code, mut after) = (code, year);
        let next = |code: DivisionCode, after: i16| {
            self.history.of(&self.history.by_old, &code).map(|(_, event)| event).find(|event| event.year > after)
        };
        let name = next(code, after).and_then(|event| event.old.as_ref()).map(|old| old.name.clone());
        let name = name.or_else(|| self.unit(code).map(|unit| unit.name.to_owned())).unwrap_or_default();
        let mut here = Side { code, name };
        let then = here.clone();
        let mut steps = Vec::new();
        let outcome = loop {
            let Some(event) = next(code, after) else {
                break match self.unit(code) {
                    Some(unit) => Outcome::Today(Side { code, name: unit.name.to_owned() }),
                    None => match self.by_name(&here, after) {
                        Some(step) => {
                            (code, after) = (step.to.as_ref().map_or(code, |to| to.code), step.year);
                            here = step.to.clone().unwrap_or(here);
                            steps.push(step);
                            continue;
                        }
                        None => Outcome::Lost,
                    },
                };
            };
            let mut step = event.step(&here);
            if event.kind == REASSIGNED {
                step.to = self.moved_to(event, &here);
                step.by_name = true;
            }
            after = event.year;
            let to = step.to.clone();
            steps.push(step);
            match to {
                Some(to) => (code, here) = (to.code, to),
                None if event.kind == REASSIGNED => break Outcome::Lost,
                None => break Outcome::Ended { year: event.year },
            }
        };
        Trace { then, steps, outcome, likely: None }
    }

    /// Where the place went whose code another one was given: the code that came to its name in the same year and
    /// province, or the one division of today that has its name there.
    fn moved_to(&self, event: &Event, here: &Side) -> Option<Side> {
        let moves = self.history.of(&self.history.by_new_name, here.name.as_str());
        let mut same =
            moves.map(|(_, other)| other).filter(|other| other.year == event.year).filter_map(|o| o.new.as_ref());
        let same = same.find(|new| new.code != here.code && same_province(new.code, here.code));
        same.cloned().or_else(|| self.alone_today(here))
    }

    /// A step by name, for a code that is gone although no event says so.
    fn by_name(&self, here: &Side, after: i16) -> Option<Step> {
        let to = self.alone_today(here);
        let to = to.or_else(|| {
            let later = self.history.of(&self.history.by_old_name, here.name.as_str()).map(|(_, event)| event);
            let mut codes = later.filter(|event| event.year > after).filter_map(|event| event.old.as_ref());
            codes.find(|old| old.code != here.code && same_province(old.code, here.code)).cloned()
        })?;
        let note = String::new();
        Some(Step {
            year: after,
            kind: "同名".to_owned(),
            kind_en: "found by its name",
            from: here.clone(),
            to: Some(to),
            by_name: true,
            note,
            document: String::new(),
            source: String::new(),
        })
    }

    /// The one division of today with this full name on the same level in the same province.
    fn alone_today(&self, here: &Side) -> Option<Side> {
        let mut same = self.named(&here.name).into_iter().filter(|unit| {
            unit.name == here.name && unit.level() == here.code.level() && same_province(unit.code, here.code)
        });
        let one = same.next().filter(|unit| unit.code != here.code && same.next().is_none())?;
        Some(Side { code: one.code, name: one.name.to_owned() })
    }

    /// What is asked lies below the counties, where the record ends.
    fn lead_below(&self, trace: &mut Trace, code: DivisionCode) {
        let Outcome::Today(county) = &trace.outcome else { return };
        let inside = code.number() - code.at(Level::District).number();
        let same = self.unit(DivisionCode::of_number(county.code.number() + inside));
        let side = same.map(|unit| Side { code: unit.code, name: unit.name.to_owned() });
        match side {
            // Neither the county nor the code has changed.
            Some(side) if trace.steps.is_empty() => trace.outcome = Outcome::Today(side),
            side => trace.likely = side,
        }
    }
}

impl Event {
    fn step(&self, here: &Side) -> Step {
        Step {
            year: self.year,
            kind: self.kind.clone(),
            kind_en: kind_en(&self.kind),
            from: here.clone(),
            to: self.new.clone(),
            by_name: false,
            note: self.note.clone(),
            document: self.document.clone(),
            source: self.source.clone(),
        }
    }
}

/// Whether the place has another code afterwards.
fn moved_away(event: &Event) -> bool {
    let code = |side: &Option<Side>| side.as_ref().map(|side| side.code);
    event.kind == REASSIGNED || code(&event.old) != code(&event.new)
}

/// Whether the event brings the code into use. A place that is merged into another, or a district made of a county inside a
/// city, may come under a code that others had all along.
fn came_new(event: &Event) -> bool {
    matches!(event.kind.as_str(), "新设" | "同名改码" | "撤县设市" | "撤地设市") && moved_away(event)
}

fn same_province(a: DivisionCode, b: DivisionCode) -> bool {
    // Chongqing left Sichuan, and Hainan left Guangdong, with all of their counties.
    let home = |code: DivisionCode| match code.at(Level::Province).number() / 10_000_000_000 {
        50 => 51,
        46 => 44,
        other => other,
    };
    home(a) == home(b)
}

fn kind_en(kind: &str) -> &'static str {
    const KINDS: &[(&str, &str)] = &[
        ("更名", "renamed"),
        ("同名改码", "new code, same name"),
        (REASSIGNED, "its code was given to another place"),
        ("新设", "set up"),
        ("撤销", "dissolved"),
        ("撤县设市", "county made a city"),
        ("撤县设区", "county made a district"),
        ("撤市设区", "city made a district"),
        ("撤地设市", "prefecture made a city"),
        ("撤区设区", "district merged into a district"),
        ("撤旗设区", "banner made a district"),
        ("区划调整", "boundaries or place in the tree changed"),
        ("划转", "handed over"),
        ("驻地迁移", "seat moved"),
    ];
    KINDS.iter().find(|(zh, _)| *zh == kind).map_or("changed", |(_, en)| en)
}
