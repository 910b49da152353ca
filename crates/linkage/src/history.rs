//! A linkage that is kept: what was done, one act after another, and who is one with whom by those of them that are in force.
//!
//! INVARIANT (undo is exact): groups follow from the acts in force, taken in their order, and from nothing else. So taking one back
//! leaves exactly what the others say, those that came later included, and taking that back brings it all back.

pub mod act;
mod groups;

use crate::link::Ties;
use act::{Act, ActNumber, JoinNumber};
use groups::{Cores, Groups};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Every act of a linkage.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    name: String,
    acts: Vec<Act>,
}

/// The name of a person, household or body in a linkage. It follows from the record that entered first, so it stays when records are
/// added, when groups are joined (that of the earlier record stays) and when they are taken apart again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(String);

/// Why an act cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unacceptable {
    /// There is no such act or join.
    NotThere,
    /// It was taken back already.
    Undone,
    /// Persons would have said of the same records that they are one and that they are not, in these two acts.
    Contradicts(ActNumber),
    /// Records to take out are not all in one group, or are all of it.
    NotAPart,
    /// The two are one record.
    OneRecord,
}

/// Groups of records, each with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entities {
    linkage: String,
    groups: Vec<(EntityId, Vec<String>)>,
    place: FxHashMap<String, usize>,
}

/// An act of setting apart: its number, those taken out and those left.
type SetApart<'h> = (ActNumber, &'h [String], &'h [String]);

impl History {
    /// The history of the linkage of this name.
    #[must_use]
    pub fn new(name: &str, acts: Vec<Act>) -> Self {
        Self { name: name.to_owned(), acts }
    }

    /// The name of the linkage.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every act, by number.
    pub fn acts(&self) -> impl DoubleEndedIterator<Item = (ActNumber, &Act)> + ExactSizeIterator {
        self.acts.iter().enumerate().map(|(at, act)| (ActNumber::try_from(at + 1).unwrap_or(ActNumber::MAX), act))
    }

