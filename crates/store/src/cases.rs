//! What the store promises about cases.
//!
//! A case is written by [`Cases::commit`] alone, together with its fact; its receipt number and its place in the ledger
//! are given in that same transaction. The reporter stands in a row of its own that only [`Cases::reveal`] reads.

use crate::{Commit, CommitError, Receipt, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_cases::case::{Case, Channel, Docket, Property, Reporter, Source};
use jingwei_cases::state::State;
use jingwei_terms::{AreaCode, CaseId, DepartmentCode, GridCode, KindCode, Location, StaffId, Version};
use serde::Serialize;
use std::fmt;

/// The cases of a city.
#[async_trait]
pub trait Cases {
    /// Writes cases, facts, follow-ups and the command in one transaction, and answers once they are durable.
    ///
    /// The same command again gets the same receipt, marked as repeated, and writes nothing. A case that is new gets its
    /// receipt number here; number and version in the record given are not looked at. A case whose contact is erased
    /// (`contact_erased_at`) loses the reporter's row in the same transaction; the audit takes the fact as the reason.
    ///
    /// # Errors
    /// When the change may not be written ([`CommitError`]); then nothing is.
    async fn commit(&self, commit: Commit<Docket>) -> Result<Receipt, CommitError>;

    /// Commits the fact that the reporter's contact is read, and reads it in the same transaction. The only way to it.
    /// `None` when there is no contact, or when it was erased.
    ///
    /// # Errors
    /// As [`Cases::commit`]. A repeated command reads again under its first fact.
    async fn reveal(&self, commit: Commit<Docket>) -> Result<(Receipt, Option<Reporter>), CommitError>;

    /// The case, whole; `None` when there is none.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn load(&self, which: CaseRef) -> Result<Option<Case>, StoreError>;

    /// One page of the cases that match. Reads columns and indexes only, whatever the size of the cases.
    ///
    /// # Errors
    /// When the database fails, or the cursor belongs to another query.
    async fn list(&self, query: &CaseQuery) -> Result<CasePage, ListError>;

    /// How many of the matching cases fall to each value, largest first, then by value. Sort, cursor and limit of the
    /// query are not looked at. Cases without a value are counted under the empty text.
    ///
    /// # Errors
    /// When the database fails.
    async fn tally(&self, query: &CaseQuery, by: TallyBy) -> Result<Vec<(String, u64)>, StoreError>;

    /// Cases whose clock asks to be looked at by now, the longest waiting first.
    ///
    /// # Errors
    /// When the database fails.
    async fn waking(&self, now: Timestamp, limit: u32) -> Result<Vec<CaseId>, StoreError>;

    /// Open cases near a place that may speak of the same problem, newest first.
    ///
    /// # Errors
    /// When the database fails.
    async fn similar(&self, near: &Neighbourhood) -> Result<Vec<CaseSummary>, StoreError>;

    /// A stretch of whole cases, newest filed first: for whatever must look at all of them once, such as learning.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn walk(&self, walk: Walk) -> Result<Stretch, StoreError>;
}

/// Which stretch of all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// Open cases alone.
    pub open_only: bool,
    /// Where the stretch before ended; `None` begins with the newest.
    pub before: Option<i64>,
    /// How many at most, 1 to 1000; more is taken as 1000.
    pub limit: u32,
}

/// Some cases on the way from the newest to the oldest.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The cases.
    pub cases: Vec<Case>,
    /// Where to go on; `None` at the end.
    pub next: Option<i64>,
}

/// The most that one stretch holds.
pub(crate) const LONGEST_STRETCH: u32 = 1000;

/// The ways to name one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseRef {
    /// By its id.
    Id(CaseId),
    /// By its receipt number.
    Number(String),
    /// By the place it was imported from.
    Source(Source),
}

/// In whose hands a case is within the departments that work on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hands {
    /// In those of this handler.
    Of(StaffId),
    /// This department works on it, and nobody there has it in hand.
    Nobody(DepartmentCode),
}

