//! The audit of everything: the order of the leaves against tree and checkpoints, and every row against its seal.

use crate::Failure;
use crate::premises::store_failure;
use jingwei_ledger::{Auditor, Checkpoint, Content, Finding, Findings, Row, Salt, Tiles, Trust};
use jingwei_store::audit::{RowFinding, SealAudit};
use jingwei_store::dump::{DumpRow, LeafRow};
use jingwei_store::{Store, StoreError};
use serde::Serialize;

/// What an audit is measured against.
pub struct Standard {
    /// Whose signatures are believed.
    pub trust: Trust,
    /// The checkpoints that are stored with the leaves.
    pub stored: Vec<String>,
    /// Checkpoints that somebody kept elsewhere.
    pub held: Vec<Checkpoint>,
}

/// What an audit found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// How many leaves were walked.
    pub size: u64,
    /// The root over them; nothing when some are missing.
    pub root: Option<String>,
    /// Up to which leaf everything is exactly what was signed.
    pub proven: u64,
    /// How many cases there are.
    pub cases: u64,
    /// What is wrong with the log.
    pub findings: Vec<Told>,
    /// What is wrong with rows.
    pub rows: Vec<RowFinding>,
}

/// One finding in words.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Its code.
    pub kind: &'static str,
    /// Where, in words that scripts can read as well.
    pub place: String,
    /// The finding in Chinese.
    pub zh: String,
    /// The finding in English.
    pub en: String,
    /// Whether the log is sound all the same.
    pub harmless: bool,
}

impl From<&Finding> for Told {
    fn from(finding: &Finding) -> Self {
        Self {
            kind: finding.kind.code(),
            place: finding.place.to_string(),
            zh: finding.zh(),
            en: finding.to_string(),
            harmless: finding.kind.is_harmless(),
        }
    }
}

/// Walks every row. Runs on a thread that may wait; memory does not grow with the number of leaves.
///
/// # Errors
/// When a checkpoint kept elsewhere belongs to another log, or the rows cannot be read to their end.
pub fn audit(
    standard: &Standard,
    tiles: &dyn Tiles,
    rows: impl Iterator<Item = Result<DumpRow, Failure>>,
) -> Result<Report, Failure> {
    let stored: Vec<&str> = standard.stored.iter().map(String::as_str).collect();
    let other_log = |why: jingwei_ledger::CheckpointError| {
        Failure::new(
            "other_log",
            format!("检查点属于另一账本：{why}"),
            format!("the checkpoint belongs to another log: {why}"),
        )
        .next("核对 --since 的文件", "check the file given with `--since`")
    };
    let mut order = Auditor::new(tiles, &standard.trust, &stored, &standard.held).map_err(other_log)?;
    let mut seals = SealAudit::new();
    let mut cases = 0;
    for row in rows {
        let row = row?;
        match &row {
            DumpRow::Leaf(leaf) => order.row(&ledger_row(leaf)),
            DumpRow::Case(_) => cases += 1,
            _ => {}
        }
        seals.take(&row);
    }
    Ok(report(&order.finish(), seals.finish(), cases))
}

fn report(order: &Findings, rows: Vec<RowFinding>, cases: u64) -> Report {
    Report {
        ok: order.is_sound() && rows.is_empty(),
        size: order.rows(),
        root: order.root().map(|root| root.to_string()),
        proven: order.proven(),
        cases,
        findings: order.list().iter().map(Told::from).collect(),
        rows,
    }
}

fn ledger_row(leaf: &LeafRow) -> Row<'_> {
    let body = (!leaf.body.is_empty()).then_some(leaf.body.as_slice());
    let erased = leaf.body.is_empty() && leaf.salt.is_empty();
    Row {
        index: leaf.index,
        entry: &leaf.entry,
        content: Content::from_columns(Salt::from_slice(&leaf.salt), body, erased),
    }
}

/// Every checkpoint that a store keeps, smallest first.
///
/// # Errors
/// When the database fails.
pub async fn stored_checkpoints(store: &dyn Store) -> Result<Vec<String>, Failure> {
    const PAGE: u32 = 1000;
    let (mut notes, mut above) = (Vec::new(), 0);
    loop {
        let page = store.checkpoints(above, PAGE).await.map_err(|error| store_failure(&error))?;
        let Some(last) = page.last() else { return Ok(notes) };
        above = last.size;
        notes.extend(page.into_iter().map(|checkpoint| checkpoint.note));
    }
}

/// The rows of a dump, for a thread that may wait.
pub fn waiting(
    mut rows: tokio::sync::mpsc::Receiver<Result<DumpRow, StoreError>>,
) -> impl Iterator<Item = Result<DumpRow, Failure>> {
    std::iter::from_fn(move || rows.blocking_recv().map(|row| row.map_err(|error| store_failure(&error))))
}