    /// An act.
    #[must_use]
    pub fn act(&self, number: ActNumber) -> Option<&Act> {
        self.acts.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Takes an act, if it can be.
    ///
    /// # Errors
    /// When it takes back what is not there or not in force, or when persons would then have contradicted themselves.
    pub fn push(&mut self, act: Act) -> Result<ActNumber, Unacceptable> {
        match &act {
            Act::Undo { of, join } => self.may_undo(*of, *join)?,
            Act::Same { left, right, .. } if left == right => return Err(Unacceptable::OneRecord),
            _ => {}
        }
        self.acts.push(act);
        if let Some(number) = self.contradiction() {
            self.acts.pop();
            return Err(Unacceptable::Contradicts(number));
        }
        Ok(ActNumber::try_from(self.acts.len()).unwrap_or(ActNumber::MAX))
    }

    /// The act that takes these records out of their group.
    ///
    /// # Errors
    /// When they are not all in one group, or are all of it.
    pub fn split(&self, out: &[String]) -> Result<Act, Unacceptable> {
        let entities = self.entities();
        let first = out.first().ok_or(Unacceptable::NotAPart)?;
        let group = entities.records(first);
        let rest: Vec<String> = group.iter().filter(|record| !out.contains(record)).cloned().collect();
        if rest.is_empty() || !out.iter().all(|record| group.contains(record)) {
            return Err(Unacceptable::NotAPart);
        }
        Ok(Act::Split { out: out.to_vec(), rest, score: None })
    }

    /// The act that says that two records are not one. If they are in one group, whoever is tied to the second by surer joins leaves
    /// with it.
    ///
    /// # Errors
    /// When the two are one record.
    pub fn differ(&self, left: &str, right: &str, score: Option<i32>) -> Result<Act, Unacceptable> {
        if left == right {
            return Err(Unacceptable::OneRecord);
        }
        let group = self.entities().records(left);
        if !group.iter().any(|record| record == right) {
            return Ok(Act::Split { out: vec![right.to_owned()], rest: vec![left.to_owned()], score });
        }
        let within: FxHashSet<&str> = group.iter().map(String::as_str).collect();
        let out = self.side_of(right, left, &within);
        let rest = group.iter().filter(|record| !out.contains(record)).cloned().collect();
        Ok(Act::Split { out, rest, score })
    }

    /// Those of a group who are tied to `one` when joins are made surest first and none may tie it to `other`.
    fn side_of(&self, one: &str, other: &str, within: &FxHashSet<&str>) -> Vec<String> {
        let mut cores = Cores::default();
        let undone = self.undone();
        let mut joins: Vec<(i32, &str, &str)> = Vec::new();
        for (number, act) in self.acts().filter(|(number, _)| !undone.contains(&(*number, 0))) {
            match act {
                Act::Same { left, right, .. } => joins.push((i32::MAX, left, right)),
                _ => joins.extend((1_u32..).zip(act.found().map_or(&[][..], |found| &found.joins)).filter_map(
                    |(at, join)| {
                        let (left, right) = (join.left.as_str(), join.right.as_str());
                        (!undone.contains(&(number, at))).then_some((join.score, left, right))
                    },
                )),
            }
        }
        joins.retain(|(_, left, right)| within.contains(left) && within.contains(right));
        joins.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        for (_, left, right) in joins {
            let (a, b) = (cores.of(left), cores.of(right));
            let ties = |one: &str, other: &str| a.contains(&one) && b.contains(&other);
            if !ties(one, other) && !ties(other, one) {
                cores.unite(left, right);
            }
        }
        let mut side: Vec<String> = cores.of(one).into_iter().map(str::to_owned).collect();
        side.sort_unstable();
        side
    }

    /// Who is one with whom.
    #[must_use]
    pub fn entities(&self) -> Entities {
        let undone = self.undone();
        let mut groups = Groups::default();
        for (number, act) in self.acts().filter(|(number, _)| !undone.contains(&(*number, 0))) {
            groups.carry_out(number, act, &undone);
        }
        Entities::of(&self.name, groups.finish(), &self.entered())
    }

    /// Whether an act is in force.
    #[must_use]
    pub fn is_in_force(&self, number: ActNumber) -> bool {
        self.act(number).is_some() && !self.undone().contains(&(number, 0))
    }

    /// The latest run in force.
    #[must_use]
    pub fn run(&self) -> Option<(ActNumber, &act::Run)> {
        let undone = self.undone();
        self.acts().rev().filter(|(number, _)| !undone.contains(&(*number, 0))).find_map(|(number, act)| match act {
            Act::Run(run) => Some((number, &**run)),
            _ => None,
        })
    }

    /// What persons said of pairs on a score, for learning: the score, and whether they are one.
    #[must_use]
    pub fn answers(&self) -> Vec<(i32, bool)> {
        let undone = self.undone();
        let answers = self.acts().filter(|(number, _)| !undone.contains(&(*number, 0)));
        answers
            .filter_map(|(_, act)| match act {
                Act::Same { score, .. } => score.map(|score| (score, true)),
                Act::Split { score, .. } => score.map(|score| (score, false)),
                _ => None,
            })
            .collect()
    }

    /// Whether persons have said, directly or by what follows, that two records are one or that they are not.
    #[must_use]
    pub fn is_said(&self, left: &str, right: &str) -> bool {
        let (cores, splits) = self.said();
        let (one, other) = (cores.of(left), cores.of(right));
        one.contains(&right)
            || splits.iter().any(|(_, out, rest)| {
                let holds = |records: &[String], core: &[&str]| records.iter().any(|r| core.contains(&r.as_str()));
                holds(out, &one) && holds(rest, &other) || holds(out, &other) && holds(rest, &one)
            })
    }

    /// What persons said, for linking anew: who is one, and who is apart.
    #[must_use]
    pub fn ties(&self, row: impl Fn(&str) -> Option<u32>) -> Ties {
        let undone = self.undone();
        let mut ties = Ties::default();
        for (_, act) in self.acts().filter(|(number, _)| !undone.contains(&(*number, 0))) {
            match act {
                Act::Same { left, right, .. } => ties.start.extend(row(left).zip(row(right)).map(|(a, b)| vec![a, b])),
                Act::Split { out, rest, .. } => {
                    let rows = |records: &[String]| records.iter().filter_map(|r| row(r)).collect::<Vec<u32>>();
                    ties.apart.set(&rows(out), &rows(rest));
                }
                _ => {}
            }
        }
        ties
    }

    /// Acts, as `(number, 0)`, and single joins that are not in force.
    fn undone(&self) -> FxHashSet<(ActNumber, JoinNumber)> {
        let mut undone = FxHashSet::default();
        // An undoing concerns what came before it only, so going backwards each is judged before what it takes back.
        for (number, act) in self.acts().rev() {
            if let Act::Undo { of, join } = act
                && !undone.contains(&(number, 0))
            {
                undone.insert((*of, join.unwrap_or(0)));
            }
        }
        undone
    }

    fn may_undo(&self, of: ActNumber, join: Option<JoinNumber>) -> Result<(), Unacceptable> {
        let act = self.act(of).ok_or(Unacceptable::NotThere)?;
        if let Some(join) = join {
            let joins = act.found().map_or(0, |found| found.joins.len());
            if join == 0 || joins < join as usize {
                return Err(Unacceptable::NotThere);
            }
        } else if matches!(act, Act::Handed { .. }) {
            return Err(Unacceptable::NotThere);
        }
        let undone = self.undone();
        let gone = undone.contains(&(of, 0)) || join.is_some_and(|join| undone.contains(&(of, join)));
        if gone { Err(Unacceptable::Undone) } else { Ok(()) }
    }

    fn said(&self) -> (Cores<'_>, Vec<SetApart<'_>>) {
        let undone = self.undone();
        let (mut cores, mut splits) = (Cores::default(), Vec::new());
        for (number, act) in self.acts().filter(|(number, _)| !undone.contains(&(*number, 0))) {
            match act {
                Act::Same { left, right, .. } => cores.unite(left, right),
                Act::Split { out, rest, .. } => splits.push((number, &out[..], &rest[..])),
                _ => {}
            }
        }
        (cores, splits)
    }

    /// An act of setting apart that contradicts what persons said is one.
    fn contradiction(&self) -> Option<ActNumber> {
        let (cores, splits) = self.said();
        let contradicts = |out: &[String], rest: &[String]| {
            let out_cores: FxHashSet<usize> = out.iter().filter_map(|record| cores.number(record)).collect();
            rest.iter().any(|record| {
                out.contains(record) || cores.number(record).is_some_and(|core| out_cores.contains(&core))
            })
        };
        splits.into_iter().find(|(_, out, rest)| contradicts(out, rest)).map(|(number, ..)| number)
    }

    /// With which act each record entered that did not stand in the register from the beginning.
    fn entered(&self) -> FxHashMap<&str, ActNumber> {
        let mut entered = FxHashMap::default();
        for (number, act) in self.acts() {
            if let Act::Add(add) = act {
                for record in &add.records {
                    entered.entry(record.as_str()).or_insert(number);
                }
            }
        }
        entered
    }
}

impl Entities {
    fn of(linkage: &str, groups: Vec<Vec<&str>>, entered: &FxHashMap<&str, ActNumber>) -> Self {
        let since = |record: &str| entered.get(record).copied().unwrap_or(0);
        let mut named: Vec<(EntityId, Vec<String>)> = groups
            .into_iter()
            .map(|mut group| {
                group.sort_unstable_by(|a, b| since(a).cmp(&since(b)).then(a.cmp(b)));
                let id = EntityId::of(linkage, group.first().copied().unwrap_or_default());
                (id, group.into_iter().map(str::to_owned).collect())
            })
            .collect();
        named.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        let places = named.iter().enumerate().flat_map(|(at, (_, group))| group.iter().map(move |r| (r.clone(), at)));
        let place = places.collect();
        Self { linkage: linkage.to_owned(), groups: named, place }
    }

