//! `duties.csv` and `staff.csv`: what a department knows of its grids beside the map.

use super::File;
use crate::merge::FileProblem;
use crate::merge::input::{DepartmentGrid, Duty, Input};
use crate::problem::{Problem, Spot};
use jingwei_terms::{Refusal, RefusalClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A row of `duties.csv`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyRow {
    department: String,
    /// Empty for every grid of the department.
    #[serde(default)]
    grid: String,
    duty: String,
    /// Empty for the worker of the grid.
    #[serde(default)]
    holder: String,
}

/// A row of `staff.csv`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffRow {
    department: String,
    grid: String,
    staff: String,
    /// `worker` (the default) or `deputy`.
    #[serde(default)]
    role: String,
}

/// Adds the duties of `duties.csv`.
pub(super) fn duties(input: &mut Input, file: &File) -> Result<(), Refusal> {
    for (line, row) in rows::<DutyRow>(file)? {
        let holder = Some(row.holder.trim().to_owned()).filter(|holder| !holder.is_empty());
        let duty = Duty { name: row.duty.trim().to_owned(), holder };
        if duty.name.is_empty() {
            return Err(bad_row(file, line, "duty is empty"));
        }
        let found = each_grid(input, &row.department, &row.grid, |grid| {
            if !grid.duties.contains(&duty) {
                grid.duties.push(duty.clone());
            }
        });
        note_missing(input, file, line, &row.department, &row.grid, found);
    }
    Ok(())
}

/// Adds the staff of `staff.csv`; it goes before what the map says.
pub(super) fn staff(input: &mut Input, file: &File) -> Result<(), Refusal> {
    for (line, row) in rows::<StaffRow>(file)? {
        let who = Some(row.staff.trim().to_owned()).filter(|who| !who.is_empty());
        let deputy = match row.role.trim() {
            "" | "worker" | "网格员" => false,
            "deputy" | "副网格员" | "B岗" => true,
            _ => return Err(bad_row(file, line, "role is `worker` or `deputy`")),
        };
        let found = each_grid(input, &row.department, &row.grid, |grid| match deputy {
            true => grid.deputy.clone_from(&who),
            false => grid.worker.clone_from(&who),
        });
        note_missing(input, file, line, &row.department, &row.grid, found);
    }
    Ok(())
}

/// Does something to the grid of a department, or to all where none is named; says whether there was any.
fn each_grid(input: &mut Input, department: &str, grid: &str, mut act: impl FnMut(&mut DepartmentGrid)) -> bool {
    let mut found = false;
    let departments = input.departments.iter_mut().filter(|of| of.code.as_str() == department.trim());
    for of in departments.flat_map(|department| department.grids.iter_mut()) {
        if grid.trim().is_empty() || of.code == grid.trim() {
            act(of);
            found = true;
        }
    }
    found
}

fn note_missing(input: &mut Input, file: &File, line: usize, department: &str, grid: &str, found: bool) {
    if found {
        return;
    }
    let problem = Problem::new(
        "no_such_grid",
        Spot::layer(),
        format!("第 {line} 行：部门 `{department}` 没有网格 `{grid}`，未采用"),
        format!("line {line}: department `{department}` has no grid `{grid}`; the row was left out"),
    );
    input.problems.push(FileProblem { file: file.name.clone(), problem });
}

/// The rows of a table with the lines they stand on.
fn rows<T: DeserializeOwned>(file: &File) -> Result<Vec<(usize, T)>, Refusal> {
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(|why| bad_row(file, 1, &why.to_string()))?.clone();
    let read = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|why| {
            let line = why.position().map_or(0, csv::Position::line);
            bad_row(file, usize::try_from(line).unwrap_or_default(), &why.to_string())
        })?;
        let line = usize::try_from(record.position().map_or(0, csv::Position::line)).unwrap_or_default();
        let row = record.deserialize(Some(&headers)).map_err(|why| bad_row(file, line, &why.to_string()))?;
        Ok((line, row))
    };
    reader.records().map(read).collect()
}

fn bad_row(file: &File, line: usize, why: &str) -> Refusal {
    let name = &file.name;
    Refusal::new(
        RefusalClass::Invalid,
        "merge_bad_table",
        format!("`{name}` 第 {line} 行不对：{why}"),
        format!("`{name}` line {line}: {why}"),
    )
    .next("按文档改正这一行", "correct the line as the page on merging says")
}
