//! The description of the doors is committed, and as fresh as the doors.

use crate::city::expect_text;
use jingwei_web::policy::DOORS;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_committed_description_is_fresh() {
    expect_text("../../openapi/jingwei.json", jingwei_web::document());
}

#[test]
fn description_and_policy_speak_of_the_same_doors() {
    let document: Value = serde_json::from_str(jingwei_web::document()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let ruled: BTreeSet<String> = DOORS.iter().map(|door| format!("{} {}", door.method, door.path)).collect();
    assert_eq!(described, ruled);
    assert_eq!(ruled.len(), DOORS.len(), "a door stands in the policy twice");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_every_reference_leads_somewhere() {
    let document: Value = serde_json::from_str(jingwei_web::document()).unwrap();
    let mut names = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{name} does not say what it does");
        }
    }
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn what_stands_in_the_address_has_a_slot_there_and_the_rest_stands_behind_the_question_mark() {
    let document: Value = serde_json::from_str(jingwei_web::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                let has_slot = path.contains(&format!("{{{name}}}"));
                assert_eq!(place == "path", has_slot, "{path}: `{name}` is said to stand in the {place}");
                assert!(
                    place == "path" || place == "query" || place == "header",
                    "{path}: `{name}` stands in the {place}"
                );
            }
        }
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect(field, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
