//! A city is data. The rulebook holds everything in which two cities differ, each number with its ground; it is read once,
//! checked whole, and then cannot be wrong.
//!
//! Reading order: [`settings`], [`departments`], [`kinds`], [`catalogue`], [`areas`], [`people`], [`questions`]; [`table`] reads the files.

pub mod areas;
pub mod catalogue;
pub mod departments;
pub mod kinds;
pub mod people;
pub mod questions;
pub mod settings;
pub mod table;

use areas::{Areas, Grid};
use catalogue::Catalogue;
use departments::Departments;
use jiff::Timestamp;
use jiff::civil::Date;
use jingwei_calendar::{Calendar, CalendarRules, DayHours, Exceptions, WeekHours, YellowAt};
use jingwei_terms::{Place, RuleRef};
use kinds::Kinds;
use people::Person;
use questions::Questions;
use settings::{Setting, Settings, When};
use std::collections::BTreeMap;
pub use table::Problem;

/// The files of a rulebook, by name.
pub type Files = BTreeMap<String, String>;

/// The files that every rulebook has.
pub const FILES: [&str; 8] = [
    "city.toml",
    "departments.csv",
    "kinds.csv",
    "catalogue.csv",
    "calendar.csv",
    "divisions.csv",
    "grids.geojson",
    "people.csv",
];

/// Files that a rulebook may have besides. Some are read by other rooms or by the doors, and only carried along here.
pub const OPTIONAL: [&str; 3] = [HINTS, QUESTIONS, TEMPLATES];

/// What is asked of a reporter beyond their words, by kind.
pub const QUESTIONS: &str = "questions.csv";

/// The words that point to one of the six legal ways: the room `triage` reads them, and this one carries them along.
pub const HINTS: &str = "hints.csv";

/// Words that a desk may begin from, read by the doors.
pub const TEMPLATES: &str = "templates.csv";

/// A city's rulebook, checked.
#[derive(Debug)]
pub struct Rulebook {
    /// The version under which it was loaded; every decision quotes it.
    pub version: String,
    /// The settings of `city.toml`.
    pub settings: Settings,
    /// The departments.
    pub departments: Departments,
    /// The kinds of matter.
    pub kinds: Kinds,
    /// What is asked of a reporter, by kind; nothing when the city has no such file.
    pub questions: Questions,
    /// The dispatch catalogue.
    pub catalogue: Catalogue,
    /// Divisions and grids: those of the net in force, or the rulebook's own where the city has no net.
    pub areas: Areas,
    /// The net whose grids stand in `areas`; `None` while they are the rulebook's own.
    pub net: Option<u32>,
    /// The staff.
    pub people: Vec<Person>,
    /// Working time.
    pub calendar: Calendar,
    /// The text of `hints.csv`; empty when the city has none.
    pub hints: String,
    /// The text of `templates.csv`; empty when the city has none.
    pub templates: String,
}

