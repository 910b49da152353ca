//! Addresses that nobody lives at: made from a grammar of our own over the names of divisions, to train the model that ships.
//!
//! The same seed gives the same addresses. Divisions are real names under one another; everything below them is put together from
//! [`words`], so that the model learns forms and not places.

mod pairs;
mod words;

pub use pairs::{Pair, pairs};

use crate::example::Example;
use crate::gazetteer::{Division, Gazetteer, Kind, forms};
use words::{
    BUILDINGS, COMPANY, FIRST, GATES, NEAR, NUMERALS, PLACES, ROADS, SECOND, SUBPLACES, SURNAMES, TAILS, VILLAGES,
    ZONES,
};

/// Makes so many marked addresses.
#[must_use]
pub fn addresses(gazetteer: &Gazetteer, count: usize, seed: u64) -> Vec<Example> {
    let towns = towns(gazetteer);
    let mut dice = Dice(seed);
    (0..count).map(|_| Maker { gazetteer, dice: &mut dice, parts: Vec::new() }.address(&towns)).collect()
}

/// The towns of today, by number in the gazetteer.
fn towns(gazetteer: &Gazetteer) -> Vec<u32> {
    let divisions = gazetteer.divisions();
    (0..divisions.len())
        .filter(|&at| divisions[at].kind == Kind::Town && divisions[at].past.is_none())
        .filter_map(|at| u32::try_from(at).ok())
        .collect()
}

/// Two characters that could be a name, sometimes three.
fn name(dice: &mut Dice) -> String {
    let (first, second) = (dice.one(FIRST), dice.one(SECOND));
    if dice.chance(12) { format!("{first}{}{second}", dice.one(SECOND)) } else { format!("{first}{second}") }
}

/// A division without its 市, 区, 镇, mostly.
fn short(dice: &mut Dice, division: &Division) -> String {
    let mut short = division.name.clone();
    if dice.chance(75) {
        forms(division.kind, &division.name, |form, full| {
            if !full {
                form.clone_into(&mut short);
            }
        });
    }
    short
}

/// A small generator of numbers (SplitMix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From nought to one below.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("below a number of that size")
    }

    /// True in so many of a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }
}

/// An address in the making.
struct Maker<'g> {
    gazetteer: &'g Gazetteer,
    dice: &'g mut Dice,
    parts: Vec<(String, &'static str)>,
}

