//! A net as the store keeps it, and all nets of a city: which one was in force when.

use super::{Net, NetVersion};
use jiff::Timestamp;
use jingwei_terms::{GridCode, Version};
use serde::{Deserialize, Serialize};

/// How far a net has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// 草案: may still be changed or withdrawn; nothing is computed with it.
    Draft,
    /// 已生效或定期生效: holds from its effective date until the next one does.
    Activated {
        /// When that was decided, which is not when it takes effect.
        at: Timestamp,
    },
    /// 已撤回: never held.
    Withdrawn {
        /// When that was decided.
        at: Timestamp,
    },
}

/// A net and its standing: one record of the store.
#[derive(Debug, Clone, PartialEq)]
pub struct NetRecord {
    /// The net.
    pub net: Net,
    /// The net that it was drawn from; none for the city's first.
    pub based_on: Option<NetVersion>,
    /// How far it has come.
    pub standing: Standing,
    /// How many changes the record has had.
    pub revision: Version,
}

impl NetRecord {
    /// Whether it holds or will hold.
    #[must_use]
    pub const fn is_activated(&self) -> bool {
        matches!(self.standing, Standing::Activated { .. })
    }
}

/// Every net of a city, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nets {
    records: Vec<NetRecord>,
}

impl Nets {
    /// These nets.
    #[must_use]
    pub fn new(mut records: Vec<NetRecord>) -> Self {
        records.sort_by_key(|record| record.net.version());
        Self { records }
    }

    /// All of them, in the order of their numbers, drafts included.
    #[must_use]
    pub fn records(&self) -> &[NetRecord] {
        &self.records
    }

    /// The record of this net.
    #[must_use]
    pub fn record(&self, version: NetVersion) -> Option<&NetRecord> {
        self.records.iter().find(|record| record.net.version() == version)
    }

    /// The net in force at an instant: the activated one with the latest effective date that has come. Figures of yesterday are
    /// computed with the net of yesterday, whatever was activated since.
    #[must_use]
    pub fn in_force_at(&self, at: Timestamp) -> Option<&Net> {
        self.activated().filter(|net| net.effective_from() <= at).max_by_key(|net| net.effective_from())
    }

    /// The next net to take effect after an instant, when one is activated already.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<&Net> {
        self.activated().filter(|net| net.effective_from() > at).min_by_key(|net| net.effective_from())
    }

    /// The activated net with the latest effective date: what a new draft is drawn from.
    #[must_use]
    pub fn latest(&self) -> Option<&Net> {
        self.activated().max_by_key(|net| net.effective_from())
    }

    /// The number for the next draft.
    #[must_use]
    pub fn next_version(&self) -> NetVersion {
        NetVersion::new(self.records.last().map_or(1, |record| record.net.version().number().saturating_add(1)))
    }

    /// The last net in which this code stood, when it does not stand in the latest one: it is retired and never given again.
    #[must_use]
    pub fn retired(&self, code: &GridCode) -> Option<NetVersion> {
        if self.latest().is_some_and(|net| net.grid(code).is_some()) {
            return None;
        }
        self.activated().filter(|net| net.grid(code).is_some()).max_by_key(|net| net.effective_from()).map(Net::version)
    }

    fn activated(&self) -> impl Iterator<Item = &Net> {
        self.records.iter().filter(|record| record.is_activated()).map(|record| &record.net)
    }
}
