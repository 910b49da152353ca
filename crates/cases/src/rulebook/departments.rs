//! Who can hold a duty (`departments.csv`).

use super::areas::Areas;
use super::table::{Problem, read};
use jingwei_terms::{AreaCode, DepartmentCode};
use std::collections::BTreeMap;

/// What sort of body a department is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DepartmentKind {
    /// 委办局: a bureau of the city.
    Bureau,
    /// 区: a district government.
    District,
    /// 街道: a street office.
    Street,
    /// 社区: a community.
    Community,
    /// 公用企业: water, power, gas, heat.
    Utility,
    /// 热线: the hotline.
    Hotline,
    /// 紧急: 110, 119, 120, 122.
    Emergency,
}

impl std::str::FromStr for DepartmentKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "bureau" => Self::Bureau,
            "district" => Self::District,
            "street" => Self::Street,
            "community" => Self::Community,
            "utility" => Self::Utility,
            "hotline" => Self::Hotline,
            "emergency" => Self::Emergency,
            _ => return Err("must be bureau, district, street, community, utility, hotline or emergency".to_owned()),
        })
    }
}

/// A department, street office, community or utility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// What sort of body it is.
    pub kind: DepartmentKind,
    /// The body above it.
    pub parent: Option<DepartmentCode>,
    /// The area it serves; `None` means the whole city.
    pub area: Option<AreaCode>,
    /// Its duties in a sentence.
    pub duties: String,
    /// Its published telephone.
    pub phone: String,
    /// Whether somebody always answers.
    pub around_the_clock: bool,
}

/// All departments, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Departments(BTreeMap<DepartmentCode, Department>);

const COLUMNS: &[&str] = &["code", "name", "name_en", "kind", "parent", "area", "duties", "phone", "around_the_clock"];

impl Departments {
    /// Reads the table; faults go to `problems`. Areas are looked up where they could be read themselves.
    pub(super) fn parse(text: &str, areas: Option<&Areas>, problems: &mut Vec<Problem>) -> Self {
        let file = "departments.csv";
        let rows = read(file, text, COLUMNS, problems, |row| {
            let department = Department {
                code: row.parse("code")?,
                name: row.text("name").to_owned(),
                name_en: row.text("name_en").to_owned(),
                kind: row.parse("kind")?,
                parent: row.optional("parent")?,
                area: row.optional("area")?,
                duties: row.text("duties").to_owned(),
                phone: row.text("phone").to_owned(),
                around_the_clock: row.flag("around_the_clock")?,
            };
            if let Some(area) =
                department.area.as_ref().filter(|area| areas.is_some_and(|all| all.division(area).is_none()))
            {
                return Err(row.problem(format!("the area `{area}` is not in divisions.csv")));
            }
            if department.name.is_empty() {
                return Err(row.problem("column `name` is empty; every department has a name"));
            }
            Ok((row.line(), department))
        });
        let mut all = BTreeMap::new();
        for (line, department) in &rows {
            if all.insert(department.code.clone(), department.clone()).is_some() {
                let message =
                    format!("the department `{}` stands here for the second time; remove one", department.code);
                problems.push(Problem { file: file.to_owned(), line: *line, message });
            }
        }
        for (line, department) in &rows {
            if let Some(parent) = department.parent.as_ref().filter(|p| !all.contains_key(*p)) {
                let message = format!("the parent `{parent}` is not in this file; add it or correct the code");
                problems.push(Problem { file: file.to_owned(), line: *line, message });
            }
        }
        Self(all)
    }

    /// The department with this code.
    #[must_use]
    pub fn get(&self, code: &DepartmentCode) -> Option<&Department> {
        self.0.get(code)
    }

    /// The department of this kind that serves the place, the smallest area first.
    #[must_use]
    pub fn serving(&self, kind: DepartmentKind, area: &AreaCode) -> Option<&Department> {
        let holds = |d: &&Department| d.kind == kind && d.area.as_ref().is_some_and(|a| area.lies_in(a));
        self.0.values().filter(holds).max_by_key(|d| d.area.as_ref().map_or(0, |a| a.significant().len()))
    }

    /// All of them, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Department> {
        self.0.values()
    }
}
