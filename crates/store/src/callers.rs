//! What the store promises about callers: the cases of a telephone, found by a keyed digest whose key the store never sees.

use crate::StoreError;
use crate::cases::CaseSummary;
use crate::columns::bad;
use async_trait::async_trait;
use jingwei_cases::case::Reporter;
use jingwei_terms::CaseId;

/// How many reporters are taken into the index at once.
pub(crate) const AT_ONCE: u32 = 2_000;

/// Makes the digest of a telephone; `None` for what is none.
pub type Blinding<'b> = &'b (dyn Fn(&str) -> Option<[u8; 32]> + Send + Sync);

/// Finding a caller's earlier cases.
#[async_trait]
pub trait Callers {
    /// Takes reporters into the index who are not in it yet. It is derived, so that imports, restores and a new key need nothing more.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn index_callers(&self, blind: Blinding<'_>) -> Result<u64, StoreError>;

    /// The cases of the telephone with this digest, newest first, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    async fn cases_of(&self, caller: &[u8; 32], limit: u32) -> Result<Vec<CaseSummary>, StoreError>;
}

/// The digests of some reporters, by case; empty where there is no telephone.
pub(crate) fn digests(rows: Vec<(CaseId, Vec<u8>)>, blind: Blinding<'_>) -> Result<Vec<(CaseId, Vec<u8>)>, StoreError> {
    let digest = |(case, body): (CaseId, Vec<u8>)| {
        let reporter: Reporter = serde_json::from_slice(&body).map_err(bad("a reporter's contact"))?;
        Ok((case, blind(&reporter.phone).map_or_else(Vec::new, |digest| digest.to_vec())))
    };
    rows.into_iter().map(digest).collect()
}
