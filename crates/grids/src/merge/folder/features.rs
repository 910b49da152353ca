//! A department's layer: what its properties say, in English or in Chinese.

use super::{File, department_code};
use crate::layer::{Feature, Layer};
use crate::merge::FileProblem;
use crate::merge::input::{Department, DepartmentGrid, Duty, Input};
use crate::problem::{Problem, Spot};
use jingwei_terms::AreaCode;
use serde_json::Value;

const CODE: &[&str] = &["code", "编码", "网格编码", "grid"];
const NAME: &[&str] = &["name", "名称", "网格名称"];
const DEPARTMENT: &[&str] = &["department", "部门"];
const COMMUNITY: &[&str] = &["community", "社区", "社区编码"];
const HOUSEHOLDS: &[&str] = &["households", "户数"];
const WORKER: &[&str] = &["worker", "网格员", "负责人"];
const DEPUTY: &[&str] = &["deputy", "副网格员", "B岗"];
const DUTIES: &[&str] = &["duties", "duty", "职责", "事项"];

/// Adds the features of a file to their departments: the one that each names, else the one that the file is called after.
pub(super) fn add(input: &mut Input, file: &File, layer: &Layer) {
    for (n, feature) in layer.features.iter().enumerate() {
        let named = text(feature, DEPARTMENT);
        let code = department_code(named.as_deref().unwrap_or_else(|| file.stem()));
        let (grid, problems) = grid(feature, n + 1);
        input.problems.extend(problems.into_iter().map(|problem| FileProblem { file: file.name.clone(), problem }));
        // A file seldom names many departments, and its features mostly stand together.
        match input.departments.iter_mut().rev().find(|department| department.code == code) {
            Some(department) => department.grids.push(grid),
            None => input.departments.push(Department { code, file: file.name.clone(), grids: vec![grid] }),
        }
    }
}

fn grid(feature: &Feature, number: usize) -> (DepartmentGrid, Vec<Problem>) {
    let mut problems = Vec::new();
    let spot = || Spot::feature(number, feature.id.clone());
    let community = text(feature, COMMUNITY).and_then(|text| {
        let code = AreaCode::new(&text);
        if code.is_err() {
            let (zh, en) =
                (format!("社区 `{text}` 不是编码，未采用"), format!("community `{text}` is no code and was left out"));
            problems.push(Problem::new("bad_community", spot(), zh, en));
        }
        code.ok()
    });
    let households =
        HOUSEHOLDS.iter().find(|name| feature.properties.get(**name).is_some_and(|value| !value.is_null()));
    let households = households.and_then(|name| {
        let count = feature.count(name).and_then(|count| u32::try_from(count).ok());
        if count.is_none() {
            let value = &feature.properties[*name];
            let (zh, en) = (
                format!("户数 `{value}` 不是整数，未采用"),
                format!("`{value}` is no number of households and was left out"),
            );
            problems.push(Problem::new("bad_households", spot(), zh, en));
        }
        count
    });
    let code = text(feature, CODE).unwrap_or_else(|| feature.id.clone());
    let grid = DepartmentGrid {
        name: text(feature, NAME).unwrap_or_default(),
        community,
        households,
        worker: text(feature, WORKER),
        deputy: text(feature, DEPUTY),
        duties: DUTIES.iter().find_map(|name| feature.properties.get(*name)).map(duties).unwrap_or_default(),
        shape: feature.shape.clone(),
        code,
    };
    (grid, problems)
}

fn text(feature: &Feature, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| feature.text(name)).map(std::borrow::Cow::into_owned)
}

/// Duties as a list of words, of objects with `duty` (or `name`) and `holder`, or as one text with `、`, `;` or `,` between them.
fn duties(value: &Value) -> Vec<Duty> {
    let items = match value {
        Value::Array(items) => items.iter().flat_map(one).collect(),
        other => one(other),
    };
    let mut kept: Vec<Duty> = Vec::new();
    for duty in items {
        if !duty.name.is_empty() && !kept.contains(&duty) {
            kept.push(duty);
        }
    }
    kept
}

fn one(value: &Value) -> Vec<Duty> {
    let plain = |name: &str| Duty { name: name.trim().to_owned(), holder: None };
    match value {
        Value::String(text) => text.split(['、', ';', '；', ',', '，', '|']).map(plain).collect(),
        Value::Object(members) => {
            let word =
                |name: &str| members.get(name).and_then(Value::as_str).map(str::trim).filter(|word| !word.is_empty());
            let name = word("duty").or_else(|| word("name")).or_else(|| word("code")).unwrap_or_default();
            vec![Duty { name: name.to_owned(), holder: word("holder").or_else(|| word("worker")).map(str::to_owned) }]
        }
        Value::Number(number) => vec![plain(&number.to_string())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn duties_are_read_as_departments_write_them() {
        let words = |value: Value| duties(&value).into_iter().map(|d| (d.name, d.holder)).collect::<Vec<_>>();
        let plain = |names: &[&str]| names.iter().map(|n| ((*n).to_owned(), None)).collect::<Vec<_>>();
        assert_eq!(words(json!("巡查、登记；巡查")), plain(&["巡查", "登记"]));
        assert_eq!(words(json!(["巡查", " 登记 ", ""])), plain(&["巡查", "登记"]));
        assert_eq!(words(json!([{ "duty": "巡查", "holder": "w1" }])), [("巡查".to_owned(), Some("w1".to_owned()))]);
        assert!(words(json!(null)).is_empty());
    }
}
