//! The promises of RIGHTS.md that can be read off names: nothing here scores, ranks, lists or recognises a person.
//!
//! Names of fields, columns, types and functions in Rust, SQL, OpenAPI and rulebook headings are taken apart into words
//! (`reporterRank` and `reporter_rank` are the same two). A lint on names cannot prove an absence; it makes the wrong
//! thing impossible to add by habit, and possible only by a line in review.

use std::collections::BTreeSet;

use crate::{Finding, House};

/// Words for a natural person.
const PERSONS: &[&str] = &[
    "person",
    "people",
    "reporter",
    "reporters",
    "resident",
    "residents",
    "citizen",
    "citizens",
    "complainant",
    "caller",
    "callers",
    "user",
    "users",
    "worker",
    "workers",
    "officer",
    "officers",
    "staff",
    "agent",
    "agents",
    "handler",
];

/// Words for a judgement that must not stand beside a person.
const JUDGEMENTS: &[&str] = &[
    "score",
    "scores",
    "scoring",
    "rank",
    "ranks",
    "ranking",
    "grade",
    "grades",
    "credit",
    "risk",
    "risks",
    "reputation",
    "trust",
    "tier",
    "suspicion",
    "likelihood",
    "propensity",
    "leaderboard",
];

/// Words that are not wanted beside anything, each with the promise it would break.
const NEVER: &[(&str, &str)] = &[
    ("blacklist", NO_LISTS),
    ("blacklisted", NO_LISTS),
    ("watchlist", NO_LISTS),
    ("face", NO_BODIES),
    ("faces", NO_BODIES),
    ("facial", NO_BODIES),
    ("gait", NO_BODIES),
    ("voiceprint", NO_BODIES),
    ("biometric", NO_BODIES),
    ("biometrics", NO_BODIES),
    ("iris", NO_BODIES),
    ("emotion", NO_BODIES),
    ("emotions", NO_BODIES),
];

const NO_SCORES: &str = "no score, rank, list or prediction of a natural person: places, kinds, assets and departments only (RIGHTS.md, rule 1)";
const NO_LISTS: &str = "no lists of unwanted persons (RIGHTS.md, rule 1)";
const NO_BODIES: &str = "no face, gait or voice recognition and no biometric field (RIGHTS.md, rule 2)";

/// Names that only look forbidden: file, name, reason. May only shrink; a stale entry is a finding.
const LOOKS_WRONG_ONLY: &[(&str, &str, &str)] = &[];

/// Packages that recognise persons by their bodies.
const PACKAGES: &[&str] = &[
    "rustface",
    "face-id",
    "face_id",
    "dlib-face-recognition",
    "dlib-face-recognition-sys",
    "facenet",
    "insightface",
    "seetaface",
    "arcface",
    "deepface",
    "face-api.js",
    "@vladmandic/face-api",
    "@vladmandic/human",
    "@mediapipe/face_mesh",
    "@mediapipe/face_detection",
    "face_recognition",
];

/// Names and packages that would break a promise made in RIGHTS.md.
pub fn check(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut excused = BTreeSet::new();
    for (path, text) in house.files().filter(|(path, _)| holds_names(path)) {
        for (line, name) in names(path, text) {
            let Some(promise) = broken_by(&name) else {
                continue;
            };
            if LOOKS_WRONG_ONLY.iter().any(|(p, n, _)| *p == path && *n == name) {
                excused.insert((path, name));
                continue;
            }
            found.push(Finding::new(
                format!("{path}:{line}"),
                format!("the name `{name}`"),
                promise,
                "take it out; if the name misleads, choose one that does not",
            ));
        }
    }
    for (path, name, _) in LOOKS_WRONG_ONLY {
        if !excused.contains(&(*path, (*name).to_owned())) {
            found.push(stale(path, name));
        }
    }
    found.extend(packages(house));
    found
}

/// The promise that a name breaks, if it breaks one.
fn broken_by(name: &str) -> Option<&'static str> {
    let words = words_of(name);
    let never = NEVER.iter().find(|(word, _)| words.iter().any(|w| w == word));
    if let Some((_, promise)) = never {
        return Some(promise);
    }
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let beside = words.windows(2).chain(words.windows(3)).any(|near| {
        let (first, last) = (&near[0], &near[near.len() - 1]);
        (is(PERSONS, first) && is(JUDGEMENTS, last)) || (is(JUDGEMENTS, first) && is(PERSONS, last))
    });
    beside.then_some(NO_SCORES)
}

