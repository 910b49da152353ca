//! The demonstration rulebook is whole: whatever one file names stands in another, and the map has no seams.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use jiff::civil::{Date, DateTime};
use serde_json::Value;

type Row = BTreeMap<String, String>;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan")
}

fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap_or_else(|why| panic!("`{file}` cannot be read: {why}"))
}

fn rows(file: &str) -> Vec<Row> {
    csv::Reader::from_reader(text(file).as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|why| panic!("`{file}`: {why}"))
}

fn codes(file: &str, column: &str) -> BTreeSet<String> {
    let all: Vec<String> = rows(file).iter().map(|row| row[column].clone()).collect();
    let unique: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), unique.len(), "`{column}` of {file} is not unique");
    unique
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|part| !part.is_empty())
}

fn minors() -> BTreeSet<String> {
    rows("kinds.csv").into_iter().filter(|row| !row["parent"].is_empty()).map(|row| row["code"].clone()).collect()
}

fn is_limit(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else { return false };
    number.parse::<u32>().is_ok_and(|n| n > 0) && ["分钟", "紧急工作时", "工作时", "工作日", "自然日"].contains(&unit)
}

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
                table.iter().for_each(|(key, value)| walk(&format!("{path}.{key}"), value, seen))
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

struct Grid {
    properties: Value,
    ring: Vec<(i64, i64)>,
}

/// Outlines in micro-degrees, so that equal means equal.
fn grids() -> Vec<Grid> {
    let collection: Value = serde_json::from_str(&text("grids.geojson")).unwrap();
    #[expect(clippy::cast_possible_truncation, reason = "degrees times a million are far below 2^63")]
    let micro = |value: &Value| (value.as_f64().unwrap() * 1e6).round() as i64;
    collection["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| Grid {
            properties: feature["properties"].clone(),
            ring: feature["geometry"]["coordinates"][0]
                .as_array()
                .unwrap()
                .iter()
                .map(|point| (micro(&point[0]), micro(&point[1])))
                .collect(),
        })
        .collect()
}

impl Grid {
    fn property(&self, name: &str) -> &str {
        self.properties[name].as_str().unwrap()
    }

    fn edges(&self) -> impl Iterator<Item = ((i64, i64), (i64, i64))> {
        self.ring.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// Twice the signed area; counter-clockwise is positive.
    fn area(&self) -> i64 {
        let origin = self.ring[0];
        self.edges().map(|(a, b)| (a.0 - origin.0) * (b.1 - origin.1) - (b.0 - origin.0) * (a.1 - origin.1)).sum()
    }

    fn contains(&self, (x, y): (i64, i64)) -> bool {
        self.edges().filter(|(a, b)| (a.1 > y) != (b.1 > y)).fold(false, |inside, (a, b)| {
            // The crossing lies to the right of the point; multiplied out, because division would round.
            let left_of = (x - a.0) * (b.1 - a.1) < (b.0 - a.0) * (y - a.1);
            if left_of == (b.1 > a.1) { !inside } else { inside }
        })
    }
}

#[test]
fn every_grid_has_its_community_its_households_and_its_people() {
    let communities: BTreeSet<String> = rows("divisions.csv")
        .into_iter()
        .filter(|row| row["level"] == "community")
        .map(|row| row["code"].clone())
        .collect();
    let workers: BTreeMap<String, Row> = rows("people.csv").into_iter().map(|row| (row["id"].clone(), row)).collect();
    let (mut seen, mut staffed) = (BTreeSet::new(), BTreeSet::new());
    for grid in grids() {
        let (code, community) = (grid.property("code").to_owned(), grid.property("community").to_owned());
        assert!(communities.contains(&community), "{code}");
        assert!(code.len() == 16 && code.starts_with(&community), "{code}");
        assert!((300..=500).contains(&grid.properties["households"].as_u64().unwrap()), "{code}");
        for post in ["worker", "deputy"] {
            let person = &workers[grid.property(post)];
            assert_eq!((person["role"].as_str(), &person["area"]), ("field", &community), "{code}");
        }
        assert_ne!(grid.property("worker"), grid.property("deputy"), "{code}");
        assert!(staffed.insert(grid.property("worker").to_owned()), "{code} shares its worker");
        assert!(seen.insert(code));
    }
    let covered: BTreeSet<String> = seen.iter().map(|code| code[..12].to_owned()).collect();
    assert_eq!(covered, communities);
}

#[test]
fn grids_share_their_borders_vertex_by_vertex() {
    let grids = grids();
    let mut owner = BTreeMap::new();
    for (nth, grid) in grids.iter().enumerate() {
        assert_eq!(grid.ring.first(), grid.ring.last(), "{}", grid.property("code"));
        assert!(grid.area() > 0, "{} runs clockwise", grid.property("code"));
        for edge in grid.edges() {
            assert!(owner.insert(edge, nth).is_none(), "{} overlaps another grid", grid.property("code"));
        }
    }
    // An edge without a partner is shore. If a community is whole, every vertex on its shore is entered as often as left,
    // and all its grids can be reached over shared edges: a gap inside would cut a community or show as a second shore.
    let communities: BTreeSet<&str> = grids.iter().map(|grid| grid.property("community")).collect();
    for community in communities {
        let own: BTreeSet<usize> =
            (0..grids.len()).filter(|nth| grids[*nth].property("community") == community).collect();
        let mut reached = BTreeSet::new();
        let mut open = vec![*own.first().unwrap()];
        while let Some(nth) = open.pop() {
            if reached.insert(nth) {
                let beside = grids[nth].edges().filter_map(|(a, b)| owner.get(&(b, a)).copied());
                open.extend(beside.filter(|other| own.contains(other)));
            }
        }
        assert_eq!(reached, own, "{community} is in pieces");
        let outline: BTreeMap<_, _> = own
            .iter()
            .flat_map(|nth| grids[*nth].edges())
            .filter(|(a, b)| owner.get(&(*b, *a)).is_none_or(|other| !own.contains(other)))
            .collect();
        let start = *outline.keys().next().unwrap();
        let mut at = outline[&start];
        let mut steps = 1;
        while at != start {
            at = outline[&at];
            steps += 1;
        }
        assert_eq!(steps, outline.len(), "{community} has a hole");
    }
}

#[test]
fn places_lie_inside_their_communities() {
    #[expect(clippy::cast_possible_truncation, reason = "degrees times a million are far below 2^63")]
    let micro = |cell: &str| (cell.parse::<f64>().unwrap() * 1e6).round() as i64;
    let grids = grids();
    codes("places.csv", "name");
    for row in rows("places.csv")
        .into_iter()
        .chain(rows("divisions.csv").into_iter().filter(|row| row["level"] == "community"))
    {
        let point = (micro(&row["lng"]), micro(&row["lat"]));
        let community = row.get("community").unwrap_or_else(|| &row["code"]);
        let found: Vec<&str> =
            grids.iter().filter(|grid| grid.contains(point)).map(|grid| grid.property("community")).collect();
        assert_eq!(found, [community.as_str()], "{row:?}");
    }
}

#[test]
fn the_map_is_small_enough_to_carry() {
    assert!(text("grids.geojson").len() < 400 * 1024);
}

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
