//! What the store promises about following: a key that is known, and how many there are of a case. Nothing says whose it is.

use crate::StoreError;
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::CaseId;

/// Who follows a case that somebody else filed.
#[async_trait]
pub trait Follows {
    /// Remembers a key; one that is known already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    async fn follow(&self, follow: &Follow) -> Result<(), StoreError>;

    /// The case that is followed by the key with this SHA-256.
    ///
    /// # Errors
    /// When the database fails.
    async fn followed(&self, key_sha256: &[u8; 32]) -> Result<Option<CaseId>, StoreError>;

    /// Forgets a key, and says whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    async fn unfollow(&self, key_sha256: &[u8; 32]) -> Result<bool, StoreError>;

    /// How many follow this case.
    ///
    /// # Errors
    /// When the database fails.
    async fn followers(&self, case: CaseId) -> Result<u64, StoreError>;
}

/// One who follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    /// SHA-256 of their key.
    pub key_sha256: [u8; 32],
    /// What they follow.
    pub case: CaseId,
    /// Since when.
    pub at: Timestamp,
}
