//! The portable form of everything that is authoritative. Both databases give the same rows in the same order, so a
//! backup made of one can be brought back into the other, and the audit reads nothing else.
//!
//! Order: rulebooks, nets, their standings, accounts, tokens, models, the choice among them, topics, acts of linkages, their
//! standings; then for each leaf of the ledger the leaf, its command if it is the first of one,
//! and its follow-ups; then the cases in the order of filing, each followed by its reporter; then pictures, followers and saved views;
//! then the checkpoints.

use crate::outbox::FollowUpId;
use base64::engine::general_purpose::STANDARD;
use jingwei_terms::{CaseId, CommandId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One row. Written as one JSON object a line; bytes as base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum DumpRow {
    /// A version of the rulebook.
    Rulebook(RulebookRow),
    /// The grids of a net.
    Net(NetRow),
    /// How far a net has come.
    NetStanding(CredentialRow),
    /// An account.
    Account(CredentialRow),
    /// An API token.
    Token(CredentialRow),
    /// A model of the triage room.
    Model(ModelRow),
    /// Which model is in force.
    InForce(CredentialRow),
    /// A topic of a month.
    Topic(CredentialRow),
    /// An act of a linkage.
    LinkageAct(ActRow),
    /// How a linkage stands.
    Linkage(CredentialRow),
    /// A leaf of the ledger.
    Leaf(LeafRow),
    /// A command and its receipt.
    Command(CommandRow),
    /// A follow-up.
    FollowUp(FollowUpRow),
    /// A case.
    Case(CaseRow),
    /// A reporter's contact.
    Reporter(ReporterRow),
    /// A picture and the cases that hold it.
    Attachment(AttachmentRow),
    /// Somebody who follows a case.
    Follow(FollowRow),
    /// A saved view.
    View(ViewRow),
    /// A signed checkpoint.
    Checkpoint(CheckpointRow),
}

/// A version of the rulebook, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulebookRow {
    /// Its name.
    pub version: String,
    /// Milliseconds since 1970, UTC.
    pub effective_ms: i64,
    /// Its bytes.
    #[serde(with = "bytes")]
    pub content: Vec<u8>,
    /// The fact that brought it.
    pub ledger_index: u64,
}

/// The grids of a net, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetRow {
    /// Its running number.
    pub net: String,
    /// The fact that drafted it.
    pub ledger_index: u64,
    /// Its grids as GeoJSON, compressed.
    #[serde(with = "bytes")]
    pub content: Vec<u8>,
}

/// An act of a linkage, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRow {
    /// The name of the linkage, a slash, and the act's number in ten digits.
    pub act: String,
    /// The fact that made it.
    pub ledger_index: u64,
    /// The act as JSON, compressed.
    #[serde(with = "bytes")]
    pub content: Vec<u8>,
}

/// A model, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRow {
    /// Its name.
    pub version: String,
    /// The fact that made it.
    pub ledger_index: u64,
    /// What is known of it without opening it, as JSON.
    #[serde(with = "bytes")]
    pub title: Vec<u8>,
    /// Its bytes.
    #[serde(with = "bytes")]
    pub content: Vec<u8>,
}

/// An account, a token, the standing of a net or linkage, the choice of a model or a topic, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialRow {
    /// The account's name, the hexadecimal SHA-256 of the token's secret, the net's number, the topic's id, or the linkage's
    /// name.
    pub key: String,
    /// The record as JSON.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
    /// A column that does not agree with the body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skewed: Option<String>,
}

/// A leaf, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafRow {
    /// Its place.
    pub index: u64,
    /// The entry bytes.
    #[serde(with = "bytes")]
    pub entry: Vec<u8>,
    /// The salt; empty when erased.
    #[serde(with = "bytes")]
    pub salt: Vec<u8>,
    /// The body; empty when erased.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
    /// A column that does not agree with the body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skewed: Option<String>,
}

/// A command, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRow {
    /// The command.
    pub command: CommandId,
    /// The index of its first leaf.
    pub ledger_index: u64,
    /// SHA-256 of what the client sent.
    #[serde(with = "bytes")]
    pub payload_sha256: Vec<u8>,
    /// The receipt as JSON.
    #[serde(with = "bytes")]
    pub receipt: Vec<u8>,
}

/// A follow-up, as stored. Where it stands is carried along; what is to be done is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpRow {
    /// The index of its fact.
    pub ledger_index: u64,
    /// Its place among the follow-ups of that fact.
    pub ordinal: u16,
    /// The follow-up as JSON.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
    /// Whether it is done.
    pub done: bool,
    /// A column that does not agree with the body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skewed: Option<String>,
}

impl FollowUpRow {
    /// Which follow-up it is.
    #[must_use]
    pub const fn id(&self) -> FollowUpId {
        FollowUpId { ledger_index: self.ledger_index, ordinal: self.ordinal }
    }
}

/// A case, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its place in the order of filing.
    pub seq: i64,
    /// Its receipt number.
    pub number: String,
    /// Its version.
    pub version: u32,
    /// When the program looks at it next, in milliseconds since 1970, UTC.
    pub wake_ms: Option<i64>,
    /// Its earliest deadline, likewise.
    pub due_ms: Option<i64>,
    /// When it last changed, likewise.
    pub changed_ms: i64,
    /// The case as JSON, without its number.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
    /// A column that does not agree with the body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skewed: Option<String>,
}

/// A reporter's contact, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReporterRow {
    /// The case.
    pub case: CaseId,
    /// The salt of its seal, so that a telephone number cannot be guessed out of it.
    #[serde(with = "bytes")]
    pub salt: Vec<u8>,
    /// The contact as JSON.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
}

/// A picture, as stored. It is not sealed; its name is the digest of its bytes, and the case that holds it is sealed with that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRow {
    /// SHA-256 of `content`, in hexadecimal.
    pub sha256: String,
    /// SHA-256 of what was sent, in hexadecimal.
    pub original: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The account that sent it; none for a resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploader: Option<String>,
    /// In milliseconds since 1970, UTC.
    pub uploaded_ms: i64,
    /// The cases that hold it.
    pub cases: Vec<CaseId>,
    /// A small picture of it.
    #[serde(with = "bytes")]
    pub thumb: Vec<u8>,
    /// Its bytes.
    #[serde(with = "bytes")]
    pub content: Vec<u8>,
}

/// Somebody who follows a case, as stored. It is not sealed, since it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowRow {
    /// SHA-256 of their key, in hexadecimal.
    pub key_sha256: String,
    /// What they follow.
    pub case: CaseId,
    /// Since when, in milliseconds since 1970, UTC.
    pub at_ms: i64,
}

/// A saved view, as stored. It is not sealed, since it decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewRow {
    /// Whose it is.
    pub account: String,
    /// What they call it.
    pub name: String,
    /// What the screen keeps of it, as JSON.
    #[serde(with = "bytes")]
    pub body: Vec<u8>,
}

/// A checkpoint, as stored. It is not sealed; its own signature speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointRow {
    /// For how many leaves.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

/// Bytes as base64 text.
mod bytes {
    use super::{Deserialize, Deserializer, STANDARD, Serializer};
    use base64::Engine as _;

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}
