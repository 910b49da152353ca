//! Words that do not belong in public files, in sources, or in lock files.

use crate::{Finding, House};

// Written in halves, so that this table does not find itself.
const OWN_PLACES: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/tm", "p/")];
const LEFT_UNDONE: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const SILENCED: &str = concat!("[al", "low(");

/// The one place packages come from, as it stands in `Cargo.lock`.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The same for npm, as it stands in `package-lock.json`.
const NPM: &str = "https://registry.npmjs.org/";

/// Sources without a first sentence, silenced lints, work left undone, paths of one machine, foreign registries.
pub fn check(house: &House) -> Vec<Finding> {
    let mut found: Vec<Finding> = house.rust().filter_map(without_first_sentence).collect();
    for (path, text) in house.files() {
        for (index, line) in text.lines().enumerate() {
            let place = format!("{path}:{}", index + 1);
            if is_lock(path) {
                found.extend(foreign_registry(&place, line));
            } else {
                found.extend(misplaced(path, &place, line));
            }
        }
    }
    found
}

fn without_first_sentence((path, text): (&str, &str)) -> Option<Finding> {
    let first = text.lines().next().unwrap_or_default();
    let remark = first.strip_prefix("//").unwrap_or_default();
    let said = remark.trim_start_matches(['!', '/']).trim();
    if said.contains(' ') {
        return None;
    }
    Some(Finding::new(
        path,
        "the file does not begin with a sentence on what it is for",
        "whoever opens it at an inconvenient hour reads from the top",
        "begin with `//! ` and that sentence",
    ))
}

fn misplaced(path: &str, place: &str, line: &str) -> Option<Finding> {
    if let Some(own) = OWN_PLACES.iter().find(|own| names_place(line, own)) {
        return Some(Finding::new(
            place,
            format!("names the place `{own}…` of one machine"),
            "the next machine has no such place, and where we work is nobody's business",
            "take it from an argument, a setting or the system's temporary folder",
        ));
    }
    if let Some(word) = LEFT_UNDONE.iter().find(|word| has_word(line, word)) {
        return Some(Finding::new(
            place,
            format!("says `{word}`"),
            "a city goes live on what is here; what is not here is an issue, not a remark",
            "finish it, or take it out and file an issue",
        ));
    }
    if path.ends_with(".rs") && line.contains(SILENCED) && !is_shared_support(path, line) {
        return Some(Finding::new(
            place,
            "silences a lint for good",
            "a waiver ought to disappear together with its reason",
            "write `#[expect(lint, reason = \"…\")]`",
        ));
    }
    None
}

/// What several test programs share is used by each in part, so an expected waiver would be unfulfilled in the one that uses all of it.
fn is_shared_support(path: &str, line: &str) -> bool {
    path.ends_with("/tests/support/mod.rs") && line.contains("dead_code") && line.contains("reason = ")
}

fn is_lock(path: &str) -> bool {
    path.ends_with("Cargo.lock") || path.ends_with("package-lock.json")
}

fn foreign_registry(place: &str, line: &str) -> Option<Finding> {
    let value = |key: &str| {
        let rest = line.trim().strip_prefix(key)?;
        Some(rest.trim_end_matches(',').trim_matches('"').to_owned())
    };
    let from = value("source = ").filter(|source| source != CRATES_IO);
    let resolved = value("\"resolved\": ").filter(|url| !url.starts_with(NPM));
    from.or(resolved).map(|host| {
        Finding::new(
            place,
            format!("a package comes from `{host}`"),
            "everyone must be able to build this from the public registries, and from nowhere else",
            "remove the mirror from the local settings and write the lock file anew",
        )
    })
}

/// The place as the start of a path, and not the middle of an address that happens to have a folder of that name.
fn names_place(line: &str, own: &str) -> bool {
    line.match_indices(own).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')'))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_one = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part_of_one) && !after.is_some_and(part_of_one)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(path: &str, text: &str) -> Vec<String> {
        let found = check(&House::of(&[(path, text)]));
        found.into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_source_begins_with_a_sentence() {
        assert_eq!(whats("a.rs", "use std::fs;\n").len(), 1);
        assert_eq!(whats("a.rs", "//!\n").len(), 1);
        assert_eq!(whats("a.rs", "").len(), 1);
        assert!(whats("a.rs", "//! What this is for.\n").is_empty());
        assert!(whats("a.rs", "// What this is for.\n").is_empty());
    }

    #[test]
    fn places_of_one_machine_are_found_and_addresses_are_not() {
        let own = format!("data is in {}case.csv\n", OWN_PLACES[3]);
        assert_eq!(whats("a.md", &own).len(), 1);
        let address = format!("https://example.org{}page\n", OWN_PLACES[2]);
        assert!(whats("a.md", &address).is_empty());
    }

    #[test]
    fn work_left_undone_and_silenced_lints_are_found() {
        assert_eq!(whats("a.sql", &format!("-- {} later\n", LEFT_UNDONE[0])).len(), 1);
        assert!(whats("a.sql", &format!("-- {}S\n", LEFT_UNDONE[0])).is_empty());
        let silenced = format!("//! A file.\n#{SILENCED}dead_code)]\n");
        assert_eq!(whats("a.rs", &silenced), ["silences a lint for good"]);
    }

    #[test]
    fn a_lock_file_names_the_public_registry_alone() {
        let public = format!("source = \"{CRATES_IO}\"\n");
        assert!(whats("Cargo.lock", &public).is_empty());
        assert_eq!(whats("Cargo.lock", "source = \"sparse+https://mirror.example/\"\n").len(), 1);
        assert_eq!(whats("ui/package-lock.json", "  \"resolved\": \"https://mirror.example/x.tgz\",\n").len(), 1);
    }
}
