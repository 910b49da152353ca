//! Persistence: a small contract per room, carried out natively on SQLite and on PostgreSQL.
//!
//! Whoever uses the store holds an `Arc<dyn Store>` and never a transaction. Every verb is one use: it is done whole or
//! not at all, and it is durable when it answers. No change is written without its fact (`jingwei_terms::Change`), and
//! every authoritative row is sealed in the ledger by the fact that wrote it.
//!
//! Reading order: [`commit`], [`cases`], [`ledger`], [`rulebooks`], [`grids`], [`triage`], [`accounts`], [`outbox`], [`upkeep`],
//! [`dump`], [`words`].

pub mod accounts;
pub mod audit;
pub mod cases;
mod columns;
pub mod commit;
mod cursor;
pub mod dump;
mod error;
pub mod evaluation;
mod facets;
pub mod grids;
mod group;
mod leaves;
pub mod ledger;
mod migrations;
mod number;
mod open;
pub mod outbox;
mod postgres;
mod prepare;
mod query;
mod restore;
pub mod rulebooks;
mod seal;
mod skew;
mod sqlite;
pub mod triage;
pub mod upkeep;
pub mod words;

pub use accounts::{Account, Accounts, Credential, Session, Sessions, Token};
pub use audit::{Fault, RowFinding, SealAudit};
pub use cases::{
    CasePage, CaseQuery, CaseRef, CaseSummary, Cases, Cursor, ListError, Neighbourhood, Sort, Stretch, TallyBy, Walk,
};
pub use commit::{Commit, CommitError, Receipt, Written};
pub use dump::DumpRow;
pub use error::{StoreError, Trouble};
pub use evaluation::{CoursePage, Courses, Evaluation};
pub use grids::{Grids, NetTitle, net_in_force};
pub use ledger::{Fold, FoldError, Folded, Leaf, LeafBody, Ledger, RecordedFact, SignedCheckpoint};
pub use number::is_receipt_number;
pub use open::{Database, DatabaseError, open};
pub use outbox::{Claimed, FollowUpId, Outbox, PutAside};
pub use rulebooks::{RulebookTitle, Rulebooks, StoredRulebook};
pub use triage::{Learned, ModelInForce, ModelTitle, StoredModel, Triage};
pub use upkeep::{Health, Upkeep};

use tokio::sync::watch;

/// Everything that a city keeps, behind one door.
pub trait Store:
    Cases + Evaluation + Ledger + Rulebooks + Grids + Triage + Accounts + Outbox + Upkeep + Send + Sync
{
    /// Tells the size of the ledger whenever it has grown, also by another process on the same PostgreSQL.
    fn watch(&self) -> watch::Receiver<u64>;
}