/// Which cases, in which order, and how many at a time. The default asks for the newest fifty of all.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseQuery {
    /// In one of these states; empty means in any.
    pub states: Vec<State>,
    /// Open (`true`) or ended and merged (`false`).
    pub open: Option<bool>,
    /// Led by this department, or with a task for it.
    pub department: Option<DepartmentCode>,
    /// In these hands.
    pub hands: Option<Hands>,
    /// In this grid.
    pub grid: Option<GridCode>,
    /// In this area or an area inside it.
    pub area: Option<AreaCode>,
    /// Of this kind, or of a kind whose code begins with it.
    pub kind: Option<KindCode>,
    /// Came in this way.
    pub channel: Option<Channel>,
    /// With this property.
    pub property: Option<Property>,
    /// Open, with a deadline before this instant.
    pub overdue_at: Option<Timestamp>,
    /// Out of public view (`true`) or in it (`false`).
    pub hidden: Option<bool>,
    /// Holding these words in title, description, address or number; see [`crate::words`].
    pub q: Option<String>,
    /// Filed at this instant or later, to the second.
    pub filed_from: Option<Timestamp>,
    /// Filed before this instant, to the second.
    pub filed_to: Option<Timestamp>,
    /// Imported from this system.
    pub source: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
    /// How many at most, 1 to 200; more is taken as 200.
    pub limit: u32,
}

impl Default for CaseQuery {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            open: None,
            department: None,
            hands: None,
            grid: None,
            area: None,
            kind: None,
            channel: None,
            property: None,
            overdue_at: None,
            hidden: None,
            q: None,
            filed_from: None,
            filed_to: None,
            source: None,
            sort: Sort::default(),
            cursor: None,
            limit: 50,
        }
    }
}

/// The order of a list. Cases filed in the same second stand in the order in which the ledger took them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By the time of filing, newest first.
    #[default]
    FiledNewest,
    /// By the time of filing, oldest first.
    FiledOldest,
    /// By the deadline, soonest first; after them the cases without a running deadline, oldest first.
    DueSoonest,
}

/// The place where a page ended; opaque to whoever carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(crate) String);

impl Cursor {
    /// A cursor as it was handed out. Whether it is one is seen when it is used.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to hand out.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why there is no list.
#[derive(Debug)]
pub enum ListError {
    /// The cursor is none of ours, or was handed out for another order.
    BadCursor,
    /// The database fails.
    Store(StoreError),
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadCursor => f.write_str("the cursor does not belong to this list; begin again without one"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ListError {}

impl From<StoreError> for ListError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePage {
    /// The cases.
    pub items: Vec<CaseSummary>,
    /// Where to go on; `None` on the last page.
    pub next: Option<Cursor>,
}

/// What a list shows of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseSummary {
    /// Which case.
    pub id: CaseId,
    /// Its receipt number.
    pub number: String,
    /// Its version.
    pub version: Version,
    /// Where it stands.
    pub state: State,
    /// Its title, or the beginning of the reporter's words.
    pub headline: String,
    /// The place in the reporter's words.
    pub address: String,
    /// The point, when known.
    pub location: Option<Location>,
    /// The area, when known.
    pub area: Option<AreaCode>,
    /// The grid, when known.
    pub grid: Option<GridCode>,
    /// The kind, when known.
    pub kind: Option<KindCode>,
    /// The department that leads, if one does.
    pub lead: Option<DepartmentCode>,
    /// How it came in.
    pub channel: Channel,
    /// What the reporter wants.
    pub property: Property,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// The earliest deadline that somebody has to keep.
    pub due_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Whether it is out of public view.
    pub hidden: bool,
}

/// What to count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TallyBy {
    /// The state's code.
    State,
    /// The leading department.
    Department,
    /// The kind.
    Kind,
    /// The area.
    Area,
    /// The grid.
    Grid,
    /// The channel's code.
    Channel,
}

/// A box on the ground and a stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbourhood {
    /// The south-western corner.
    pub south_west: Location,
    /// The north-eastern corner.
    pub north_east: Location,
    /// Filed at this instant or later, to the second.
    pub filed_from: Timestamp,
    /// Of this kind alone.
    pub kind: Option<KindCode>,
    /// How many at most, 1 to 200.
    pub limit: u32,
}
