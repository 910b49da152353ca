//! Persistence: a small contract per room, carried out natively on SQLite and on PostgreSQL.
//!
//! Whoever uses the store holds an `Arc<dyn Store>` and never a transaction. Every verb is one use: it is done whole or
//! not at all, and it is durable when it answers. No change is written without its fact (`jingwei_terms::Change`), and
//! every authoritative row is sealed in the ledger by the fact that wrote it.
//!
//! Reading order: [`commit`], [`cases`], [`ledger`], [`rulebooks`], [`grids`], [`triage`], [`linkage`], [`accounts`], [`attachments`], [`follows`], [`views`], [`callers`], [`outbox`], [`upkeep`],
//! [`dump`], [`words`].

pub mod accounts;
pub mod attachments;
pub mod audit;
pub mod callers;
pub mod cases;
mod columns;
pub mod commit;
mod cursor;
pub mod dump;
mod error;
pub mod evaluation;
mod facets;
pub mod follows;
pub mod grids;
mod group;
mod leaves;
pub mod ledger;
pub mod linkage;
mod migrations;
mod number;
mod open;
pub mod outbox;
mod pinyin;
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
pub mod views;
pub mod words;

pub use accounts::{Account, Accounts, Credential, Session, Sessions, Token};
pub use attachments::{AttachmentRef, AttachmentTitle, Attachments, NewAttachment, PictureSize, Piece};
pub use audit::{Fault, RowFinding, SealAudit};
pub use callers::{Blinding, Callers};
pub use cases::{
    CasePage, CaseQuery, CaseRef, CaseSummary, Cases, Cursor, Hands, ListError, Neighbourhood, Sort, Stretch, TallyBy,
    Walk,
};
pub use commit::{Commit, CommitError, Receipt, Written};
pub use dump::DumpRow;
pub use error::{StoreError, Trouble};
pub use evaluation::{CoursePage, Courses, Evaluation};
pub use follows::{Follow, Follows};
pub use grids::{Grids, NetTitle, net_in_force};
pub use ledger::{Fold, FoldError, Folded, Leaf, LeafBody, Ledger, RecordedFact, SignedCheckpoint};
pub use linkage::Linkages;
pub use number::is_receipt_number;
pub use open::{Database, DatabaseError, open};
pub use outbox::{Claimed, FollowUpId, Outbox, PutAside};
pub use rulebooks::{RulebookTitle, Rulebooks, StoredRulebook};
pub use triage::{Learned, ModelInForce, ModelTitle, StoredModel, Triage};
pub use upkeep::{Health, Upkeep};
pub use views::{SavedView, SavedViews};

use tokio::sync::watch;

/// Everything that a city keeps, behind one door.
pub trait Store:
    Cases
    + Evaluation
    + Ledger
    + Rulebooks
    + Grids
    + Triage
    + Linkages
    + Accounts
    + Attachments
    + Follows
    + SavedViews
    + Callers
    + Outbox
    + Upkeep
    + Send
    + Sync
{
    /// Tells the size of the ledger whenever it has grown, also by another process on the same PostgreSQL.
    fn watch(&self) -> watch::Receiver<u64>;
}
