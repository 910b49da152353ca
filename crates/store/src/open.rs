//! Opening the store that a setting names.

use crate::postgres::PostgresStore;
use crate::sqlite::SqliteStore;
use crate::{Store, StoreError};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// Opens the database, makes it where there is none, and brings its tables up to date.
///
/// # Errors
/// When it cannot be reached, is too old to be safe, was made by a later program, or is damaged.
pub async fn open(database: &Database) -> Result<Arc<dyn Store>, StoreError> {
    match database {
        Database::Sqlite(path) => Ok(Arc::new(SqliteStore::open(path).await?)),
        Database::Postgres(url) => Ok(Arc::new(PostgresStore::open(url).await?)),
    }
}

/// Where the rows are kept, as `--database` and the settings write it.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// `sqlite:PATH`: one file of this machine, made when it is not there.
    Sqlite(PathBuf),
    /// `postgres://…`: a PostgreSQL 15 or later.
    Postgres(String),
}

/// The text names no database that we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseError(String);

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a database is written `sqlite:PATH` or `postgres://…`, not `{}`", self.0)
    }
}

impl std::error::Error for DatabaseError {}

impl FromStr for Database {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, DatabaseError> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        // Whatever stands before an `@` may hold a password, and this text goes into a log.
        let shown = text.rsplit('@').next().unwrap_or_default();
        Err(DatabaseError(shown.to_owned()))
    }
}

impl fmt::Debug for Database {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => write!(f, "postgres://{}", url.rsplit('@').next().unwrap_or_default()),
        }
    }
}