impl Rulebook {
    /// Reads a rulebook from the text of its files.
    ///
    /// # Errors
    /// The faults, each with file and line: those of the files that stand for themselves first, and when there are none, those of the
    /// files that refer to them. A rulebook with a fault is not used in part.
    pub fn parse(version: &str, files: &Files) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        for name in FILES.iter().filter(|name| !files.contains_key(**name)) {
            problems.push(problem(name, 0, "the file is missing; every rulebook has it"));
        }
        let marked = |name: &&&str| files.get(**name).is_some_and(|text| text.starts_with('\u{feff}'));
        for name in FILES.iter().chain(&OPTIONAL).filter(marked) {
            problems.push(problem(name, 1, "the file begins with a byte-order mark; save it as UTF-8 without one"));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let text = |name: &str| files.get(name).map(String::as_str).unwrap_or_default();
        let areas = Areas::parse(text("divisions.csv"), text("grids.geojson"), &mut problems);
        let sound_areas = problems.is_empty().then_some(&areas);
        let settings = parse_settings(text("city.toml"), &mut problems);
        let departments = Departments::parse(text("departments.csv"), sound_areas, &mut problems);
        let kinds = Kinds::parse(text("kinds.csv"), &mut problems);
        let calendar = settings.as_ref().and_then(|s| parse_calendar(s, text("calendar.csv"), &mut problems));
        // What refers to a file with a fault is read only when that is mended: one slip in the header of departments.csv would
        // otherwise be told a thousand times, once for everybody who works there.
        if !problems.is_empty() {
            return Err(problems);
        }
        let catalogue = Catalogue::parse(text("catalogue.csv"), &departments, &kinds, &areas, &mut problems);
        let questions = Questions::parse(text(QUESTIONS), &kinds, &mut problems);
        let people = people::parse(text("people.csv"), &departments, &areas, &mut problems);
        if let Some(settings) = &settings {
            check_settings(settings, &departments, &areas, &mut problems);
        }
        match (settings, calendar) {
            (Some(settings), Some(calendar)) if problems.is_empty() => Ok(Self {
                version: version.to_owned(),
                settings,
                departments,
                kinds,
                questions,
                catalogue,
                areas,
                net: None,
                people,
                calendar,
                hints: text(HINTS).to_owned(),
                templates: text(TEMPLATES).to_owned(),
            }),
            _ => Err(problems),
        }
    }

    /// The same rulebook with the grids of a net instead of its own. Everything that asks where something is goes by them from
    /// then on: intake, dispatch, lists, the field.
    #[must_use]
    pub fn with_net(self, number: u32, grids: Vec<Grid>) -> Self {
        Self { areas: self.areas.with_grids(grids), net: Some(number), ..self }
    }

    /// What says where the grids are, as the rule of a fact.
    #[must_use]
    pub fn grids_rule(&self) -> RuleRef {
        let rule = self.net.map_or_else(|| "grids.geojson".to_owned(), |number| format!("grids.net.{number}"));
        RuleRef { version: self.version.clone(), rule, basis: String::new() }
    }

    /// The civil day of an instant in this city.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.calendar.date(at)
    }

    /// A setting of this rulebook, as the rule of a fact.
    #[must_use]
    pub fn rule<T>(&self, setting: &Setting<T>, name: &str) -> RuleRef {
        setting.rule(&self.version, name)
    }

    /// The place with everything filled in that follows from the point: the grid that holds it and that grid's community.
    /// A grid named without a point
    /// tells its community too. What was said is kept; a point outside every grid leaves the place as it is.
    #[must_use]
    pub fn locate(&self, mut place: Place) -> Place {
        if let Some(grid) = place.location.as_ref().and_then(|point| self.areas.grid_at(point)) {
            place.grid = Some(grid.code.clone());
            place.area = Some(grid.community.clone());
        } else if place.area.is_none() {
            let grid = place.grid.as_ref().and_then(|code| self.areas.grid(code));
            place.area = grid.map(|grid| grid.community.clone());
        }
        place
    }
}

fn problem(file: &str, line: u64, message: impl Into<String>) -> Problem {
    Problem { file: file.to_owned(), line, message: message.into() }
}

fn parse_settings(text: &str, problems: &mut Vec<Problem>) -> Option<Settings> {
    match toml::from_str::<Settings>(text) {
        Ok(settings) => Some(settings),
        Err(why) => {
            let start = why.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..start].iter().filter(|b| **b == b'\n').count() as u64 + 1;
            problems.push(problem("city.toml", line, why.message().to_owned()));
            None
        }
    }
}

