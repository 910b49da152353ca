//! Groups while the acts are gone through one after another.

use super::act::{Act, ActNumber, Join};
use crate::apart::Apart;
use rustc_hash::{FxHashMap, FxHashSet};

/// Groups of records; a record that stands in none is alone.
#[derive(Debug, Default)]
pub(super) struct Groups<'h> {
    of: FxHashMap<&'h str, usize>,
    members: Vec<Vec<&'h str>>,
    apart: Apart<&'h str>,
    /// What persons said is one, as groups of its own.
    cores: Cores<'h>,
}

impl<'h> Groups<'h> {
    /// Carries out an act; `undone` are the joins of it that were taken back.
    pub(super) fn carry_out(&mut self, number: ActNumber, act: &'h Act, undone: &FxHashSet<(ActNumber, u32)>) {
        match act {
            Act::Run(run) => {
                self.begin_anew();
                self.join_all(number, &run.found.joins, undone);
            }
            Act::Add(add) => self.join_all(number, &add.found.joins, undone),
            Act::Same { left, right, .. } => self.same(left, right),
            Act::Split { out, rest, .. } => self.split(out, rest),
            Act::Undo { .. } | Act::Handed { .. } => {}
        }
    }

    /// The groups of more than one record.
    pub(super) fn finish(self) -> Vec<Vec<&'h str>> {
        self.members.into_iter().filter(|group| group.len() > 1).collect()
    }

    /// Only what persons said is left of the groups.
    fn begin_anew(&mut self) {
        self.of.clear();
        self.members.clear();
        for core in self.cores.all() {
            self.put_together(core);
        }
    }

    fn join_all(&mut self, number: ActNumber, joins: &'h [Join], undone: &FxHashSet<(ActNumber, u32)>) {
        for (at, join) in (1..).zip(joins) {
            if !undone.contains(&(number, at)) {
                self.join(&join.left, &join.right);
            }
        }
    }

    fn join(&mut self, left: &'h str, right: &'h str) {
        let (a, b) = (self.place(left), self.place(right));
        if a != b && !self.apart.between(&self.members[a], &self.members[b]) {
            self.unite(a, b);
        }
    }

    fn same(&mut self, left: &'h str, right: &'h str) {
        self.cores.unite(left, right);
        let (a, b) = (self.place(left), self.place(right));
        if a == b {
            return;
        }
        if !self.apart.between(&self.members[a], &self.members[b]) {
            return self.unite(a, b);
        }
        // The groups hold others that are apart, so only those leave them that persons said are one with these two.
        self.put_together(self.cores.of(left));
    }

    fn split(&mut self, out: &'h [String], rest: &'h [String]) {
        let one: Vec<&str> = out.iter().map(String::as_str).collect();
        let other: Vec<&str> = rest.iter().map(String::as_str).collect();
        self.apart.set(&one, &other);
        let leaving: FxHashSet<&str> = one.iter().flat_map(|record| self.cores.of(record)).collect();
        let staying: FxHashSet<&str> = other.iter().flat_map(|record| self.cores.of(record)).collect();
        let touched: Vec<usize> = {
            let mut touched: Vec<usize> = leaving.iter().filter_map(|record| self.of.get(record).copied()).collect();
            touched.sort_unstable();
            touched.dedup();
            touched
        };
        for group in touched {
            if !self.members[group].iter().any(|record| staying.contains(record)) {
                continue;
            }
            let taken: Vec<&str> = self.members[group].iter().copied().filter(|r| leaving.contains(r)).collect();
            self.put_together(taken);
        }
    }

    /// Takes these records out of wherever they are and makes a group of them.
    fn put_together(&mut self, records: Vec<&'h str>) {
        let new = self.members.len();
        for record in &records {
            if let Some(old) = self.of.insert(record, new) {
                self.members[old].retain(|other| other != record);
            }
        }
        self.members.push(records);
    }

    fn place(&mut self, record: &'h str) -> usize {
        let new = self.members.len();
        let place = *self.of.entry(record).or_insert(new);
        if place == new {
            self.members.push(vec![record]);
        }
        place
    }

    fn unite(&mut self, a: usize, b: usize) {
        // The smaller moves, so that a record moves no more often than groups double.
        let (into, from) = if self.members[a].len() >= self.members[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[from]);
        for record in &moved {
            self.of.insert(record, into);
        }
        self.members[into].extend(moved);
    }
}

/// What follows from persons' words alone.
#[derive(Debug, Default)]
pub(super) struct Cores<'h> {
    of: FxHashMap<&'h str, usize>,
    members: Vec<Vec<&'h str>>,
}

impl<'h> Cores<'h> {
    pub(super) fn unite(&mut self, left: &'h str, right: &'h str) {
        let (a, b) = (self.place(left), self.place(right));
        if a != b {
            let moved = std::mem::take(&mut self.members[b]);
            for record in &moved {
                self.of.insert(record, a);
            }
            self.members[a].extend(moved);
        }
    }

    /// Everything that persons said is one with a record, itself included.
    pub(super) fn of(&self, record: &'h str) -> Vec<&'h str> {
        self.of.get(record).map_or_else(|| vec![record], |place| self.members[*place].clone())
    }

    /// Which of them a record belongs to; none when nobody said anything of it.
    pub(super) fn number(&self, record: &str) -> Option<usize> {
        self.of.get(record).copied()
    }

    fn all(&self) -> Vec<Vec<&'h str>> {
        self.members.iter().filter(|core| core.len() > 1).cloned().collect()
    }

    fn place(&mut self, record: &'h str) -> usize {
        let new = self.members.len();
        let place = *self.of.entry(record).or_insert(new);
        if place == new {
            self.members.push(vec![record]);
        }
        place
    }
}
