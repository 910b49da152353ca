//! Pairs of addresses whose grade is known because they were made so: one house written twice, its neighbours, and places elsewhere that
//! sound alike. The grader that ships has learnt from nothing else.

use super::words::{BUILDINGS, COMPANY, GATES, NUMERALS, PLACES, ROADS};
use super::{Dice, name, short, towns};
use crate::gazetteer::{Division, Gazetteer};
use crate::matching::Grade;

/// Two addresses, and how near they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The address that is asked for.
    pub query: String,
    /// What it may mean.
    pub other: String,
    /// How near they are.
    pub grade: Grade,
}

/// A house that nobody lives in.
#[derive(Debug, Clone)]
struct House {
    divisions: Vec<Division>,
    road: String,
    door: usize,
    compound: String,
    building: Option<usize>,
    room: Option<usize>,
    /// What is behind the door: a company, a gate of the compound.
    guest: String,
}

/// What of a house is written.
#[derive(Debug, Clone, Copy)]
struct Shown {
    road: bool,
    door: bool,
    compound: bool,
    building: bool,
    guest: bool,
}

const ALL: Shown = Shown { road: true, door: true, compound: true, building: true, guest: false };

/// Makes so many pairs. The same seed gives the same pairs.
#[must_use]
pub fn pairs(gazetteer: &Gazetteer, count: usize, seed: u64) -> Vec<Pair> {
    let towns = towns(gazetteer);
    let mut dice = Dice(seed);
    (0..count)
        .map(|_| {
            let mut maker = Maker { gazetteer, towns: &towns, dice: &mut dice };
            match maker.dice.below(100) {
                0..20 => maker.exact(),
                20..55 => maker.partial(),
                _ => maker.none(),
            }
        })
        .collect()
}

struct Maker<'g> {
    gazetteer: &'g Gazetteer,
    towns: &'g [u32],
    dice: &'g mut Dice,
}

