//! The steps by which an empty database becomes today's, the same numbers for both.
//!
//! Our own sixty lines rather than a library: what is there must be exactly what this program knows, in order and to the
//! letter, and a database of a later program is refused rather than guessed at.

use crate::seal::{hex, sha256};
use crate::{StoreError, Trouble};

/// One step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

impl Migration {
    /// What is remembered of its text.
    pub(crate) fn checksum(&self) -> String {
        hex(&sha256(self.sql.as_bytes()))
    }
}

macro_rules! migrations {
    ($folder:literal: $($number:literal $name:literal),+ $(,)?) => {
        &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../migrations/", $folder, "/", $name, ".sql")),
        }),+]
    };
}

/// The steps for SQLite.
pub(crate) const SQLITE: &[Migration] = migrations!("sqlite":
    1 "0001_ledger", 2 "0002_cases", 3 "0003_rulebooks", 4 "0004_accounts", 5 "0005_outbox", 6 "0006_triage", 7 "0007_grids",
    8 "0008_doors", 9 "0009_linkage");

/// The steps for PostgreSQL.
pub(crate) const POSTGRES: &[Migration] = migrations!("postgres":
    1 "0001_ledger", 2 "0002_cases", 3 "0003_rulebooks", 4 "0004_accounts", 5 "0005_outbox", 6 "0006_triage", 7 "0007_grids",
    8 "0008_doors", 9 "0009_linkage");

/// The steps still to be taken, given numbers and checksums of those that were, in order.
pub(crate) fn missing(
    known: &'static [Migration],
    applied: &[(u32, String)],
) -> Result<&'static [Migration], StoreError> {
    if applied.len() > known.len() {
        let why = "the database was made by a later program; install that version, or restore a backup into a new one";
        return Err(StoreError::new(Trouble::Unfit, why));
    }
    for (step, (number, checksum)) in known.iter().zip(applied) {
        if step.number != *number || step.checksum() != *checksum {
            let why = format!("migration `{}` of the database is not the one of this program", step.name);
            return Err(StoreError::new(Trouble::Unfit, why));
        }
    }
    Ok(&known[applied.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(count: usize) -> Vec<(u32, String)> {
        SQLITE.iter().take(count).map(|step| (step.number, step.checksum())).collect()
    }

    #[test]
    fn an_older_database_gets_the_rest_and_a_newer_or_other_one_is_refused() {
        assert_eq!(missing(SQLITE, &[]).unwrap().len(), SQLITE.len());
        assert_eq!(missing(SQLITE, &applied(SQLITE.len())).unwrap().len(), 0);
        assert_eq!(missing(SQLITE, &applied(2)).unwrap()[0].number, 3);
        let mut later = applied(SQLITE.len());
        later.push((99, String::new()));
        assert!(missing(SQLITE, &later).is_err());
        let mut other = applied(2);
        other[1].1 = "edited".to_owned();
        assert!(missing(SQLITE, &other).is_err());
    }

    #[test]
    fn both_databases_take_the_same_steps() {
        let names = |steps: &[Migration]| steps.iter().map(|s| (s.number, s.name)).collect::<Vec<_>>();
        assert_eq!(names(SQLITE), names(POSTGRES));
        assert!(SQLITE.iter().zip(1..).all(|(step, number)| step.number == number));
    }
}