    /// The groups of more than one record, each with the record that entered first at its head.
    #[must_use]
    pub fn groups(&self) -> &[(EntityId, Vec<String>)] {
        &self.groups
    }

    /// The name of whom a record speaks of.
    #[must_use]
    pub fn id(&self, record: &str) -> EntityId {
        match self.place.get(record) {
            Some(place) => self.groups[*place].0.clone(),
            None => EntityId::of(&self.linkage, record),
        }
    }

    /// All records that speak of whom this one speaks of, itself included.
    #[must_use]
    pub fn records(&self, record: &str) -> Vec<String> {
        self.place.get(record).map_or_else(|| vec![record.to_owned()], |place| self.groups[*place].1.clone())
    }

    /// The group that now goes under this name, or that took in the one which did.
    #[must_use]
    pub fn group(&self, id: &EntityId) -> Option<&(EntityId, Vec<String>)> {
        let now = self.groups.iter().find(|(own, _)| own == id);
        now.or_else(|| {
            self.groups.iter().find(|(_, group)| group.iter().any(|r| EntityId::of(&self.linkage, r) == *id))
        })
    }
}

impl EntityId {
    /// Twenty hexadecimal digits: among ten million names the chance that two are alike is one in twenty thousand million.
    fn of(linkage: &str, founder: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(linkage.as_bytes());
        hash.update([0]);
        hash.update(founder.as_bytes());
        let digits: String = hash.finalize().iter().take(10).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("e{digits}"))
    }

    /// The name as somebody wrote it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('e')?;
        let good = digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        good.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
