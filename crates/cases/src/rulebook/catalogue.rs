//! 派单目录, the dispatch catalogue: kind × area × day → who leads, who helps, by when, on which law.

use super::areas::Areas;
use super::departments::{DepartmentKind, Departments};
use super::kinds::Kinds;
use super::table::{Problem, Row, read};
use jiff::civil::Date;
use jingwei_calendar::Limit;
use jingwei_terms::{AreaCode, DepartmentCode, KindCode};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// Who holds a duty: a named department, or the body of that sort at the place of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// This department.
    Named(DepartmentCode),
    /// `@district`, `@street`, `@community`.
    OfThePlace(DepartmentKind),
}

impl FromStr for Holder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "@district" => Ok(Self::OfThePlace(DepartmentKind::District)),
            "@street" => Ok(Self::OfThePlace(DepartmentKind::Street)),
            "@community" => Ok(Self::OfThePlace(DepartmentKind::Community)),
            _ if text.starts_with('@') => Err("a role must be @district, @street or @community".to_owned()),
            _ => DepartmentCode::new(text).map(Self::Named).map_err(|why| why.to_string()),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(code) => code.fmt(f),
            Self::OfThePlace(DepartmentKind::District) => f.write_str("@district"),
            Self::OfThePlace(DepartmentKind::Street) => f.write_str("@street"),
            Self::OfThePlace(_) => f.write_str("@community"),
        }
    }
}

/// One row of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id, quoted by every dispatch.
    pub rule: String,
    /// The edition in which it was published.
    pub version: String,
    /// The minor kind it is about.
    pub kind: KindCode,
    /// The area it is about; `None` is the whole city.
    pub area: Option<AreaCode>,
    /// In force from this day.
    pub from: Date,
    /// Until the day before this one; `None` is open.
    pub until: Option<Date>,
    /// Who leads.
    pub lead: Holder,
    /// Who helps.
    pub co: Vec<Holder>,
    /// The limit for acceptance; `None` is the city's.
    pub accept_limit: Option<Limit>,
    /// The limit for handling.
    pub handle_limit: Limit,
    /// Who gets a copy.
    pub copy_to: Vec<Holder>,
    /// The law behind it.
    pub legal_basis: String,
}

impl Rule {
    fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    fn specificity(&self) -> usize {
        self.area.as_ref().map_or(0, |area| area.significant().len())
    }
}

/// The catalogue, by kind, and its editions: from each day on which a rule begins or ends, the greatest version among those in force.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    by_kind: BTreeMap<KindCode, Vec<Rule>>,
    editions: Vec<(Date, String)>,
}

/// What the catalogue says of a kind at a place on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The edition in force on that day.
    pub version: &'a str,
    /// Who leads.
    pub lead: DepartmentCode,
    /// Who helps.
    pub co: Vec<DepartmentCode>,
    /// Who gets a copy.
    pub copy_to: Vec<DepartmentCode>,
}

/// Why the catalogue says nothing; then a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Nobody said what kind it is.
    NoKind,
    /// No row is in force for the kind at the place on the day.
    NoRule,
    /// The row names a body of the place, and the place is not known or has none.
    NoHolder,
}

const COLUMNS: &[&str] = &[
    "rule",
    "version",
    "kind",
    "area",
    "from",
    "until",
    "lead",
    "co",
    "accept_limit",
    "handle_limit",
    "copy_to",
    "legal_basis",
];
const FILE: &str = "catalogue.csv";

impl Catalogue {
    /// Reads the table and checks it against departments and kinds; faults go to `problems`.
    pub(super) fn parse(
        text: &str,
        departments: &Departments,
        kinds: &Kinds,
        areas: &Areas,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let rows = read(FILE, text, COLUMNS, problems, |row| {
            let rule = parse_rule(row)?;
            check_rule(row, &rule, departments, kinds)?;
            check_area(row, &rule, areas)?;
            Ok((row.line(), rule))
        });
        let mut by_kind: BTreeMap<KindCode, Vec<Rule>> = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for (line, rule) in rows {
            if let Some(first) = ids.insert(rule.rule.clone(), line) {
                let message =
                    format!("the rule `{}` already stands on line {first}; give it an id of its own", rule.rule);
                problems.push(Problem { file: FILE.to_owned(), line, message });
            }
            let siblings = by_kind.entry(rule.kind.clone()).or_default();
            if let Some(other) = siblings.iter().find(|other| both_in_force(other, &rule)) {
                let message = format!(
                    "rule `{}` and rule `{}` are in force for the same kind and area on the same day; end one with `until`",
                    rule.rule, other.rule
                );
                problems.push(Problem { file: FILE.to_owned(), line, message });
            }
            siblings.push(rule);
        }
        let editions = editions(&by_kind);
        Self { by_kind, editions }
    }

