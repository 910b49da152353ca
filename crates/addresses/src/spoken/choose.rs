//! From the names that were said to the places that are meant.

use super::mention::Mention;
use super::{Division, Known, Spoken};
use jingwei_terms::AreaCode;
use std::collections::BTreeMap;

/// What words speak of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// Places that fit, the likeliest first, at most [`MOST`].
    pub places: Vec<Likely>,
    /// How many places fit equally well and are not all told.
    pub more: usize,
    /// The division in which all of it lies, when everything that was said fits this one and no other.
    pub area: Option<AreaCode>,
    /// The one place that is meant, by its number, when that is certain too.
    pub place: Option<usize>,
}

/// A place that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// Its number.
    pub at: usize,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// So many are told.
const MOST: usize = 5;

/// A name that more places bear than this tells nothing of which one is meant.
const BEARERS: usize = 5_000;

pub(super) fn choose(spoken: &Spoken, mentions: &[Mention<'_>]) -> Heard {
    let said = innermost(spoken, mentions);
    let all: Vec<Meant<'_>> = mentions.iter().filter_map(|mention| Meant::of(spoken, mention, &said)).collect();
    let mut votes: BTreeMap<&AreaCode, usize> = BTreeMap::new();
    for meant in &all {
        let mut areas: Vec<&AreaCode> = meant.places.iter().map(|at| &spoken.place(*at).area).collect();
        areas.sort_unstable();
        areas.dedup();
        areas.into_iter().for_each(|area| *votes.entry(area).or_default() += 1);
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let best: Vec<&AreaCode> = votes.iter().filter(|(_, votes)| **votes == most).map(|(area, _)| *area).collect();
    let firm = all.iter().all(|meant| meant.fits && meant.mention.clean) && most == all.len();
    let area = match (&best[..], &said[..]) {
        ([one], _) if firm => Some((*one).clone()),
        ([], [one]) if mentions.iter().all(|mention| mention.clean) => Some(one.code.clone()),
        _ => None,
    };
    let mut places: Vec<(bool, bool, &Meant<'_>, usize)> = Vec::new();
    for meant in &all {
        let own = meant.places.iter().map(|&at| {
            let place = spoken.place(at);
            (!best.contains(&&place.area), place.wide, meant, at)
        });
        places.extend(own);
    }
    // What lies elsewhere is told only while it is open where.
    places.retain(|(beside, ..)| !beside || area.is_none());
    places.sort_by_key(|(beside, wide, meant, at)| (*beside, *wide, std::cmp::Reverse(meant.mention.name.len()), *at));
    places.dedup_by_key(|(.., at)| *at);
    let narrow: Vec<usize> = places.iter().filter(|(beside, wide, ..)| !beside && !wide).map(|(.., at)| *at).collect();
    let place = match narrow[..] {
        [one] if area.is_some() => Some(one),
        _ => None,
    };
    let more = places.len().saturating_sub(MOST);
    let told = places.into_iter().take(MOST).map(|(.., meant, at)| meant.told(at, spoken.place(at), &said));
    Heard { places: told.collect(), more, area, place }
}

/// The divisions that were named, without those that hold another one.
fn innermost<'s>(spoken: &'s Spoken, mentions: &[Mention<'_>]) -> Vec<&'s Division> {
    let mut named: Vec<&Division> = mentions
        .iter()
        .flat_map(|mention| &mention.bearers.divisions)
        .map(|number| &spoken.divisions[*number as usize])
        .collect();
    named.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    named.dedup();
    let holds_another = |outer: &&Division| named.iter().any(|d| d.code != outer.code && d.code.lies_in(&outer.code));
    named.iter().copied().filter(|division| !holds_another(division)).collect()
}

/// The places that one name may mean here.
struct Meant<'m> {
    mention: &'m Mention<'m>,
    places: Vec<usize>,
    /// Whether they lie in what was named.
    fits: bool,
    /// Whether the number is known too.
    house: bool,
}

impl<'m> Meant<'m> {
    fn of(spoken: &Spoken, mention: &'m Mention<'m>, said: &[&Division]) -> Option<Self> {
        let bearers: Vec<usize> = mention.bearers.places.iter().take(BEARERS).map(|at| *at as usize).collect();
        let numbered = |wanted: &Option<(String, char)>| -> Vec<usize> {
            bearers.iter().copied().filter(|at| spoken.numbers[*at] == *wanted).collect()
        };
        // 12号 means that house where the register has it, and otherwise the road as such, or any house of it.
        let house = mention.number.as_ref().map(|_| numbered(&mention.number)).filter(|found| !found.is_empty());
        let (house, places) = match house {
            Some(found) => (true, found),
            None => (false, Some(numbered(&None)).filter(|found| !found.is_empty()).unwrap_or(bearers)),
        };
        let inside = |at: &usize| {
            let area = &spoken.place(*at).area;
            said.iter().any(|division| area.lies_in(&division.code) || division.code.lies_in(area))
        };
        let within: Vec<usize> = places.iter().copied().filter(inside).collect();
        let fits = said.is_empty() || !within.is_empty();
        let places = if within.is_empty() { places } else { within };
        (!places.is_empty()).then_some(Self { mention, places, fits, house })
    }

    fn told(&self, at: usize, place: &Known, said: &[&Division]) -> Likely {
        let name = &self.mention.name;
        let number = if self.house { place.number.as_str() } else { "" };
        let (mut zh, mut en) = (format!("说到“{name}{number}”"), format!("`{name}{number}` is said"));
        let around = said.iter().find(|division| place.area.lies_in(&division.code));
        match around {
            Some(division) => {
                zh.push_str(&format!("，也说到“{}”", division.name));
                en.push_str(&format!(", and so is `{}`", division.name));
            }
            None if !self.fits => {
                zh.push_str("，但不在所说的区划内");
                en.push_str(", but it does not lie in the division that was said");
            }
            None => {}
        }
        if self.places.len() > 1 {
            zh.push_str(&format!("；同名的有 {} 处", self.places.len()));
            en.push_str(&format!("; {} places bear that name", self.places.len()));
        }
        Likely { at, zh, en }
    }
}