fn holds_names(path: &str) -> bool {
    let kind = [".rs", ".sql", ".csv"].iter().any(|end| path.ends_with(end));
    (kind && !path.starts_with("tidy/")) || path.starts_with("openapi/")
}

/// Names with their lines: all identifiers of a source, keys of an OpenAPI document, the heading of a table.
fn names(path: &str, text: &str) -> Vec<(usize, String)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let program: Vec<(usize, &str)> =
        if path.ends_with(".csv") { numbered.take(1).collect() } else { numbered.collect() };
    program
        .into_iter()
        .map(|(number, line)| (number, without_remark(path, line)))
        .flat_map(|(number, line)| identifiers(line).map(move |name| (number, name.to_owned())))
        .collect()
}

/// Remarks may say what is never done, and descriptions too; only what is done is looked at.
fn without_remark<'t>(path: &str, line: &'t str) -> &'t str {
    let mark = match path.rsplit('.').next() {
        Some("rs") => "//",
        Some("sql") => "--",
        Some("json") => "\": \"",
        _ => return line,
    };
    line.split(mark).next().unwrap_or_default()
}

fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|name| !name.is_empty())
}

/// `ReporterRank`, `reporterRank` and `reporter_rank` all are `reporter` and `rank`.
fn words_of(name: &str) -> Vec<String> {
    let mut snake = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_small {
            snake.push('_');
        }
        after_small = letter.is_ascii_lowercase();
        snake.push(letter.to_ascii_lowercase());
    }
    snake.split('_').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn stale(path: &str, name: &str) -> Finding {
    Finding::new(
        "tidy/src/rights.rs",
        format!("`{name}` in {path} is excused, yet it is not there"),
        "an exception that outlives its name excuses the next one unseen",
        "delete the entry from LOOKS_WRONG_ONLY",
    )
}

fn packages(house: &House) -> Vec<Finding> {
    let named = |line: &str, package: &str| {
        line == format!("name = \"{package}\"")
            || line.starts_with(&format!("\"node_modules/{package}\""))
            || line.starts_with(&format!("{package}=="))
    };
    let lists = house.files().filter(|(path, _)| {
        let file = path.rsplit('/').next().unwrap_or_default();
        file == "Cargo.lock" || file == "package-lock.json" || file.ends_with("requirements.txt")
    });
    let mut found = Vec::new();
    for (path, text) in lists {
        for (index, line) in text.lines().enumerate() {
            if let Some(package) = PACKAGES.iter().find(|p| named(line.trim(), p)) {
                found.push(Finding::new(
                    format!("{path}:{}", index + 1),
                    format!("the package `{package}` comes along"),
                    NO_BODIES,
                    "remove the dependency, or the one that brings it",
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_beside_a_person_breaks_a_promise_in_any_spelling() {
        for name in
            ["person_score", "reporter_rank", "ReporterRank", "riskOfResident", "user_credit", "BLACKLIST", "face_id"]
        {
            assert!(broken_by(name).is_some(), "{name}");
        }
    }

    #[test]
    fn judgements_of_places_cases_and_departments_are_free() {
        for name in [
            "department_score",
            "grid_risk",
            "surface",
            "interface",
            "search_rank",
            "case_grade",
            "UserAgent",
            "resident",
        ] {
            assert!(broken_by(name).is_none(), "{name}");
        }
    }

    #[test]
    fn columns_fields_and_headings_are_looked_at_and_remarks_are_not() {
        let planted = House::of(&[
            ("crates/a.rs", "// never a person_score\nperson_score: u8,\n"),
            ("crates/b.sql", "-- no face\n  face BLOB\n"),
            ("openapi/jingwei.json", "  \"gait\": {\n  \"description\": \"no face\"\n"),
            ("rulebooks/demo/people.csv", "name,citizen_tier\nface,1\n"),
        ]);
        let places: Vec<String> = check(&planted).into_iter().map(|f| f.place).collect();
        assert_eq!(
            places,
            ["crates/a.rs:2", "crates/b.sql:2", "openapi/jingwei.json:1", "rulebooks/demo/people.csv:1"]
        );
    }

    #[test]
    fn a_package_that_knows_faces_is_found_in_every_lock_file() {
        let planted = House::of(&[
            ("Cargo.lock", "[[package]]\nname = \"rustface\"\n"),
            ("ui/package-lock.json", "    \"node_modules/face-api.js\": {\n"),
        ]);
        assert_eq!(check(&planted).len(), 2);
    }
}