    /// What the catalogue says of this kind at this place on this day. The row with the longest matching area wins.
    ///
    /// # Errors
    /// When it says nothing. Then a person decides; there is never a guess.
    pub fn look_up<'a>(
        &'a self,
        departments: &Departments,
        kind: Option<&KindCode>,
        area: Option<&AreaCode>,
        day: Date,
    ) -> Result<Entry<'a>, Silence> {
        let rules = self.by_kind.get(kind.ok_or(Silence::NoKind)?).ok_or(Silence::NoRule)?;
        let applies = |rule: &&Rule| {
            rule.in_force(day) && rule.area.as_ref().is_none_or(|outer| area.is_some_and(|inner| inner.lies_in(outer)))
        };
        let rule = rules.iter().filter(applies).max_by_key(|rule| rule.specificity()).ok_or(Silence::NoRule)?;
        let holder = |holder: &Holder| match holder {
            Holder::Named(code) => Some(code.clone()),
            Holder::OfThePlace(kind) => departments.serving(*kind, area?).map(|d| d.code.clone()),
        };
        let lead = holder(&rule.lead).ok_or(Silence::NoHolder)?;
        let others = |holders: &[Holder]| -> Vec<DepartmentCode> {
            let mut found: Vec<DepartmentCode> = Vec::new();
            for code in holders.iter().filter_map(&holder).filter(|code| *code != lead) {
                // Two roles may come to the same office; it helps once.
                if !found.contains(&code) {
                    found.push(code);
                }
            }
            found
        };
        let (co, copy_to) = (others(&rule.co), others(&rule.copy_to));
        Ok(Entry { rule, version: self.version_on(day), lead, co, copy_to })
    }

    /// The row for the whole city that is in force for this kind on this day: what is told to everybody, wherever they are.
    #[must_use]
    pub fn look_up_whole_city(&self, kind: &KindCode, day: Date) -> Option<&Rule> {
        self.by_kind.get(kind)?.iter().find(|rule| rule.area.is_none() && rule.in_force(day))
    }

    /// The edition in force on a day: the greatest version among the rows in force; empty before the first.
    #[must_use]
    pub fn version_on(&self, day: Date) -> &str {
        let begun = self.editions.partition_point(|(from, _)| *from <= day);
        begun.checked_sub(1).map_or("", |latest| self.editions[latest].1.as_str())
    }

    /// Every rule, by kind.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.by_kind.values().flatten()
    }
}

/// The edition changes only on a day on which a rule begins or ends, and every dispatch asks for it.
fn editions(by_kind: &BTreeMap<KindCode, Vec<Rule>>) -> Vec<(Date, String)> {
    let spans: BTreeSet<(Date, Option<Date>, &str)> =
        by_kind.values().flatten().map(|rule| (rule.from, rule.until, rule.version.as_str())).collect();
    let days: BTreeSet<Date> = spans.iter().flat_map(|(from, until, _)| [Some(*from), *until]).flatten().collect();
    let on = |day: Date| {
        let in_force = spans.iter().filter(|(from, until, _)| *from <= day && until.is_none_or(|until| day < until));
        in_force.map(|(_, _, version)| *version).max_by(|a, b| compare_versions(a, b)).unwrap_or_default().to_owned()
    };
    days.into_iter().map(|day| (day, on(day))).collect()
}

/// An area is `*`, or 4 to 12 digits that at least one division begins with: a slip of the keyboard would never match.
fn check_area(row: &Row<'_>, rule: &Rule, areas: &Areas) -> Result<(), Problem> {
    let Some(area) = &rule.area else { return Ok(()) };
    let digits = (4..=12).contains(&area.as_str().len()) && area.as_str().bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return Err(row.problem(format!("column `area` must be `*` or 4 to 12 digits (found `{area}`)")));
    }
    if !areas.holds_any(area) {
        return Err(row.problem(format!("no division of divisions.csv lies in the area `{area}`")));
    }
    Ok(())
}

fn parse_rule(row: &Row<'_>) -> Result<Rule, Problem> {
    let area = match row.text("area") {
        "*" => None,
        _ => Some(row.parse::<AreaCode>("area")?),
    };
    let from =
        row.day("from")?.ok_or_else(|| row.problem("column `from` is empty; say from which day it is in force"))?;
    Ok(Rule {
        rule: row.text("rule").to_owned(),
        version: row.text("version").to_owned(),
        kind: row.parse("kind")?,
        area,
        from,
        until: row.day("until")?,
        lead: row.parse("lead")?,
        co: row.list("co")?,
        accept_limit: row.optional("accept_limit")?,
        handle_limit: row.parse("handle_limit")?,
        copy_to: row.list("copy_to")?,
        legal_basis: row.text("legal_basis").to_owned(),
    })
}

fn check_rule(row: &Row<'_>, rule: &Rule, departments: &Departments, kinds: &Kinds) -> Result<(), Problem> {
    if rule.rule.is_empty() || rule.version.is_empty() {
        return Err(row.problem("columns `rule` and `version` may not be empty: every dispatch quotes them"));
    }
    match kinds.get(&rule.kind) {
        None => return Err(row.problem(format!("the kind `{}` is not in kinds.csv", rule.kind))),
        Some(kind) if kind.parent.is_none() => {
            return Err(row.problem(format!("`{}` is a major kind; only minor kinds are dispatched", rule.kind)));
        }
        Some(_) => {}
    }
    if rule.until.is_some_and(|until| until <= rule.from) {
        return Err(row.problem("`until` is not after `from`: the rule would never be in force"));
    }
    for holder in [&rule.lead].into_iter().chain(&rule.co).chain(&rule.copy_to) {
        if let Holder::Named(code) = holder
            && departments.get(code).is_none()
        {
            return Err(row.problem(format!("the department `{code}` is not in departments.csv")));
        }
    }
    Ok(())
}

fn both_in_force(a: &Rule, b: &Rule) -> bool {
    let same_area = a.area.as_ref().map(AreaCode::significant) == b.area.as_ref().map(AreaCode::significant);
    let a_begins_in_time = b.until.is_none_or(|until| a.from < until);
    let b_begins_in_time = a.until.is_none_or(|until| b.from < until);
    same_area && a_begins_in_time && b_begins_in_time
}

/// Versions are compared part by part, numbers as numbers: `2026.10` comes after `2026.2`.
fn compare_versions(a: &str, b: &str) -> std::cmp::Ordering {
    let parts = |text: &str| -> Vec<(u64, String)> {
        text.split('.').map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned())).collect()
    };
    parts(a).cmp(&parts(b))
}
