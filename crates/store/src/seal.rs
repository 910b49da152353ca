//! Seals: the hash of a row as it was written, kept in the leaf of the fact that wrote it.
//!
//! The last seal of a row must fit the row as it is stored. Whoever edits a row cannot make the leaf fit, whoever adds
//! one finds no leaf that speaks of it, and whoever takes one away leaves a seal without its row.

use crate::dump::{
    ActRow, CaseRow, CommandRow, CredentialRow, FollowUpRow, ModelRow, NetRow, ReporterRow, RulebookRow,
};
use jingwei_terms::CaseId;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What stands in place of a reporter's seal from the fact of erasure on.
pub(crate) const ERASED: &str = "erased";

/// The names under which rows are sealed.
pub(crate) mod name {
    use super::CaseId;

    pub(crate) fn case(id: CaseId) -> String {
        format!("case/{id}")
    }

    pub(crate) fn reporter(id: CaseId) -> String {
        format!("reporter/{id}")
    }

    pub(crate) fn rulebook(version: &str) -> String {
        format!("rulebook/{version}")
    }

    pub(crate) fn net(key: &str) -> String {
        format!("net/{key}")
    }

    pub(crate) fn net_standing(key: &str) -> String {
        format!("net_standing/{key}")
    }

    pub(crate) fn account(key: &str) -> String {
        format!("account/{key}")
    }

    pub(crate) fn token(key: &str) -> String {
        format!("token/{key}")
    }

    pub(crate) fn model(version: &str) -> String {
        format!("model/{version}")
    }

    pub(crate) fn in_force(key: &str) -> String {
        format!("model_in_force/{key}")
    }

    pub(crate) fn topic(id: &str) -> String {
        format!("monthly_topic/{id}")
    }

    pub(crate) fn linkage(name: &str) -> String {
        format!("linkage/{name}")
    }

    pub(crate) fn linkage_act(key: &str) -> String {
        format!("linkage_act/{key}")
    }

    pub(crate) fn command(id: jingwei_terms::CommandId) -> String {
        format!("command/{id}")
    }

    pub(crate) fn follow_up(ordinal: u16) -> String {
        format!("follow_up/{ordinal}")
    }
}

/// The SHA-256 of these bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The seal over a case's row, its body given by its hash so that long bodies are hashed before the writer's turn.
pub(crate) fn case(row: &CaseParts<'_>) -> String {
    let millis = |at: Option<i64>| at.map(i64::to_be_bytes);
    seal(
        "case",
        &[
            row.id.uuid().as_bytes(),
            &row.seq.to_be_bytes(),
            row.number.as_bytes(),
            &row.version.to_be_bytes(),
            millis(row.wake_ms).as_ref().map_or(&[], |bytes| bytes.as_slice()),
            millis(row.due_ms).as_ref().map_or(&[], |bytes| bytes.as_slice()),
            &row.changed_ms.to_be_bytes(),
            row.body_sha256,
        ],
    )
}

/// What the seal of a case is made of.
pub(crate) struct CaseParts<'a> {
    pub(crate) id: CaseId,
    pub(crate) seq: i64,
    pub(crate) number: &'a str,
    pub(crate) version: u32,
    pub(crate) wake_ms: Option<i64>,
    pub(crate) due_ms: Option<i64>,
    pub(crate) changed_ms: i64,
    pub(crate) body_sha256: &'a [u8; 32],
}

/// The seal that this stored case ought to have.
pub(crate) fn case_row(row: &CaseRow) -> String {
    case(&CaseParts {
        id: row.id,
        seq: row.seq,
        number: &row.number,
        version: row.version,
        wake_ms: row.wake_ms,
        due_ms: row.due_ms,
        changed_ms: row.changed_ms,
        body_sha256: &sha256(&row.body),
    })
}

/// The seal over a reporter's contact. The salt keeps a telephone number from being tried out until the hash fits.
pub(crate) fn reporter(row: &ReporterRow) -> String {
    seal("reporter", &[row.case.uuid().as_bytes(), &row.salt, &row.body])
}

/// The seal over a version of the rulebook.
pub(crate) fn rulebook(row: &RulebookRow) -> String {
    let (effective, index) = (row.effective_ms.to_be_bytes(), row.ledger_index.to_be_bytes());
    seal("rulebook", &[row.version.as_bytes(), &effective, &index, &sha256(&row.content)])
}

/// The seal over the grids of a net.
pub(crate) fn net(row: &NetRow) -> String {
    seal("net", &[row.net.as_bytes(), &row.ledger_index.to_be_bytes(), &sha256(&row.content)])
}

/// The seal over an act of a linkage.
pub(crate) fn linkage_act(row: &ActRow) -> String {
    seal("linkage_act", &[row.act.as_bytes(), &row.ledger_index.to_be_bytes(), &sha256(&row.content)])
}

/// The seal over a model.
pub(crate) fn model(row: &ModelRow) -> String {
    let index = row.ledger_index.to_be_bytes();
    seal("model", &[row.version.as_bytes(), &index, &row.title, &sha256(&row.content)])
}

/// The seal over an account, a token, the standing of a net or linkage, the choice of a model or a topic.
pub(crate) fn credential(row: &CredentialRow) -> String {
    seal("credential", &[row.key.as_bytes(), &row.body])
}

/// The seal over a command and its receipt.
pub(crate) fn command(row: &CommandRow) -> String {
    let index = row.ledger_index.to_be_bytes();
    seal("command", &[row.command.uuid().as_bytes(), &index, &row.payload_sha256, &row.receipt])
}

/// The seal over what a follow-up asks for; where it stands is not sealed.
pub(crate) fn follow_up(row: &FollowUpRow) -> String {
    seal("follow_up", &[&row.ledger_index.to_be_bytes(), &row.ordinal.to_be_bytes(), &row.body])
}

/// Every field with its length in front, so that no two rows read alike.
fn seal(table: &str, fields: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"jingwei.store/seal/v1\n");
    hasher.update(table.as_bytes());
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hex(&hasher.finalize())
}
