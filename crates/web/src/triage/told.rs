//! What is told of a matter when advice is asked for: of a report at the door, of a case on the desk, or of words being typed.

use jiff::Timestamp;
use jingwei_cases::case::Case;
use jingwei_cases::report::Report;
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::{AreaCode, CaseId, GridCode, KindCode, Location, Place};
use jingwei_triage::department::Situation;
use uuid::Uuid;

/// Digits of a division's code down to the street and the district (GB/T 2260, GB/T 10114).
const DISTRICT: usize = 6;
const STREET: usize = 9;

/// What is told. It borrows the words.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The case, when it is one; the nil id otherwise.
    pub(crate) id: CaseId,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    pub(crate) address: &'a str,
    pub(crate) location: Option<Location>,
    pub(crate) area: Option<AreaCode>,
    pub(crate) grid: Option<GridCode>,
    pub(crate) kind: Option<&'a KindCode>,
    pub(crate) channel: &'static str,
    pub(crate) at: Timestamp,
}

impl<'a> Told<'a> {
    /// Of a report that is about to be filed, its place completed from its point.
    #[must_use]
    pub fn of_report(report: &'a Report, rules: &Rulebook, now: Timestamp) -> Self {
        let Place { location, area, grid, .. } = rules.locate(report.place.clone());
        Self {
            id: CaseId::new(Uuid::nil()),
            title: &report.title,
            description: &report.description,
            address: &report.place.address,
            location,
            area,
            grid,
            kind: report.kind.as_ref(),
            channel: word(report.channel),
            at: report.filed_at.unwrap_or(now),
        }
    }

    /// Of a case.
    #[must_use]
    pub fn of_case(case: &'a Case) -> Self {
        Self {
            id: case.id,
            title: &case.intake.title,
            description: &case.intake.description,
            address: &case.place.address,
            location: case.place.location,
            area: case.place.area.clone(),
            grid: case.place.grid.clone(),
            kind: case.kind.as_ref(),
            channel: word(case.intake.channel),
            at: case.intake.filed_at,
        }
    }

    /// What the memory of handlings goes by: kind, place and channel. Of a kind that a person confirmed, or that is firm.
    pub(crate) fn situation(&self, kind: Option<&KindCode>) -> Situation {
        let digits = self.area.as_ref().map_or("", AreaCode::significant);
        let level = |length: usize| digits.get(..length).unwrap_or_default();
        Situation::at(self.at)
            .with("kind", kind.map_or("", KindCode::as_str))
            .with("district", level(DISTRICT))
            .with("street", level(STREET))
            .with("community", if digits.len() > STREET { digits } else { "" })
            .with("grid", self.grid.as_ref().map_or("", GridCode::as_str))
            .with("channel", self.channel)
    }

    /// Everything that was said, for the words of the six ways.
    pub(crate) fn words(&self) -> String {
        match self.title.is_empty() {
            true => self.description.to_owned(),
            false => format!("{}\n{}", self.title, self.description),
        }
    }
}

const fn word(channel: jingwei_cases::case::Channel) -> &'static str {
    use jingwei_cases::case::Channel;
    match channel {
        Channel::Phone => "phone",
        Channel::Web => "web",
        Channel::Field => "field",
        Channel::Device => "device",
        Channel::Open311 => "open311",
        Channel::Letter => "letter",
        Channel::System => "system",
    }
}
