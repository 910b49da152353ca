//! Messages, replies and phrases of the demonstration, and the map files of imports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use jiff::civil::DateTime;

use crate::files::{codes, folder, minors, rows};

#[test]
fn every_message_is_about_a_kind_that_can_be_filed() {
    let kinds = minors();
    let properties = ["consultation", "help", "complaint", "report", "suggestion", "praise"];
    let slots = ["{road}", "{compound}", "{place}", "{school}", "{market}", "{park}", "{clinic}", "{number}", "{time}"];
    codes("messages.csv", "text");
    for row in rows("messages.csv") {
        assert!(kinds.contains(&row["kind"]), "{row:?}");
        assert!(properties.contains(&row["property"].as_str()), "{row:?}");
        let bare = slots.iter().fold(row["title"].clone() + &row["text"], |text, slot| text.replace(slot, ""));
        assert!(!bare.contains(['{', '}']), "an unknown slot in {row:?}");
    }
}

#[test]
fn a_problem_is_told_in_several_words_and_is_of_one_kind() {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows("messages.csv").iter().filter(|row| !row["problem"].is_empty()) {
        told.entry(row["problem"].clone()).or_default().push(row["kind"].clone());
    }
    assert!(told.len() >= 40, "{}", told.len());
    for (problem, kinds) in told {
        assert!(kinds.len() > 1, "`{problem}` has one message only");
        assert!(kinds.iter().all(|kind| *kind == kinds[0]), "`{problem}` is of several kinds");
    }
}

#[test]
fn replies_and_phrases_have_only_known_groups_and_uses() {
    let majors: BTreeSet<String> =
        rows("kinds.csv").into_iter().filter(|row| row["parent"].is_empty()).map(|row| row["code"].clone()).collect();
    assert!(rows("replies.csv").iter().all(|row| row["group"] == "*" || majors.contains(&row["group"])));
    let uses: BTreeSet<String> = rows("phrases.csv").iter().map(|row| row["use"].clone()).collect();
    let documented = fs::read_to_string(folder().join("../README.md")).unwrap();
    for name in uses {
        assert!(documented.contains(&format!("`{name}`")), "`{name}` is not in the README");
    }
}

#[test]
fn every_map_file_leads_to_kinds_areas_and_words_that_exist() {
    let (kinds, divisions) = (minors(), codes("divisions.csv", "code"));
    let targets = [
        "title",
        "description",
        "filed_at",
        "occurred_at",
        "property",
        "channel",
        "kind",
        "address",
        "lng",
        "lat",
        "datum",
        "area",
        "department",
        "reporter_name",
        "reporter_phone",
        "anonymous",
        "reply_text",
        "replied_at",
        "closed_at",
        "due_at",
        "tags",
    ];
    for entry in fs::read_dir(folder().join("maps")).unwrap() {
        let path = entry.unwrap().path();
        let map: toml::Value =
            toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|why| panic!("{path:?}: {why}"));
        let fields = map["fields"].as_table().unwrap();
        assert!(fields.contains_key("description") && fields.contains_key("filed_at"), "{path:?}");
        let empty = toml::Table::new();
        let tables = map.get("tables").and_then(toml::Value::as_table).unwrap_or(&empty);
        for (target, field) in fields {
            assert!(targets.contains(&target.as_str()), "{path:?} fills `{target}`");
            let sources = ["from", "compose", "constant"].iter().filter(|key| field.get(**key).is_some()).count();
            assert_eq!(sources, 1, "{path:?} `{target}`");
            if let Some(table) = field.get("table").and_then(toml::Value::as_str) {
                assert!(tables.contains_key(table), "{path:?} has no table `{table}`");
            }
        }
        let words = |table: &str| -> Vec<String> {
            let table = tables.get(table).and_then(toml::Value::as_table);
            table.into_iter().flatten().map(|(_, code)| code.as_str().unwrap().to_owned()).collect()
        };
        assert!(words("kind").iter().all(|code| kinds.contains(code)), "{path:?}");
        assert!(words("area").iter().all(|code| divisions.contains(code)), "{path:?}");
        let read = |sample: &str| {
            map["time_formats"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| DateTime::strptime(f.as_str().unwrap(), sample).is_ok())
        };
        assert!(read("2019/9/9 9:05:07") || read("2018-02-08 15:34:40"), "{path:?}");
    }
}

#[test]
fn one_digit_days_and_hours_of_the_message_boards_can_be_read() {
    let read = DateTime::strptime("%Y/%m/%d %H:%M:%S", "2019/9/9 9:05:07").unwrap();
    assert_eq!(read.to_string(), "2019-09-09T09:05:07");
}
