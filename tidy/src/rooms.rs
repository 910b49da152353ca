//! Rooms decide and do nothing else: what they may depend on, and what their source may not touch.

use crate::Finding;
use crate::house::{House, program_lines};
use crate::manifests::{Member, Section, members};

/// Crates a room (and `terms`) may list, each with the reason it is harmless. Adding a line is a decision for review.
const MAY_LIST: &[(&str, &str)] = &[
    ("jingwei-terms", "the words every room speaks"),
    ("jingwei-calendar", "the one room that others may call: it is arithmetic"),
    ("base64", "text form of keys and hashes"),
    ("csv", "parses a rulebook's tables from text in hand; opening files is forbidden below"),
    ("ed25519-dalek", "checking and making signatures is arithmetic; the key comes in as an argument"),
    ("geo", "plane geometry of polygons, no files"),
    ("hmac", "keyed hashes are arithmetic; the key comes in as an argument"),
    ("jiff", "civil time and zones; its `now` is forbidden below"),
    ("pinyin", "a table of the sounds of Chinese characters"),
    ("rayon", "the same arithmetic on every core; its results are gathered in order, so the answer is one"),
    ("rstar", "an index of rectangles"),
    ("rustc-hash", "a hash for tables that hold no stranger's keys"),
    ("serde", "shapes of values, no reading or writing"),
    ("serde_json", "bodies of facts as canonical text"),
    ("sha2", "hashes are arithmetic"),
    ("toml", "parses a rulebook's settings from text in hand"),
    ("uuid", "the shape of ids; making new ones is forbidden below"),
];

/// Crates that tests of a room may list besides.
const TESTS_MAY_LIST: &[(&str, &str)] = &[
    ("jingwei-testkit", "simulated clock and seeded ids"),
    ("proptest", "seeded cases, shrunk when they fail"),
    ("insta", "committed expected texts"),
    ("tlog_tiles", "an independent implementation of the ledger's format"),
    ("signed_note", "an independent implementation of the ledger's format"),
];

/// The usual suspects, to give a better answer than "not on the list".
const NEVER: &[(&str, &str)] = &[
    ("tokio", "waiting belongs to the edges"),
    ("async-trait", "waiting belongs to the edges"),
    ("futures", "waiting belongs to the edges"),
    ("rusqlite", "rows belong to `store`"),
    ("tokio-postgres", "rows belong to `store`"),
    ("deadpool-postgres", "rows belong to `store`"),
    ("sqlx", "rows belong to `store`"),
    ("axum", "HTTP belongs to `web`"),
    ("hyper", "HTTP belongs to `web`"),
    ("reqwest", "HTTP belongs to the edges"),
    ("tower-http", "HTTP belongs to `web`"),
    ("utoipa", "wire forms belong to `web`"),
    ("rand", "dice make a decision unrepeatable; take the value as an argument"),
    ("getrandom", "dice make a decision unrepeatable; take the value as an argument"),
    ("fastrand", "dice make a decision unrepeatable; take the value as an argument"),
    ("tracing", "a decision explains itself in its answer; the edge logs it"),
    ("log", "a decision explains itself in its answer; the edge logs it"),
    ("clap", "the command line belongs to `app`"),
];

/// Words in a room's source that reach into the world, each with the way to do without.
const REACHES_OUT: &[(&str, &str)] = &[
    ("::now(", "take the instant as an argument"),
    ("now_v7(", "take the id as an argument"),
    ("new_v4(", "take the id as an argument"),
    ("SystemTime", "take the instant as an argument"),
    ("TimeZone::system(", "take the zone from the rulebook"),
    ("std::fs", "let the edge read and hand over the text"),
    ("Reader::from_path(", "let the edge read and hand over the text"),
    ("std::net", "leave the network to the edges"),
    ("std::env", "take the setting as an argument"),
    ("std::process", "leave processes to `app`"),
    ("std::thread", "leave threads to the edges"),
    ("include_str!", "let the edge read the rulebook and hand it over"),
];

/// Rooms whose manifests or sources reach past deciding.
pub fn check(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in members(house) {
        if is_pure(house, &member) {
            found.extend(lists_only_what_it_may(&member));
            found.extend(touches_nothing(house, &member));
        }
    }
    found
}

/// Dependencies between our own crates that go against `terms ← rooms ← {store, web} ← app`.
pub fn check_direction(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for member in members(house) {
        for (section, name, _) in member.dependencies() {
            let Some(target) = name.strip_prefix("jingwei-") else {
                continue;
            };
            if !may_know(house, &member.folder, target, section) {
                found.push(Finding::new(
                    &member.path,
                    format!("`{}` depends on `{target}`", member.folder),
                    "knowledge flows one way, `terms ← rooms ← {store, web} ← app`, and rooms do not know one another (`calendar` excepted)",
                    "move the shared word to `terms`, or let a job in `app` call one after the other",
                ));
            }
        }
    }
    found
}

fn is_pure(house: &House, member: &Member) -> bool {
    member.path.starts_with("crates/") && (member.folder == "terms" || house.rooms().contains(&member.folder.as_str()))
}