fn parse_calendar(settings: &Settings, exceptions: &str, problems: &mut Vec<Problem>) -> Option<Calendar> {
    let before = problems.len();
    let hours: Option<DayHours> = match settings.working_hours.value.join(" ").parse() {
        Ok(hours) => Some(hours),
        Err(why) => {
            problems.push(problem("city.toml", 0, format!("`working_hours`: {why}")));
            None
        }
    };
    let exceptions = Exceptions::read_csv(exceptions).map_err(|faults| {
        problems.extend(faults.iter().map(|fault| problem("calendar.csv", fault.line as u64, fault.message.clone())));
    });
    let utc_offset = settings.city.utc_offset.parse().map_err(|why| {
        problems.push(problem("city.toml", 0, format!("`utc_offset`: {why}")));
    });
    let yellow_at = YellowAt::new(settings.lights.yellow_from.value).map_err(|why| {
        problems.push(problem("city.toml", 0, format!("`lights.yellow_from`: {why}")));
    });
    let (hours, exceptions, utc_offset, yellow_at) = (hours?, exceptions.ok()?, utc_offset.ok()?, yellow_at.ok()?);
    let week = WeekHours::new(std::array::from_fn(|day| if day < 5 { hours.clone() } else { DayHours::closed() }));
    let week = week.map_err(|why| problems.push(problem("city.toml", 0, format!("`working_hours`: {why}")))).ok()?;
    if problems.len() > before {
        return None;
    }
    let rules = CalendarRules { utc_offset, week, exceptions, yellow_at, ..CalendarRules::default() };
    Some(Calendar::new(&rules))
}

fn check_settings(settings: &Settings, departments: &Departments, areas: &Areas, problems: &mut Vec<Problem>) {
    if areas.division(&settings.city.code).is_none() {
        let message = format!("`city.code`: the division `{}` is not in divisions.csv", settings.city.code);
        problems.push(problem("city.toml", 0, message));
    }
    let dispute = &settings.dispute;
    let named = [
        (&settings.city.hotline, "city.hotline"),
        (&dispute.authority.value, "dispute.authority"),
        (&dispute.bottom_line.value, "dispute.bottom_line"),
    ];
    for (code, name) in named {
        if departments.get(code).is_none() {
            problems.push(problem(
                "city.toml",
                0,
                format!("`{name}`: the department `{code}` is not in departments.csv"),
            ));
        }
    }
    for way in &settings.triage {
        for code in way.destinations.iter().filter(|code| departments.get(code).is_none()) {
            let message = format!("`triage`: the department `{code}` is not in departments.csv");
            problems.push(problem("city.toml", 0, message));
        }
    }
    for (factor, name) in [(&settings.extension.factor, "extension.factor"), (&settings.reopen.factor, "reopen.factor")]
    {
        if !(factor.value > 0.0 && factor.value <= 10.0) {
            problems.push(problem("city.toml", 0, format!("`{name}` must be above 0 and at most 10")));
        }
    }
    check_people_needed(settings, problems);
    check_ladder(settings, problems);
}

/// An appeal that nobody need agree to, and a way up that this program cannot walk, are slips of the keyboard.
fn check_people_needed(settings: &Settings, problems: &mut Vec<Problem>) {
    if settings.appeal.reviewers.value == 0 {
        problems.push(problem("city.toml", 0, "`appeal.reviewers` must be at least 1"));
    }
    let chain: Vec<&str> = settings.extension.chain.value.iter().map(String::as_str).collect();
    if !matches!(chain[..], ["handler", "department", "dispatcher"] | ["handler", "dispatcher"]) {
        let message = "`extension.chain` must be [\"handler\", \"department\", \"dispatcher\"], or the same without the department";
        problems.push(problem("city.toml", 0, message));
    }
}

/// The ladder is climbed rung by rung, so each rung stands once, and its value is one that a clock can reach.
fn check_ladder(settings: &Settings, problems: &mut Vec<Problem>) {
    let levels = &settings.supervision.level;
    for (n, level) in levels.iter().enumerate() {
        let name = format!("`supervision.level` {}", level.name);
        if levels[..n].iter().any(|earlier| earlier.code == level.code) {
            problems.push(problem("city.toml", 0, format!("{name}: this rung stands here for the second time")));
        }
        let (most, what) = match level.when {
            When::ShareOfLimitUsed => (1.0, "a share above 0 and at most 1"),
            When::OverdueWorkingDays => (366.0, "working days, above 0 and at most 366"),
        };
        if !(level.at_least > 0.0 && level.at_least <= most) {
            problems.push(problem("city.toml", 0, format!("{name}: `at_least` must be {what}")));
        }
    }
}
