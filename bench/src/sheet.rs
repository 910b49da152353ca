//! The sheet of results: one line per measurement, each with the limit that it must hold and whether it does.

#![expect(clippy::print_stdout, reason = "the sheet is what this program is run for")]

use serde_json::{Value, json};
use std::fmt::Write as _;

/// One measurement.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    what: String,
    measured: f64,
    unit: &'static str,
    against: Option<(f64, &'static str)>,
    limit: Option<Limit>,
    note: String,
}

/// What a measurement must hold.
#[derive(Debug, Clone, Copy)]
enum Limit {
    AtMost(f64),
    AtLeast(f64),
    RatioAtMost(f64),
    RatioAtLeast(f64),
}

impl Line {
    /// So much was measured of this.
    pub(crate) fn new(what: impl Into<String>, measured: f64, unit: &'static str) -> Self {
        Self { what: what.into(), measured, unit, against: None, limit: None, note: String::new() }
    }

    /// Compared with this much of something else, by its name.
    pub(crate) fn against(mut self, reference: f64, name: &'static str) -> Self {
        self.against = Some((reference, name));
        self
    }

    pub(crate) fn at_most(mut self, limit: f64) -> Self {
        self.limit = Some(Limit::AtMost(limit));
        self
    }

    pub(crate) fn at_least(mut self, limit: f64) -> Self {
        self.limit = Some(Limit::AtLeast(limit));
        self
    }

    pub(crate) fn ratio_at_most(mut self, limit: f64) -> Self {
        self.limit = Some(Limit::RatioAtMost(limit));
        self
    }

    pub(crate) fn ratio_at_least(mut self, limit: f64) -> Self {
        self.limit = Some(Limit::RatioAtLeast(limit));
        self
    }

    /// With a remark on how it was come by.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn ratio(&self) -> Option<f64> {
        self.against.map(|(reference, _)| self.measured / reference)
    }

    /// Whether the limit is held; `None` where there is none. What is not a number holds nothing.
    fn holds(&self) -> Option<bool> {
        let ratio = self.ratio().unwrap_or(f64::NAN);
        self.limit.map(|limit| match limit {
            Limit::AtMost(most) => self.measured <= most,
            Limit::AtLeast(least) => self.measured >= least,
            Limit::RatioAtMost(most) => ratio <= most,
            Limit::RatioAtLeast(least) => ratio >= least,
        })
    }

    fn verdict(&self) -> &'static str {
        match self.holds() {
            None => "-",
            Some(true) => "PASS",
            Some(false) => "MISS",
        }
    }

    fn limit_text(&self) -> String {
        let name = self.against.map_or("", |(_, name)| name);
        match self.limit {
            None => "-".to_owned(),
            Some(Limit::AtMost(most)) => format!("<= {} {}", figure(most), self.unit),
            Some(Limit::AtLeast(least)) => format!(">= {} {}", figure(least), self.unit),
            Some(Limit::RatioAtMost(most)) => format!("<= {} x {name}", figure(most)),
            Some(Limit::RatioAtLeast(least)) => format!(">= {} x {name}", figure(least)),
        }
    }

    fn ratio_text(&self) -> String {
        match (self.ratio(), self.against) {
            (Some(ratio), Some((_, name))) => format!("{} x {name}", figure(ratio)),
            _ => "-".to_owned(),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "what": self.what,
            "measured": self.measured,
            "unit": self.unit,
            "ratio": self.ratio(),
            "against": self.against.map(|(reference, name)| json!({ "value": reference, "name": name })),
            "limit": self.limit.map(|_| self.limit_text()),
            "verdict": self.holds().map(|_| self.verdict()),
            "note": self.note,
        })
    }
}

/// All lines of one run.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    lines: Vec<Line>,
}

impl Sheet {
    /// Adds a line, and says on the terminal what has been found so far.
    pub(crate) fn add(&mut self, line: Line) {
        crate::say(&format!("  {}: {} {}  {}", line.what, figure(line.measured), line.unit, line.verdict()));
        self.lines.push(line);
    }

    /// Whether no limit was missed.
    pub(crate) fn holds(&self) -> bool {
        self.lines.iter().all(|line| line.holds() != Some(false))
    }

    /// Prints the sheet as a table, or as one JSON object.
    pub(crate) fn print(&self, machine: &Value, as_json: bool) {
        if as_json {
            let lines: Vec<Value> = self.lines.iter().map(Line::to_json).collect();
            println!("{}", json!({ "machine": machine, "holds": self.holds(), "lines": lines }));
        } else {
            print!("{}", self.table(machine));
        }
    }

    fn table(&self, machine: &Value) -> String {
        let heads = ["what", "measured", "limit", "ratio", "", "how"].map(str::to_owned);
        let mut rows = vec![heads];
        rows.extend(self.lines.iter().map(|line| {
            let measured = format!("{} {}", figure(line.measured), line.unit);
            let verdict = line.verdict().to_owned();
            [line.what.clone(), measured, line.limit_text(), line.ratio_text(), verdict, line.note.clone()]
        }));
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
        let mut text = format!("{machine}\n\n");
        for row in &rows {
            for (cell, width) in row.iter().zip(&widths) {
                let blanks = width - cell.chars().count();
                // Writing to a `String` cannot fail.
                let _ = write!(text, "{cell}{:blanks$}  ", "");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

/// A number as people read it: three digits that matter, thousands set apart.
fn figure(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "none".to_owned();
    }
    if size >= 100.0 || value.fract() == 0.0 {
        return thousands(value);
    }
    let decimals = if size >= 10.0 {
        1
    } else if size >= 1.0 {
        2
    } else {
        3
    };
    format!("{value:.decimals$}")
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = if value < 0.0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_three_digits_that_matter() {
        let cases = [
            (0.0, "0"),
            (0.333, "0.333"),
            (3.25, "3.25"),
            (49.96, "50.0"),
            (999.6, "1,000"),
            (1_234_567.0, "1,234,567"),
        ];
        for (value, text) in cases {
            assert_eq!(figure(value), text);
        }
        assert_eq!(figure(f64::NAN), "none");
    }

    #[test]
    fn a_limit_is_held_or_missed_and_no_number_is_a_miss() {
        let rate = |measured| Line::new("rate", measured, "/s").against(300.0, "ceiling").ratio_at_least(1.0 / 3.0);
        assert_eq!(rate(100.0).verdict(), "PASS");
        assert_eq!(rate(99.0).verdict(), "MISS");
        assert_eq!(rate(f64::NAN).verdict(), "MISS");
        assert_eq!(Line::new("p99", 51.0, "ms").at_most(50.0).verdict(), "MISS");
        assert_eq!(Line::new("p99", 51.0, "ms").verdict(), "-");
    }

    #[test]
    fn one_missed_line_is_a_missed_sheet() {
        let mut sheet = Sheet::default();
        sheet.add(Line::new("shown", 1.0, "s"));
        sheet.add(Line::new("held", 1.0, "s").at_most(2.0));
        assert!(sheet.holds());
        sheet.add(Line::new("missed", 3.0, "s").at_most(2.0));
        assert!(!sheet.holds());
    }
}
