//! The staff: a grid worker for every grid, handlers for every department, and the people of the hotline centre.

use std::collections::{BTreeMap, BTreeSet};

use jingwei_testkit::Rng;

use crate::{
    land::Land,
    names::{FIRST_SYLLABLES, SECOND_SYLLABLES, SURNAMES},
};

/// One line of `people.csv`.
struct Person {
    id: String,
    name: String,
    role: &'static str,
    department: String,
    area: String,
    phone: String,
    pinyin: String,
}

/// Everybody, and who works where.
pub(crate) struct Staff {
    people: Vec<Person>,
    workers: BTreeMap<String, Vec<String>>,
    names: BTreeSet<String>,
    logins: BTreeSet<String>,
}

/// The hotline centre and the offices beside it: role, department, how many.
const CENTRE: &[(&str, &str, usize)] = &[
    ("agent", "hotline-12345", 24),
    ("dispatcher", "hotline-12345", 8),
    ("supervisor", "hotline-12345", 3),
    ("supervisor", "city-operations", 3),
    ("auditor", "city-operations", 2),
    ("steward", "city-operations", 3),
    ("administrator", "city-operations", 2),
];

impl Staff {
    /// The id of the nth grid's worker.
    pub(crate) fn worker(&self, community: &str, nth: usize) -> &str {
        &self.workers[community][nth]
    }

    fn add(&mut self, role: &'static str, department: &str, area: &str, rng: &mut Rng) -> String {
        let (name, pinyin) = self.invent(rng);
        let number = self.people.len() + 1;
        let id = format!("p{number:04}");
        self.people.push(Person {
            id: id.clone(),
            name,
            role,
            department: department.to_owned(),
            area: area.to_owned(),
            phone: format!("0990-7{number:06}"),
            pinyin,
        });
        id
    }

    /// A name that nobody has yet, and a login that nobody has yet.
    fn invent(&mut self, rng: &mut Rng) -> (String, String) {
        loop {
            let [a, b, c] = [SURNAMES, FIRST_SYLLABLES, SECOND_SYLLABLES]
                .map(|table| *rng.pick(table).expect("the tables have names"));
            let name = format!("{}{}{}", a.0, b.0, c.0);
            let login = format!("{}{}{}", a.1, b.1, c.1);
            if !self.names.contains(&name) && !self.logins.contains(&login) {
                self.names.insert(name.clone());
                self.logins.insert(login.clone());
                return (name, login);
            }
        }
    }
}

/// Hires the staff of the departments listed and of the grids drawn.
pub(crate) fn hire(land: &Land, departments: &str, rng: &mut Rng) -> Result<Staff, csv::Error> {
    let mut staff =
        Staff { people: Vec::new(), workers: BTreeMap::new(), names: BTreeSet::new(), logins: BTreeSet::new() };
    for (role, department, count) in CENTRE {
        for _ in 0..*count {
            staff.add(role, department, "", rng);
        }
    }
    for row in csv::Reader::from_reader(departments.as_bytes()).deserialize() {
        let row: BTreeMap<String, String> = row?;
        let handlers = match row["kind"].as_str() {
            "bureau" => 5,
            "utility" | "district" | "street" => 3,
            "emergency" => 2,
            "hotline" if row["code"] == "city-operations" => 3,
            "hotline" => 2,
            _ => 1,
        };
        for _ in 0..handlers {
            staff.add("handler", &row["code"], &row["area"], rng);
        }
        if row["kind"] == "bureau" {
            staff.add("steward", &row["code"], "", rng);
        }
    }
    for community in &land.communities {
        let department = format!("community-{}", community.code);
        let workers = community.blocks.iter().map(|_| staff.add("field", &department, &community.code, rng)).collect();
        staff.workers.insert(community.code.clone(), workers);
    }
    Ok(staff)
}

/// `people.csv`.
pub(crate) fn csv(staff: &Staff) -> Result<String, Box<dyn std::error::Error>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["id", "name", "role", "department", "area", "phone", "pinyin"])?;
    for person in &staff.people {
        out.write_record([
            person.id.as_str(),
            &person.name,
            person.role,
            &person.department,
            &person.area,
            &person.phone,
            &person.pinyin,
        ])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}
