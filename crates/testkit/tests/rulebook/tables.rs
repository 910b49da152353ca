//! Kinds, departments, divisions, catalogue, calendar, settings and people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::files::{Row, codes, is_limit, list, minors, rows, text};

#[test]
fn every_kind_has_a_major_of_its_own_class() {
    let all: BTreeMap<String, Row> = rows("kinds.csv").into_iter().map(|row| (row["code"].clone(), row)).collect();
    assert_eq!(codes("kinds.csv", "code").len(), all.len());
    for (code, row) in &all {
        let letter = match row["class"].as_str() {
            "component" => 'C',
            "matter" => 'M',
            "hotline" => 'H',
            other => panic!("{code} has the class `{other}`"),
        };
        assert!(code.starts_with(letter), "{code}");
        assert!(!row["name"].is_empty() && !row["name_en"].is_empty(), "{code} has no name");
        if row["parent"].is_empty() {
            assert_eq!(code.len(), 3, "{code} is a major");
        } else {
            assert_eq!((code.len(), &code[..3]), (6, row["parent"].as_str()), "{code}");
            assert!(all[&row["parent"]]["parent"].is_empty(), "{code} is on a third level");
        }
    }
}

#[test]
fn a_reader_finds_two_hundred_minors_of_the_standard_and_all_its_majors() {
    let kinds = rows("kinds.csv");
    let standard: Vec<&Row> = kinds.iter().filter(|row| row["source"] == "GB/T 47678.5-2026").collect();
    let majors = |letter: char| {
        standard.iter().filter(|row| row["parent"].is_empty() && row["code"].starts_with(letter)).count()
    };
    assert_eq!((majors('C'), majors('M')), (5, 10));
    assert!(standard.iter().filter(|row| !row["parent"].is_empty()).count() >= 200);
}

#[test]
fn departments_stand_under_departments_and_places_have_one_unit_each() {
    let departments = codes("departments.csv", "code");
    for row in rows("departments.csv") {
        assert!(row["parent"].is_empty() || departments.contains(&row["parent"]), "{row:?}");
        assert!(["true", "false"].contains(&row["around_the_clock"].as_str()), "{row:?}");
        assert!(!row["duties"].is_empty(), "{row:?}");
    }
    assert_eq!(rows("departments.csv").iter().filter(|row| row["kind"] == "bureau").count(), 12);
    for division in rows("divisions.csv").iter().filter(|row| row["level"] != "city") {
        let units: Vec<Row> =
            rows("departments.csv").into_iter().filter(|row| row["area"] == division["code"]).collect();
        assert_eq!(units.len(), 1, "{division:?}");
        assert_eq!(units[0]["kind"], division["level"]);
    }
}

#[test]
fn divisions_hang_together_by_their_codes() {
    let all = codes("divisions.csv", "code");
    for row in rows("divisions.csv") {
        let significant = match row["level"].as_str() {
            "city" => 4,
            "district" => 6,
            "street" => 9,
            "community" => 12,
            other => panic!("`{other}` is no level"),
        };
        let code = &row["code"];
        assert!(code.len() == 12 && code[significant..].chars().all(|c| c == '0'), "{row:?}");
        assert!(code.starts_with("99"), "{code} could be a real place");
        assert_eq!(row["parent"].is_empty(), row["level"] == "city", "{row:?}");
        assert!(row["parent"].is_empty() || all.contains(&row["parent"]), "{row:?}");
    }
}

#[test]
fn every_rule_of_the_catalogue_names_kinds_departments_and_limits_that_exist() {
    let (kinds, departments, divisions) = (minors(), codes("departments.csv", "code"), codes("divisions.csv", "code"));
    codes("catalogue.csv", "rule");
    for row in rows("catalogue.csv") {
        assert!(kinds.contains(&row["kind"]), "{row:?}");
        for who in [row["lead"].as_str()].into_iter().chain(list(&row["co"])).chain(list(&row["copy_to"])) {
            assert!(
                departments.contains(who) || ["@district", "@street", "@community"].contains(&who),
                "`{who}` in {row:?}"
            );
        }
        assert!(!list(&row["co"]).any(|co| co == row["lead"]), "who leads cannot help: {row:?}");
        assert!(row["area"] == "*" || divisions.iter().any(|code| code.starts_with(&row["area"])), "{row:?}");
        assert!(is_limit(&row["handle_limit"]), "{row:?}");
        assert!(row["accept_limit"].is_empty() || is_limit(&row["accept_limit"]), "{row:?}");
        assert!(!row["legal_basis"].is_empty(), "{row:?}");
    }
}