impl Maker<'_> {
    /// One house in two writings that share what tells it from its neighbours: road and number, or compound and building.
    fn exact(&mut self) -> Pair {
        let house = self.house();
        let by_road = self.dice.chance(50);
        let shown = |maker: &mut Self| Shown {
            road: by_road || maker.dice.chance(50),
            door: by_road || maker.dice.chance(70),
            compound: !by_road || maker.dice.chance(60),
            ..ALL
        };
        let (asked, offered) = (shown(self), shown(self));
        self.pair(&house, asked, &house.clone(), offered, Grade::Exact)
    }

    /// The same compound or road, and another house or none in particular.
    fn partial(&mut self) -> Pair {
        let house = self.house();
        let mut other = house.clone();
        let (mut asked, mut offered) = (self.shown(), self.shown());
        match self.dice.below(8) {
            // Only one of the two says which building of the compound.
            0 => {
                (asked.compound, offered.compound) = (true, true);
                other.building = if house.building.is_some() { None } else { Some(1 + self.dice.below(40)) };
                other.room = None;
            }
            1 => {
                (asked.compound, offered.compound) = (true, true);
                other.building = Some(house.building.unwrap_or(0) + 1 + self.dice.below(20));
                (other.door, other.room) = (self.near(house.door), self.room());
            }
            // A gate of it, a firm in it, another side of the block.
            2 | 3 => {
                (asked.compound, offered.compound) = (true, true);
                (other.building, other.room) = (None, None);
                (other.guest, offered.guest) = (self.guest(), true);
                other.door = self.near(house.door);
                if self.dice.chance(50) {
                    other.road = self.road();
                }
            }
            4 => {
                (asked, offered) = (ALL, ALL);
                other.door = self.near(house.door);
                other.compound = self.compound();
                (offered.compound, asked.compound) = (self.dice.chance(50), self.dice.chance(70));
                (other.building, other.room) = (None, None);
            }
            // The road alone, the compound alone.
            _ => {
                let road = self.dice.chance(70);
                (asked.road, asked.compound) = (true, true);
                asked.door = true;
                offered = Shown { road, door: false, compound: !road, building: false, guest: false };
                if !road && house.building.is_none() {
                    offered.road = true;
                    (other.road, other.guest, offered.guest) = (self.road(), self.guest(), true);
                }
            }
        }
        self.pair(&house, asked, &other, offered, Grade::Partial)
    }

    /// Another place: anywhere, or one that sounds alike, or that has the same name in another city.
    fn none(&mut self) -> Pair {
        let house = self.house();
        let mut other = self.house();
        let (mut asked, mut offered) = (self.shown(), self.shown());
        if self.dice.chance(60) {
            other.divisions.clone_from(&house.divisions);
        }
        match self.dice.below(5) {
            // The compound's name differs by one character, the road is another one.
            0 => {
                other.compound = self.slightly(&house.compound);
                (asked.compound, offered.compound) = (true, true);
            }
            1 => {
                other.road = self.slightly(&house.road);
                other.door = if self.dice.chance(15) { house.door } else { other.door };
                (asked.road, offered.road) = (true, true);
            }
            // The same numbers.
            2 if self.dice.chance(25) => {
                (other.door, other.building, other.room) = (house.door, house.building, house.room);
            }
            // The same name elsewhere.
            3 if !self.towns.is_empty() => {
                let elsewhere = self.house();
                other = House { compound: house.compound.clone(), building: house.building, ..elsewhere };
                (asked.compound, offered.compound) = (true, true);
                let far = house.divisions.get(1).map(|city| city.code) != other.divisions.get(1).map(|city| city.code);
                let (query, other) = (self.write(&house, asked, 2), self.write(&other, offered, 2));
                return Pair { query, other, grade: if far { Grade::None } else { Grade::Partial } };
            }
            _ => {}
        }
        self.pair(&house, asked, &other, offered, Grade::None)
    }

    fn pair(&mut self, house: &House, asked: Shown, other: &House, offered: Shown, grade: Grade) -> Pair {
        Pair { query: self.write(house, asked, 5), other: self.write(other, offered, 5), grade }
    }

    fn house(&mut self) -> House {
        let town = if self.towns.is_empty() { None } else { Some(self.towns[self.dice.below(self.towns.len())]) };
        let chain = town.map(|town| self.gazetteer.chain(town)).unwrap_or_default();
        let building = self.dice.chance(40).then(|| 1 + self.dice.below(60));
        House {
            divisions: chain.into_iter().map(|at| self.gazetteer.divisions()[at as usize].clone()).collect(),
            road: self.road(),
            door: 1 + self.dice.below(900),
            compound: self.compound(),
            building,
            room: building.and_then(|_| self.room()),
            guest: String::new(),
        }
    }

    /// Writes a house; `deepest` bounds the level from which divisions are written: 5 may leave all of them out.
    fn write(&mut self, house: &House, shown: Shown, deepest: usize) -> String {
        let mut text = String::new();
        let (first, brief) = (self.dice.below(deepest), self.dice.chance(20));
        for division in house.divisions.iter().filter(|division| division.kind as usize >= first) {
            if deepest < 5 || self.dice.chance(80) {
                text += &if brief { short(self.dice, division) } else { division.name.clone() };
            }
        }
        let bare = !shown.compound && !shown.road;
        if shown.road || bare {
            text += &house.road;
            if shown.door || bare {
                // A number without its 号 stands where no other number follows.
                let ends = !shown.compound && (house.building.is_none() || !shown.building);
                text += &format!("{}{}", house.door, if ends && self.dice.chance(20) { "" } else { "号" });
            }
        }
        if shown.compound {
            text += &house.compound;
        }
        if let Some(building) = house.building.filter(|_| shown.building) {
            text += &format!("{}{}", self.figure(building), self.dice.one(BUILDINGS));
        }
        if let Some(room) = house.room.filter(|_| shown.building && self.dice.chance(60)) {
            if self.dice.chance(40) {
                text += &format!("{}{}", self.figure(1 + room % 5), self.dice.one(GATES));
            }
            text += &format!("{room}{}", self.dice.one(&["室", "", "房"]));
        }
        if shown.guest {
            text += &house.guest;
        } else if self.dice.chance(8) {
            text += self.dice.one(&["门口", "附近", "旁边", "(放门口)"]);
        }
        text
    }

    fn shown(&mut self) -> Shown {
        let compound = self.dice.chance(75);
        Shown { road: !compound || self.dice.chance(60), door: self.dice.chance(85), compound, ..ALL }
    }

    fn road(&mut self) -> String {
        format!("{}{}", name(self.dice), self.dice.one(ROADS))
    }

    fn compound(&mut self) -> String {
        let middle = if self.dice.chance(35) { name(self.dice) } else { String::new() };
        format!("{}{middle}{}", name(self.dice), self.dice.one(PLACES))
    }

    fn guest(&mut self) -> String {
        let side = self.dice.one(&["东", "西", "南", "北", "东北", "西南"]);
        match self.dice.below(4) {
            0 => format!("({side}门)"),
            1 => format!("{side}区"),
            2 => format!("{}{}{}", name(self.dice), self.dice.one(COMPANY), self.dice.one(&["公司", "店", "有限公司"])),
            _ => self.dice.one(&["停车场", "居委会", "幼儿园", "超市", "物业", "售楼处", "卫生室"]).to_owned(),
        }
    }

    fn room(&mut self) -> Option<usize> {
        self.dice.chance(60).then(|| (1 + self.dice.below(30)) * 100 + 1 + self.dice.below(8))
    }

    /// Another number of the same road, mostly not far away.
    fn near(&mut self, door: usize) -> usize {
        let far = if self.dice.chance(60) { 20 } else { 600 };
        door + 1 + self.dice.below(far)
    }

    /// The same with another character in its name.
    fn slightly(&mut self, words: &str) -> String {
        let mut chars: Vec<char> = words.chars().collect();
        let at = self.dice.below(2);
        let fresh = name(self.dice).chars().nth(at).expect("a name has two characters");
        chars[at] = if chars[at] == fresh { '新' } else { fresh };
        chars.into_iter().collect()
    }

    fn figure(&mut self, number: usize) -> String {
        if number <= 10 && self.dice.chance(25) { NUMERALS[number - 1].to_owned() } else { number.to_string() }
    }
}