fn lists_only_what_it_may(member: &Member) -> Vec<Finding> {
    let mut found = Vec::new();
    for (section, name, _) in member.dependencies() {
        let in_tests = section == Section::Dev;
        if listed(MAY_LIST, name) || (in_tests && listed(TESTS_MAY_LIST, name)) {
            continue;
        }
        let why = NEVER.iter().find(|(never, _)| *never == name);
        // Our own crates are the business of `check_direction`, which knows more about them.
        if name.starts_with("jingwei-") {
            continue;
        }
        found.push(Finding::new(
            &member.path,
            format!("a room lists `{name}`"),
            why.map_or("a room only decides, and what it is built from is a short list that was thought about", |(_, reason)| reason),
            "do it at the edge and pass the value in; if the crate is plain arithmetic, add it with its reason to MAY_LIST in tidy/src/rooms.rs",
        ));
    }
    found
}

fn touches_nothing(house: &House, member: &Member) -> Vec<Finding> {
    let mut found = Vec::new();
    let folder = format!("crates/{}/src/", member.folder);
    for (path, text) in house.under(&folder) {
        for (line, code) in program_lines(path, text) {
            for (word, instead) in REACHES_OUT {
                if code.contains(word) {
                    found.push(Finding::new(
                        format!("{path}:{line}"),
                        format!("a room uses `{word}`"),
                        "the same report under the same rules must give the same answer tomorrow, in a test and in court",
                        *instead,
                    ));
                }
            }
        }
    }
    found
}

fn may_know(house: &House, who: &str, target: &str, section: Section) -> bool {
    let tests = section == Section::Dev;
    let room = |name: &str| house.rooms().contains(&name);
    match who {
        "terms" => tests && target == "testkit",
        "store" => target == "terms" || room(target) || (tests && target == "testkit"),
        // `web` calls the storage contract; `store` never learns of HTTP.
        "web" => target == "terms" || room(target) || target == "store" || (tests && target == "testkit"),
        "testkit" => target == "terms" || room(target) || target == "store",
        "tidy" => false,
        // The demo plays the testkit's imaginary city, so the program carries it.
        "app" => target != "app" && target != "bench" && target != "tidy",
        "bench" => target != "tidy",
        _ => target == "terms" || (target == "calendar" && who != "calendar") || (tests && target == "testkit"),
    }
}

fn listed(table: &[(&str, &str)], name: &str) -> bool {
    table.iter().any(|(listed, _)| *listed == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(who: &str, section: &str, dependency: &str) -> House {
        let manifest = format!("[{section}]\n{dependency} = {{ workspace = true }}\n");
        // The one asked about comes last, so that it replaces the empty neighbour of the same name.
        House::of(&[
            ("crates/calendar/Cargo.toml", ""),
            ("crates/ledger/Cargo.toml", ""),
            (&format!("crates/{who}/Cargo.toml"), &manifest),
        ])
    }

    #[test]
    fn a_room_that_lists_a_database_is_told_where_rows_belong() {
        let found = check(&house("cases", "dependencies", "rusqlite"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].why, "rows belong to `store`");
        assert_eq!(check(&house("cases", "dev-dependencies", "rusqlite")).len(), 1);
        assert!(check(&house("store", "dependencies", "rusqlite")).is_empty());
    }

    #[test]
    fn a_crate_nobody_thought_about_is_found_and_a_listed_one_is_not() {
        assert_eq!(check(&house("cases", "dependencies", "leftpad")).len(), 1);
        assert_eq!(check(&house("cases", "dependencies", "proptest")).len(), 1);
        assert!(check(&house("cases", "dev-dependencies", "proptest")).is_empty());
        assert!(check(&house("cases", "dependencies", "jiff")).is_empty());
    }

    #[test]
    fn a_clock_read_inside_a_room_is_found_by_line_but_not_in_its_tests() {
        let planted = House::of(&[
            ("crates/cases/Cargo.toml", ""),
            ("crates/cases/src/report.rs", "// ::now( in a remark\nlet now = Timestamp::now();\n"),
            ("crates/cases/tests/journey.rs", "let now = Timestamp::now();\n"),
        ]);
        let found = check(&planted);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/cases/src/report.rs:2");
    }

    #[test]
    fn knowledge_flows_one_way() {
        let allowed = [
            ("cases", "jingwei-calendar"),
            ("cases", "jingwei-terms"),
            ("store", "jingwei-ledger"),
            ("web", "jingwei-store"),
            ("app", "jingwei-web"),
        ];
        let refused = [
            ("cases", "jingwei-ledger"),
            ("calendar", "jingwei-cases"),
            ("terms", "jingwei-calendar"),
            ("store", "jingwei-web"),
            ("web", "jingwei-app"),
            ("store", "jingwei-testkit"),
        ];
        for (who, target) in allowed {
            assert!(check_direction(&house(who, "dependencies", target)).is_empty(), "{who} → {target}");
        }
        for (who, target) in refused {
            assert_eq!(check_direction(&house(who, "dependencies", target)).len(), 1, "{who} → {target}");
        }
    }
}
