//! The dates that differ from an ordinary week: public holidays, 调休 working days, special hours; and their CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::hours::DayHours;
use crate::rules::RulesError;

/// One date that differs from the ordinary week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What the date is instead.
    pub kind: ExceptionKind,
    /// The occasion, for people: `国庆节`. May be empty.
    #[serde(default)]
    pub name: String,
}

/// What a date is instead of an ordinary day of its week.
///
/// As text `holiday` (or `放假`), `workday` (or `上班`, `调休`), or the hours themselves: `09:00-12:00`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ExceptionKind {
    /// Nobody works.
    Holiday,
    /// 调休: worked with the hours of a normal working day, usually on a weekend.
    Workday,
    /// A working day with hours of its own; closed hours are the same as a holiday.
    Hours(DayHours),
}

impl fmt::Display for ExceptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExceptionKind::Holiday => f.write_str("holiday"),
            ExceptionKind::Workday => f.write_str("workday"),
            ExceptionKind::Hours(hours) if hours.is_closed() => f.write_str("holiday"),
            ExceptionKind::Hours(hours) => hours.fmt(f),
        }
    }
}

impl FromStr for ExceptionKind {
    type Err = RulesError;

    fn from_str(text: &str) -> Result<ExceptionKind, RulesError> {
        match text {
            "holiday" | "放假" => Ok(ExceptionKind::Holiday),
            "workday" | "上班" | "调休" => Ok(ExceptionKind::Workday),
            hours if hours.starts_with(|c: char| c.is_ascii_digit()) => hours.parse().map(ExceptionKind::Hours),
            _ => Err(RulesError::UnknownException { text: text.to_owned() }),
        }
    }
}

impl TryFrom<String> for ExceptionKind {
    type Error = RulesError;

    fn try_from(text: String) -> Result<ExceptionKind, RulesError> {
        text.parse()
    }
}

impl From<ExceptionKind> for String {
    fn from(kind: ExceptionKind) -> String {
        kind.to_string()
    }
}

/// All exceptions of a city by date, between 1990 and 2100.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Date, Exception>", into = "BTreeMap<Date, Exception>")]
pub struct Exceptions {
    /// INVARIANT (sane years): the years lie between 1990 and 2100, which bounds the prepared table.
    days: BTreeMap<Date, Exception>,
}

impl Exceptions {
    /// Exceptions from a map by date.
    ///
    /// # Errors
    /// A date before 1990 or after 2100.
    pub fn new(days: BTreeMap<Date, Exception>) -> Result<Exceptions, RulesError> {
        match days.keys().find(|date| !(1990..=2100).contains(&date.year())) {
            Some(&date) => Err(RulesError::DateOutOfRange { date }),
            None => Ok(Exceptions { days }),
        }
    }

    /// Reads the CSV `date,kind,name`: a head line, then one date per line. Empty lines and lines that begin with `#` are
    /// skipped; a byte order mark, Windows line ends and quotes around the name do no harm.
    ///
    /// ```
    /// use jingwei_calendar::Exceptions;
    ///
    /// let good = "date,kind,name\n2026-10-01,holiday,国庆节\n2026-10-10,workday,国庆节\n2026-12-31,09:00-12:00,\n";
    /// assert_eq!(Exceptions::read_csv(good).unwrap().len(), 3);
    ///
    /// let problems = Exceptions::read_csv("date,kind,name\n2026-02-30,holiday,春节\n").unwrap_err();
    /// assert_eq!(problems[0].line, 2);
    /// ```
    ///
    /// # Errors
    /// Every line that cannot be read, with its number, so that a clerk can mend them in one go: a missing head line, a
    /// date that does not exist or lies before 1990 or after 2100, an unknown kind, the same date twice.
    pub fn read_csv(text: &str) -> Result<Exceptions, Vec<LineProblem>> {
        let mut days = BTreeMap::new();
        let mut seen_on = BTreeMap::new();
        let mut problems = Vec::new();
        let mut lines = (1..)
            .zip(text.trim_start_matches('\u{feff}').lines())
            .map(|(number, line)| (number, line.trim()))
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let head = lines.next().unwrap_or((1, ""));
        if head.1 != "date,kind,name" {
            let message = format!("the head line must be `date,kind,name`, not `{}`", head.1);
            return Err(vec![LineProblem { line: head.0, message }]);
        }
        for (number, line) in lines {
            let read = read_line(line).and_then(|(date, exception)| match seen_on.insert(date, number) {
                None => Ok((date, exception)),
                Some(first) => Err(format!("`{date}` stands on line {first} already")),
            });
            match read {
                Ok((date, exception)) => drop(days.insert(date, exception)),
                Err(message) => problems.push(LineProblem { line: number, message }),
            }
        }
        if problems.is_empty() { Ok(Exceptions { days }) } else { Err(problems) }
    }

