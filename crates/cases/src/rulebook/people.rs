//! Who works here (`people.csv`). The edge makes accounts of them; this room only checks that they fit the rest.

use super::areas::Areas;
use super::departments::Departments;
use super::table::{Problem, read};
use jingwei_terms::{AreaCode, DepartmentCode, Role, StaffId};
use std::collections::BTreeMap;

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// What they are here to do.
    pub role: Role,
    /// The department they work in.
    pub department: DepartmentCode,
    /// The area they are bound to; `None` is the whole city.
    pub area: Option<AreaCode>,
    /// Their telephone at work; may be empty.
    pub phone: String,
    /// The name they log in with.
    pub login: String,
}

const COLUMNS: &[&str] = &["id", "name", "role", "department", "area", "phone", "pinyin"];

/// Reads the table; faults go to `problems`. A role that a later room brings (`steward`) is passed over with a problem only when
/// it is not a word of the format at all.
pub(super) fn parse(text: &str, departments: &Departments, areas: &Areas, problems: &mut Vec<Problem>) -> Vec<Person> {
    let file = "people.csv";
    let rows = read(file, text, COLUMNS, problems, |row| {
        if row.text("role") == "steward" {
            return Ok(None);
        }
        let role = Role::from_code(row.text("role")).filter(|r| !matches!(r, Role::Resident | Role::System));
        let role = role.ok_or_else(|| {
            row.problem(format!(
                "column `role` must be agent, dispatcher, handler, field, supervisor, auditor, administrator or steward (found `{}`)",
                row.text("role")
            ))
        })?;
        let person = Person {
            id: row.parse("id")?,
            name: row.text("name").to_owned(),
            role,
            department: row.parse("department")?,
            area: row.optional("area")?,
            phone: row.text("phone").to_owned(),
            login: row.text("pinyin").to_owned(),
        };
        if departments.get(&person.department).is_none() {
            return Err(row.problem(format!("the department `{}` is not in departments.csv", person.department)));
        }
        if let Some(area) = person.area.as_ref().filter(|area| areas.division(area).is_none()) {
            return Err(row.problem(format!("the area `{area}` is not in divisions.csv")));
        }
        if person.login.is_empty() || !person.login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            return Err(row.problem("column `pinyin` must be a login name of lower-case letters and digits"));
        }
        Ok(Some((row.line(), person)))
    });
    let rows: Vec<(u64, Person)> = rows.into_iter().flatten().collect();
    let mut seen = BTreeMap::new();
    for (line, person) in &rows {
        for key in [format!("id `{}`", person.id), format!("login name `{}`", person.login)] {
            if let Some(first) = seen.insert(key.clone(), *line) {
                let message = format!("the {key} already stands on line {first}");
                problems.push(Problem { file: file.to_owned(), line: *line, message });
            }
        }
    }
    rows.into_iter().map(|(_, person)| person).collect()
}
