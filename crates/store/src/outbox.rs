//! What the store promises about follow-ups: queued in the transaction of their change, done at least once.
//!
//! A claim lasts for its lease. A worker that dies leaves the follow-up to be claimed again when the lease has run out,
//! so every job must bear being done twice. Follow-ups of one job with the same key that are due together are handed out
//! as one piece of work.

use crate::StoreError;
use crate::columns::bad;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use jingwei_terms::FollowUp;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// How often a follow-up is tried before it is put aside for a person.
pub const MAX_ATTEMPTS: u32 = 12;

/// Work that waits to be done.
#[async_trait]
pub trait Outbox {
    /// Takes follow-ups that are due by now, oldest first, at most `limit`, for as long as the lease lasts.
    ///
    /// # Errors
    /// When the database fails.
    async fn claim(&self, now: Timestamp, lease: SignedDuration, limit: u32) -> Result<Vec<Claimed>, StoreError>;

    /// The work is done.
    ///
    /// # Errors
    /// When the database fails; the follow-up will be done once more.
    async fn finish(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError>;

    /// The work could not be done. It is tried again after [`backoff`], and put aside after [`MAX_ATTEMPTS`] tries.
    ///
    /// # Errors
    /// When the database fails; the lease then runs out by itself.
    async fn fail(&self, id: FollowUpId, now: Timestamp, why: &str) -> Result<(), StoreError>;

    /// Follow-ups that were put aside, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    async fn put_aside(&self, limit: u32) -> Result<Vec<PutAside>, StoreError>;

    /// A person says: try it again.
    ///
    /// # Errors
    /// When the database fails.
    async fn revive(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError>;
}

/// Which follow-up: the ledger index of its fact, and its place among that fact's follow-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FollowUpId {
    /// The index of the fact that asked for it.
    pub ledger_index: u64,
    /// Its place among the follow-ups of that fact, from 0.
    pub ordinal: u16,
}

/// Work in hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// Which.
    pub id: FollowUpId,
    /// What to do.
    pub follow_up: FollowUp,
    /// How often it has been taken up, this time included.
    pub attempt: u32,
}

/// Work that failed too often.
#[derive(Debug, Clone, PartialEq)]
pub struct PutAside {
    /// Which.
    pub id: FollowUpId,
    /// What was to be done.
    pub follow_up: FollowUp,
    /// Why it failed the last time.
    pub why: String,
}

/// How long to wait after a failed attempt: ten seconds, doubled each time, at most an hour.
#[must_use]
pub fn backoff(attempt: u32) -> SignedDuration {
    let doublings = attempt.saturating_sub(1).min(16);
    SignedDuration::from_secs((10 << doublings).min(3600))
}

/// A follow-up that is due, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    pub(crate) id: FollowUpId,
    pub(crate) job: String,
    pub(crate) key: String,
    pub(crate) attempts: u32,
    pub(crate) body: Vec<u8>,
}

/// Follow-ups that are one piece of work.
#[derive(Debug)]
pub(crate) struct Bundle {
    /// The one that is handed out.
    pub(crate) first: Due,
    /// Those that are done with it.
    pub(crate) carried: Vec<FollowUpId>,
}

impl Bundle {
    pub(crate) fn all(&self) -> impl Iterator<Item = FollowUpId> {
        std::iter::once(self.first.id).chain(self.carried.iter().copied())
    }

    pub(crate) fn claimed(self) -> Result<Claimed, StoreError> {
        let Due { id, attempts, body, .. } = self.first;
        let follow_up = serde_json::from_slice(&body).map_err(bad("a follow-up"))?;
        Ok(Claimed { id, follow_up, attempt: attempts + 1 })
    }
}

/// Brings together what is one piece of work, in the order given.
pub(crate) fn bundle(due: Vec<Due>) -> Vec<Bundle> {
    let mut bundles: Vec<Bundle> = Vec::new();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    for due in due {
        match places.entry((due.job.clone(), due.key.clone())) {
            Entry::Occupied(place) => bundles[*place.get()].carried.push(due.id),
            Entry::Vacant(place) => {
                place.insert(bundles.len());
                bundles.push(Bundle { first: due, carried: vec![] });
            }
        }
    }
    bundles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_job_waits_longer_each_time_but_never_more_than_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 9, 10, 400].map(|n| backoff(n).as_secs()).to_vec();
        assert_eq!(waits, [10, 20, 40, 2560, 3600, 3600]);
    }
}