    /// What a date is instead of an ordinary day, if anything.
    pub fn on(&self, date: Date) -> Option<&Exception> {
        self.days.get(&date)
    }

    /// All exceptions in order of date.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Date, &Exception)> {
        self.days.iter().map(|(date, exception)| (*date, exception))
    }

    /// How many dates differ.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether no date differs.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The years whose holidays are known, that is the years with a holiday after January.
    ///
    /// The holiday around New Year's Day is announced with one year and may reach into its neighbour, so a holiday in
    /// January alone does not show that the year itself has been loaded; National Day, in every year's notice, does.
    pub fn covered_years(&self) -> BTreeSet<i16> {
        self.iter()
            .filter(|(date, exception)| date.month() > 1 && exception.kind == ExceptionKind::Holiday)
            .map(|(date, _)| date.year())
            .collect()
    }
}

impl TryFrom<BTreeMap<Date, Exception>> for Exceptions {
    type Error = RulesError;

    fn try_from(days: BTreeMap<Date, Exception>) -> Result<Exceptions, RulesError> {
        Exceptions::new(days)
    }
}

impl From<Exceptions> for BTreeMap<Date, Exception> {
    fn from(exceptions: Exceptions) -> Self {
        exceptions.days
    }
}

/// A line of a file that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineProblem {
    /// Counted from 1, head line included.
    pub line: usize,
    /// What is wrong, in the user's own words.
    pub message: String,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for LineProblem {}

fn read_line(line: &str) -> Result<(Date, Exception), String> {
    let mut fields = line.splitn(3, ',').map(str::trim);
    let (Some(date), Some(kind), name) = (fields.next(), fields.next(), fields.next()) else {
        return Err(format!("`{line}` needs a date and a kind of day"));
    };
    let day = read_date(date).ok_or_else(|| format!("`{date}` is not a date; write `2026-10-01`"))?;
    if !(1990..=2100).contains(&day.year()) {
        return Err(RulesError::DateOutOfRange { date: day }.to_string());
    }
    let kind = kind.parse().map_err(|error: RulesError| error.to_string())?;
    Ok((day, Exception { kind, name: unquote(name.unwrap_or_default()) }))
}

/// Exactly `YYYY-MM-DD`: other spellings of a date are refused rather than guessed at.
fn read_date(text: &str) -> Option<Date> {
    let shape = |(nth, byte): (usize, u8)| if nth == 4 || nth == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    (text.len() == 10 && text.bytes().enumerate().all(shape)).then(|| text.parse().ok())?
}

fn unquote(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_file_saved_by_a_spreadsheet_is_read() {
        let text = "\u{feff}date,kind,name\r\n\r\n# 国务院办公厅通知\r\n2026-10-01,放假,\"国庆节, 第一天\"\r\n2026-10-10,调休\r\n";
        let exceptions = Exceptions::read_csv(text).expect("only oddities of form");
        assert_eq!(exceptions.on(date(2026, 10, 1)).expect("holiday").name, "国庆节, 第一天");
        assert_eq!(exceptions.on(date(2026, 10, 10)).expect("workday").kind, ExceptionKind::Workday);
        assert_eq!(exceptions.on(date(2026, 10, 2)), None);
    }

    #[test]
    fn every_bad_line_is_named_with_its_number() {
        let text = "date,kind,name\n2026-02-29,holiday,a\n2026-10-01,holiday,b\nnonsense\n2026-10-01,workday,c\n\
                    20261002,holiday,d\n1826-10-01,holiday,e\n2026-10-03,party,f\n2026-10-04,18:00-08:00,g\n";
        let problems = Exceptions::read_csv(text).expect_err("seven bad lines");
        let told: Vec<String> = problems.iter().map(LineProblem::to_string).collect();
        for (told, words) in told.iter().zip([
            "line 2: `2026-02-29` is not a date",
            "line 4: `nonsense` needs a date",
            "line 5: `2026-10-01` stands on line 3 already",
            "line 6: `20261002` is not a date",
            "line 7: `1826-10-01` is not between 1990 and 2100",
            "line 8: `party` is not a kind of day",
            "line 9: `18:00-08:00` must open before it closes",
        ]) {
            assert!(told.starts_with(words), "{told}");
        }
        assert_eq!(told.len(), 7);
    }

    #[test]
    fn a_file_without_its_head_line_is_refused() {
        for text in ["", "2026-10-01,holiday,国庆节\n", "name,kind,date\n"] {
            assert_eq!(Exceptions::read_csv(text).expect_err(text).len(), 1);
        }
    }

    #[test]
    fn new_years_day_alone_does_not_make_a_year_known() {
        let text = "date,kind,name\n2026-10-01,holiday,国庆节\n2027-01-01,holiday,元旦\n";
        let years = Exceptions::read_csv(text).expect("two lines").covered_years();
        assert_eq!(years, BTreeSet::from([2026]));
    }
}