#[test]
fn no_two_rules_are_in_force_for_the_same_kind_and_area() {
    let day = |cell: &str| cell.parse::<Date>().unwrap_or_else(|why| panic!("`{cell}`: {why}"));
    let mut spans: BTreeMap<(String, String), Vec<(Date, Date)>> = BTreeMap::new();
    for row in rows("catalogue.csv") {
        let until = if row["until"].is_empty() { Date::MAX } else { day(&row["until"]) };
        assert!(day(&row["from"]) < until, "{row:?}");
        spans.entry((row["kind"].clone(), row["area"].clone())).or_default().push((day(&row["from"]), until));
    }
    for (what, mut spans) in spans {
        spans.sort_unstable();
        assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{what:?}: {spans:?}");
    }
}

#[test]
fn nine_kinds_in_ten_have_a_rule_and_some_are_left_to_a_person() {
    let ruled: BTreeSet<String> = rows("catalogue.csv").iter().map(|row| row["kind"].clone()).collect();
    let share = ruled.len() * 100 / minors().len();
    assert!((88..=97).contains(&share), "{share} %");
}

#[test]
fn the_second_edition_moves_duties_without_a_gap() {
    let rows = rows("catalogue.csv");
    let moved: Vec<&Row> = rows.iter().filter(|row| row["until"] == "2026-10-01").collect();
    assert!(moved.len() >= 10);
    for old in moved {
        let new = rows.iter().find(|new| {
            new["kind"] == old["kind"]
                && new["area"] == old["area"]
                && new["from"] == old["until"]
                && new["version"] == "2026.2"
        });
        assert!(new.is_some_and(|new| new["lead"] != old["lead"]), "{old:?}");
    }
}

#[test]
fn the_calendar_breaks_only_days_that_there_are_to_break() {
    codes("calendar.csv", "date");
    for row in rows("calendar.csv") {
        let date: Date = row["date"].parse().unwrap();
        let weekend = date.weekday().to_monday_zero_offset() >= 5;
        match row["kind"].as_str() {
            "holiday" => {}
            "workday" => assert!(weekend, "{row:?} is a working day anyway"),
            other => panic!("`{other}`"),
        }
    }
    let years: BTreeSet<i16> =
        rows("calendar.csv").iter().map(|row| row["date"].parse::<Date>().unwrap().year()).collect();
    assert_eq!(years, BTreeSet::from([2024, 2025, 2026]));
}

#[test]
fn every_setting_has_its_basis_and_every_limit_can_be_read() {
    fn walk(path: &str, value: &toml::Value, seen: &mut usize) {
        match value {
            toml::Value::Table(table) if table.contains_key("value") => {
                *seen += 1;
                assert!(
                    table.get("basis").and_then(toml::Value::as_str).is_some_and(|basis| !basis.is_empty()),
                    "{path} has no basis"
                );
                if path.contains(".limits.") {
                    assert!(is_limit(table["value"].as_str().unwrap()), "{path}");
                }
            }
            toml::Value::Table(table) => {
                for (key, value) in table {
                    walk(&format!("{path}.{key}"), value, seen);
                }
            }
            _ => {}
        }
    }
    let city: toml::Value = toml::from_str(&text("city.toml")).unwrap();
    let mut seen = 0;
    walk("", &city, &mut seen);
    assert!(seen >= 40, "{seen}");
    assert_eq!(city["triage"].as_array().unwrap().len(), 6);
    let departments = codes("departments.csv", "code");
    for way in city["triage"].as_array().unwrap() {
        assert!(!way["answer"].as_str().unwrap().is_empty() && !way["ground"].as_str().unwrap().is_empty());
        for destination in way["destinations"].as_array().unwrap() {
            assert!(departments.contains(destination.as_str().unwrap()), "{destination}");
        }
    }
    for desk in ["authority", "bottom_line"] {
        assert!(departments.contains(city["dispute"][desk]["value"].as_str().unwrap()));
    }
}

#[test]
fn people_are_unique_and_belong_to_departments() {
    let departments = codes("departments.csv", "code");
    let divisions = codes("divisions.csv", "code");
    for column in ["id", "name", "pinyin", "phone"] {
        codes("people.csv", column);
    }
    let people = rows("people.csv");
    for row in &people {
        assert!(departments.contains(&row["department"]), "{row:?}");
        assert!(row["area"].is_empty() || divisions.contains(&row["area"]), "{row:?}");
        assert!(row["phone"].starts_with("0990-"), "{row:?} could be somebody's number");
    }
    let roles: BTreeSet<&str> = people.iter().map(|row| row["role"].as_str()).collect();
    let wanted = ["administrator", "agent", "auditor", "dispatcher", "field", "handler", "steward", "supervisor"];
    assert_eq!(roles, BTreeSet::from(wanted));
    let handled: BTreeSet<&str> =
        people.iter().filter(|row| row["role"] == "handler").map(|row| row["department"].as_str()).collect();
    assert_eq!(handled.len(), departments.len(), "a department has nobody to handle its cases");
}
