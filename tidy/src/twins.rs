//! Mirrored rooms: what stands in one room's name at the edges stands there in every room's name.

use crate::{Finding, House};

/// Where a room's twins stand; `{}` is the room's name. A `/` at the end asks for a folder with something in it.
const TWINS: &[&str] = &[
    "crates/store/src/{}.rs",
    "crates/store/src/sqlite/{}.rs",
    "crates/store/src/postgres/{}.rs",
    "crates/store/tests/contract/{}.rs",
    "crates/web/src/{}/",
    "crates/app/src/{}.rs",
];

/// Twins that a room does without. This table may only shrink: an entry whose twin has come is reported as stale.
const WITHOUT: &[(&str, &str, &str)] = &[
    ("calendar", "crates/store/src/{}.rs", CALENDAR),
    ("calendar", "crates/store/src/sqlite/{}.rs", CALENDAR),
    ("calendar", "crates/store/src/postgres/{}.rs", CALENDAR),
    ("calendar", "crates/store/tests/contract/{}.rs", CALENDAR),
    ("calendar", "crates/web/src/{}/", CALENDAR),
    ("calendar", "crates/app/src/{}.rs", CALENDAR),
    ("addresses", "crates/store/src/{}.rs", FILES_ONLY),
    ("addresses", "crates/store/src/sqlite/{}.rs", FILES_ONLY),
    ("addresses", "crates/store/src/postgres/{}.rs", FILES_ONLY),
    ("addresses", "crates/store/tests/contract/{}.rs", FILES_ONLY),
    ("linkage", "crates/web/src/{}/", NO_DOORS),
];

const NO_DOORS: &str = "who links registers sits at the terminal; the room has no doors yet";

const FILES_ONLY: &str = "a register of addresses is a file of the city's own: no rows of it are kept";

const CALENDAR: &str = "limits and holidays come with the city's rulebook: no rows, doors or commands of their own";

/// Twins that are missing without a reason, and reasons that are no longer needed.
pub fn check(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for room in house.rooms() {
        for twin in TWINS {
            let path = twin.replace("{}", room);
            let excused = WITHOUT.iter().find(|(r, t, _)| *r == room && t == twin);
            match (house.has(&path), excused) {
                (false, None) => found.push(missing(room, &path)),
                (true, Some((_, _, reason))) => found.push(stale(room, &path, reason)),
                _ => {}
            }
        }
    }
    found
}

fn missing(room: &str, path: &str) -> Finding {
    Finding::new(
        path,
        format!("room `{room}` has no twin here"),
        "once you know one room you know them all; a door in another place is a door nobody finds",
        "write it, or move what stands elsewhere to this name",
    )
}

fn stale(room: &str, path: &str, reason: &str) -> Finding {
    Finding::new(
        "tidy/src/twins.rs",
        format!("`{room}` is excused from {path} (\"{reason}\"), yet it is there"),
        "a table of exceptions that is not cut back hides the next real gap",
        "delete the entry from WITHOUT",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(room: &str) -> House {
        let mut files: Vec<(String, &str)> = TWINS
            .iter()
            .map(|twin| twin.replace("{}", room))
            .map(|path| if path.ends_with('/') { path + "a.rs" } else { path })
            .map(|path| (path, ""))
            .collect();
        files.push((format!("crates/{room}/Cargo.toml"), ""));
        let borrowed: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), *t)).collect();
        House::of(&borrowed)
    }

    #[test]
    fn a_room_with_all_its_twins_is_left_alone() {
        assert!(check(&complete("cases")).is_empty());
    }

    #[test]
    fn a_room_without_twins_is_told_each_missing_place() {
        let found = check(&House::of(&[("crates/forecast/Cargo.toml", "")]));
        assert_eq!(found.len(), TWINS.len());
        assert_eq!(found[5].place, "crates/app/src/forecast.rs");
    }

    #[test]
    fn an_exception_that_is_no_longer_needed_is_a_finding_itself() {
        let found = check(&complete("calendar"));
        assert_eq!(found.len(), WITHOUT.iter().filter(|(room, _, _)| *room == "calendar").count());
        assert!(found.iter().all(|f| f.place == "tidy/src/twins.rs"));
    }
}
