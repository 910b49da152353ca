//! Migrations come in pairs, one per database, and each says in its first lines why it exists.

use std::collections::BTreeSet;

use crate::{Finding, House};

const SQLITE: &str = "crates/store/migrations/sqlite/";
const POSTGRES: &str = "crates/store/migrations/postgres/";

/// Shorter than this is a heading, not a reason.
const REASON_AT_LEAST: usize = 30;

/// Unpaired, misnamed, misnumbered or unexplained migrations.
pub fn check(house: &House) -> Vec<Finding> {
    let sqlite = names(house, SQLITE);
    let postgres = names(house, POSTGRES);
    let mut found = unpaired(&sqlite, &postgres, POSTGRES);
    found.extend(unpaired(&postgres, &sqlite, SQLITE));
    for folder in [SQLITE, POSTGRES] {
        found.extend(numbering(folder, &names(house, folder)));
        found.extend(house.under(folder).filter_map(unexplained));
    }
    found
}

fn names<'h>(house: &'h House, folder: &'h str) -> BTreeSet<&'h str> {
    house.under(folder).map(|(path, _)| &path[folder.len()..]).collect()
}

fn unpaired(here: &BTreeSet<&str>, there: &BTreeSet<&str>, folder: &str) -> Vec<Finding> {
    here.difference(there)
        .map(|name| {
            Finding::new(
                format!("{folder}{name}"),
                "the other database has this migration, this one has not",
                "both databases tell one story; a step on one side alone parts them for good",
                "write the twin in the same commit",
            )
        })
        .collect()
}

/// `0001_cases.sql`, `0002_…`: four digits without a gap, then lower-case words.
fn numbering(folder: &str, names: &BTreeSet<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let number = format!("{:04}_", index + 1);
        let words = name.strip_prefix(&number).and_then(|rest| rest.strip_suffix(".sql"));
        let plain = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !words.is_some_and(plain) {
            found.push(Finding::new(
                format!("{folder}{name}"),
                format!("the name does not begin with `{number}` and go on in lower-case words to `.sql`"),
                "migrations run in the order of their numbers, and a gap or a twin number is how two branches lose a step",
                "take the next free number and rename both twins",
            ));
        }
    }
    found
}

fn unexplained((path, text): (&str, &str)) -> Option<Finding> {
    let reason: String = text.lines().map_while(|line| line.strip_prefix("--")).collect();
    if reason.trim().chars().count() >= REASON_AT_LEAST {
        return None;
    }
    Some(Finding::new(
        path,
        "the migration does not begin with a remark on why it exists",
        "in ten years the tables remain and nobody remembers the reason",
        "begin the file with `-- ` and a sentence on what this makes possible",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHY: &str = "-- Cases and their messages, so that a report survives a restart.\n";

    fn whats(files: &[(&str, &str)]) -> Vec<String> {
        check(&House::of(files)).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_numbered_explained_pair_is_left_alone() {
        let pair = [
            ("crates/store/migrations/sqlite/0001_cases.sql", WHY),
            ("crates/store/migrations/postgres/0001_cases.sql", WHY),
        ];
        assert!(whats(&pair).is_empty());
    }

    #[test]
    fn a_migration_for_one_database_alone_is_found_at_the_missing_place() {
        let found = check(&House::of(&[("crates/store/migrations/sqlite/0001_cases.sql", WHY)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/store/migrations/postgres/0001_cases.sql");
    }

    #[test]
    fn gaps_and_missing_reasons_are_found_on_both_sides() {
        let faulty = [
            ("crates/store/migrations/sqlite/0002_cases.sql", "CREATE TABLE cases;"),
            ("crates/store/migrations/postgres/0002_cases.sql", "-- cases\n"),
        ];
        assert_eq!(whats(&faulty).len(), 4);
    }
}
