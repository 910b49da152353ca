//! What the store promises about accounts, API tokens and sessions.
//!
//! Accounts and tokens are sealed in the ledger like every record. Sessions come and go by the thousand and decide
//! nothing by themselves, so they are ordinary rows without a fact. No secret is stored: a password as its Argon2id
//! text, a token and a session as the SHA-256 of what the client holds.

use crate::{Commit, CommitError, Receipt, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::{AreaCode, DepartmentCode, Role, Version};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A session that was seen less than a minute ago is not written again.
pub(crate) const SEEN_TO_THE_MS: i64 = 60_000;

/// Who may come in.
#[async_trait]
pub trait Accounts {
    /// Stores accounts and tokens with their facts.
    ///
    /// # Errors
    /// When a record changed in the meantime, or the store takes no writes.
    async fn commit_credentials(&self, commit: Commit<Credential>) -> Result<Receipt, CommitError>;

    /// The account with this name.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn account(&self, name: &str) -> Result<Option<Account>, StoreError>;

    /// Every account, by name.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;

    /// The token whose secret has this SHA-256, revoked or not.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn token(&self, secret_sha256: &[u8; 32]) -> Result<Option<Token>, StoreError>;

    /// Every token, by name, then by age.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn tokens(&self) -> Result<Vec<Token>, StoreError>;

    /// Begins a session.
    ///
    /// # Errors
    /// When the database fails.
    async fn open_session(&self, session: &Session) -> Result<(), StoreError>;

    /// The session whose secret has this SHA-256, unless it has expired by now; it counts as seen now (to the minute,
    /// so that a busy screen does not write at every click).
    ///
    /// # Errors
    /// When the database fails.
    async fn session(&self, secret_sha256: &[u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError>;

    /// Ends sessions, and says how many.
    ///
    /// # Errors
    /// When the database fails.
    async fn close_sessions(&self, which: &Sessions) -> Result<u64, StoreError>;
}

/// A record that lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// An account. Its fact is about the account's name.
    Account(Account),
    /// An API token. Its fact is about the name of the account that it acts for.
    Token(Token),
}

/// Somebody, or some system, that works here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name to come in with; unique.
    pub name: String,
    /// How many changes it has had.
    pub version: Version,
    /// The name to show.
    pub display: String,
    /// What they act as.
    pub role: Role,
    /// For which department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// In which area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// The password's Argon2id text; empty when nobody can come in by password.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub password_hash: String,
    /// Whether the door is shut.
    #[serde(default)]
    pub disabled: bool,
}

impl fmt::Debug for Account {
    /// The password's hash stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, version, role, disabled, .. } = self;
        write!(f, "Account({name} v{version} {} disabled={disabled})", role.code())
    }
}

/// An API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// SHA-256 of its secret.
    pub secret_sha256: [u8; 32],
    /// How many changes it has had.
    pub version: Version,
    /// What people call it.
    pub name: String,
    /// The account that it acts for.
    pub account: String,
    /// What it acts as.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Whether it was taken back.
    #[serde(default)]
    pub revoked: bool,
}

/// Somebody at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its secret.
    pub secret_sha256: [u8; 32],
    /// Whose it is.
    pub account: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
}

/// Sessions to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sessions {
    /// The one whose secret has this SHA-256.
    One([u8; 32]),
    /// All of an account.
    Of(String),
    /// All that expired by this instant, or were last seen before the other one.
    Stale {
        /// By when.
        now: Timestamp,
        /// Seen before this.
        idle_since: Timestamp,
    },
}
