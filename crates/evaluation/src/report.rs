//! All figures of a period, in whole or broken down, and the list behind each.

use crate::course::Course;
use crate::entry::Entry;
use crate::figure::Figure;
use crate::group::By;
use crate::indicator::{INDICATORS, Indicator};
use crate::measures;
use crate::period::Window;
use std::collections::BTreeMap;

/// One figure of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// Its figure.
    pub figure: Figure,
}

/// The figures of a window while courses are added one by one: memory grows with the entries, not with the cases.
#[derive(Debug, Clone)]
pub struct Report {
    window: Window,
    by: Option<By>,
    /// By group, then by place in the table; the whole stands under the empty group when nothing is broken down.
    lists: BTreeMap<String, Vec<Vec<Entry>>>,
}

impl Report {
    /// An empty report.
    #[must_use]
    pub fn new(window: Window, by: Option<By>) -> Self {
        let mut lists = BTreeMap::new();
        if by.is_none() {
            lists.insert(String::new(), empty());
        }
        Self { window, by, lists }
    }

    /// Adds what this case contributes.
    pub fn add(&mut self, course: &Course) {
        for (at, indicator) in INDICATORS.iter().enumerate() {
            for entry in self.of_course(indicator, course) {
                self.lists.entry(entry.group.clone()).or_insert_with(empty)[at].push(entry);
            }
        }
    }

    /// The entries that a case adds to one indicator, each with its group.
    #[must_use]
    pub fn of_course(&self, indicator: &Indicator, course: &Course) -> Vec<Entry> {
        let mut entries = measures::entries(indicator.measure, course, &self.window);
        if let Some(by) = self.by {
            for entry in &mut entries {
                entry.group = by.group(course, entry);
            }
        }
        entries
    }

    /// The groups, in the order of their codes; one empty group when nothing is broken down.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// The figures of a group, in the order of the table.
    #[must_use]
    pub fn lines(&self, group: &str) -> Vec<Line> {
        let none = empty();
        let lists = self.lists.get(group).unwrap_or(&none);
        let line = |(indicator, entries): (&'static Indicator, &Vec<Entry>)| Line {
            indicator,
            figure: Figure::of(indicator, entries),
        };
        INDICATORS.iter().zip(lists).map(line).collect()
    }

    /// The list behind a figure, in the order of time and number.
    #[must_use]
    pub fn list(&self, indicator: &Indicator, group: &str) -> Vec<Entry> {
        let at = INDICATORS.iter().position(|known| known.code == indicator.code);
        let entries = at.and_then(|at| self.lists.get(group)?.get(at));
        let mut entries = entries.cloned().unwrap_or_default();
        entries.sort_by(|a, b| (a.at, &a.number).cmp(&(b.at, &b.number)));
        entries
    }
}

fn empty() -> Vec<Vec<Entry>> {
    vec![Vec::new(); INDICATORS.len()]
}