impl Maker<'_> {
    fn address(mut self, towns: &[u32]) -> Example {
        let town = if towns.is_empty() { None } else { Some(towns[self.dice.below(towns.len())]) };
        let chain: Vec<Division> = town
            .map(|town| {
                self.gazetteer.chain(town).iter().map(|&at| self.gazetteer.divisions()[at as usize].clone()).collect()
            })
            .unwrap_or_default();
        self.divisions(&chain);
        if self.dice.chance(22) {
            self.village();
        }
        if self.dice.chance(8) {
            let zone = format!("{}{}", name(self.dice), self.dice.one(ZONES));
            self.put(zone, "devzone");
        }
        if self.dice.chance(68) {
            self.road();
        }
        if self.dice.chance(62) {
            self.place();
        }
        if self.dice.chance(55) {
            self.inside();
        }
        if self.dice.chance(10) {
            let near = self.dice.one(NEAR).to_owned();
            self.put(near, "assist");
        }
        if self.dice.chance(8) {
            let tail = self.dice.one(TAILS).to_owned();
            self.put(tail, "redundant");
        }
        self.done()
    }

    /// Province, city, district and town, some of them, in full or short, now and then said twice.
    fn divisions(&mut self, chain: &[Division]) {
        let first = match self.dice.below(100) {
            0..45 => 0,
            45..70 => 1,
            70..88 => 2,
            88..95 => 3,
            _ => return,
        };
        if first == 0 && self.dice.chance(3) {
            self.put("中国".to_owned(), "country");
        }
        let brief = self.dice.chance(22);
        let mut said = Vec::new();
        for division in chain.iter().filter(|division| division.kind as usize >= first) {
            let label = match division.kind {
                Kind::Province => "prov",
                Kind::City => "city",
                Kind::District => "district",
                _ => "town",
            };
            // A level is left out more often the nearer it is to the house.
            if said.len() > usize::from(first == 0) && self.dice.chance(if label == "town" { 42 } else { 14 }) {
                continue;
            }
            let name = if brief { short(self.dice, division) } else { division.name.clone() };
            said.push((name, label));
        }
        // A municipality is a province and a city: 上海市上海市浦东新区.
        let separator = if self.dice.chance(6) { self.dice.one(&["_", " ", "-", "，"]) } else { "" };
        for (name, label) in said.clone() {
            self.put(name, label);
            if !separator.is_empty() {
                self.put(separator.to_owned(), "redundant");
            }
        }
        if self.dice.chance(7) {
            let from = self.dice.below(said.len());
            for (name, _) in said.into_iter().skip(from).filter(|(_, label)| *label != "town") {
                self.put(name, "redundant");
            }
        }
    }

    fn village(&mut self) {
        let surname = self.dice.one(SURNAMES);
        let body = self.dice.one(VILLAGES);
        let ending = self.dice.one(&["村", "村", "村", "社区", "", "居委会", "村委会"]);
        let name = if self.dice.chance(50) {
            format!("{surname}家{body}{ending}")
        } else {
            format!("{}{body}{ending}", name(self.dice))
        };
        self.put(name, "community");
        if self.dice.chance(30) {
            let group = format!("{}{}", self.number(20), self.dice.one(&["组", "队", "社"]));
            self.put(group, "road");
        }
    }

    fn road(&mut self) {
        let own = if self.dice.chance(6) {
            format!("{}{}", name(self.dice), self.dice.one(NUMERALS))
        } else {
            name(self.dice)
        };
        let compass = self.dice.one(&["", "", "", "", "东", "西", "南", "北", "中"]);
        let road = format!("{own}{compass}{}", self.dice.one(ROADS));
        self.put(road, "road");
        if self.dice.chance(8) {
            let other = format!("{}路", name(self.dice));
            let and = self.dice.one(&["与", "和"]).to_owned();
            self.put_between(and);
            self.put(other, "road");
            let crossing = self.dice.one(&["交叉口", "路口", "交汇处", "口"]).to_owned();
            let label = if self.dice.chance(50) { "assist" } else { "intersection" };
            self.put(crossing, label);
        } else if self.dice.chance(12) {
            let lane = format!("{}{}", self.number(900), self.dice.one(&["弄", "巷", "弄"]));
            self.put(lane, "subroad");
            let number = format!("{}号", self.number(200));
            self.put(number, "subroadno");
        } else if self.dice.chance(82) {
            let number = match self.dice.below(10) {
                0 => self.number(2000),
                1 => format!("{}-{}号", self.number(300), self.number(30)),
                2 => format!("{}号附{}号", self.number(300), self.number(20)),
                _ => format!("{}号", self.number(1500)),
            };
            self.put(number, "roadno");
        }
    }

    fn place(&mut self) {
        let kind = self.dice.one(PLACES);
        let name = if self.dice.chance(18) {
            format!(
                "{}{}{}",
                name(self.dice),
                self.dice.one(COMPANY),
                self.dice.one(&["有限公司", "有限责任公司", "厂", "店", "公司"])
            )
        } else if self.dice.chance(30) {
            format!("{}{}{kind}", name(self.dice), name(self.dice))
        } else {
            format!("{}{kind}", name(self.dice))
        };
        self.put(name, "poi");
        if self.dice.chance(18) {
            let part = match self.dice.below(3) {
                0 => format!("{}{}", self.number(5), self.dice.one(&["期", "区"])),
                1 => self.dice.one(SUBPLACES).to_owned(),
                _ => format!(
                    "{}{}",
                    self.dice.one(&["A", "B", "C", "东", "西", "南", "北"]),
                    self.dice.one(&["区", "门", "苑"])
                ),
            };
            self.put(part, "subpoi");
        }
    }

    /// Building, entrance, floor and room, with their words or as a row of numbers.
    fn inside(&mut self) {
        let room = format!("{}{:02}", 1 + self.dice.below(33), 1 + self.dice.below(8));
        if self.dice.chance(24) {
            let dash = self.dice.one(&["-", "-", "-", "—", "/"]).to_owned();
            let building = self.number(60);
            self.put(building, "houseno");
            self.put(dash.clone(), "redundant");
            if self.dice.chance(60) {
                let entrance = self.number(6);
                self.put(entrance, "cellno");
                self.put(dash, "redundant");
            }
            self.put(room, "roomno");
            return;
        }
        if self.dice.chance(75) {
            let building = match self.dice.below(8) {
                0 => format!("{}{}", self.dice.one(&["A", "B", "C", "D"]), self.dice.one(&["座", "栋", "幢"])),
                _ => format!("{}{}", self.number(80), self.dice.one(BUILDINGS)),
            };
            self.put(building, "houseno");
        }
        if self.dice.chance(40) {
            let entrance = format!("{}{}", self.number(6), self.dice.one(GATES));
            self.put(entrance, "cellno");
        }
        if self.dice.chance(25) {
            let floor = format!("{}{}", self.number(30), self.dice.one(&["楼", "层", "F"]));
            self.put(floor, "floorno");
        }
        if self.dice.chance(55) {
            let ending = self.dice.one(&["室", "室", "", "房", "号"]);
            self.put(format!("{room}{ending}"), "roomno");
        }
    }

    fn number(&mut self, below: usize) -> String {
        let number = 1 + self.dice.below(below);
        if number <= 10 && self.dice.chance(22) { NUMERALS[number - 1].to_owned() } else { number.to_string() }
    }

    fn put(&mut self, words: String, label: &'static str) {
        self.parts.push((words, label));
    }

    /// What lies between elements has no label.
    fn put_between(&mut self, words: String) {
        self.parts.push((words, ""));
    }

    fn done(self) -> Example {
        let (mut text, mut spans, mut at) = (String::new(), Vec::new(), 0);
        for (words, label) in self.parts {
            let end = at + words.chars().count();
            text.push_str(&words);
            if !label.is_empty() && end > at {
                spans.push((at, end, label.to_owned()));
            }
            at = end;
        }
        Example::new(text, spans).expect("parts follow one another")
    }
}
