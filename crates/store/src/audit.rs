//! Does every row still stand as it was written? Reads a dump, and names each row that does not.
//!
//! The leaves themselves are checked against tree and checkpoints by `jingwei_ledger`; given that they are true, the seals
//! in their bodies bind every authoritative row: an edited row does not fit its last seal, an added row has none, and a
//! seal whose row is gone stays over at the end. Memory: some hundred bytes for each case, whatever the number of facts.

use crate::dump::{DumpRow, LeafRow};
use crate::leaves::Body;
use crate::seal::{self, ERASED, hex, name, sha256};
use jingwei_ledger::{Entry, Salt};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// One row that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowFinding {
    /// The row, such as `case/…` or `leaf/17`.
    pub row: String,
    /// What is wrong with it.
    pub fault: Fault,
    /// The leaf that seals it, where there is one.
    pub ledger_index: Option<u64>,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It differs from what was sealed.
    Edited,
    /// No leaf speaks of it.
    Inserted,
    /// A leaf speaks of it, and it is not there.
    Deleted,
    /// A column of it differs from its own body.
    Skewed(String),
    /// It cannot be read.
    Unreadable,
}

impl fmt::Display for RowFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = &self.row;
        match &self.fault {
            Fault::Edited => write!(f, "`{row}` was edited after it was sealed")?,
            Fault::Inserted => write!(f, "`{row}` was inserted: no leaf speaks of it")?,
            Fault::Deleted => write!(f, "`{row}` was deleted")?,
            Fault::Skewed(column) => write!(f, "column `{column}` of `{row}` differs from its body")?,
            Fault::Unreadable => write!(f, "`{row}` cannot be read")?,
        }
        match self.ledger_index {
            Some(index) => write!(f, " (leaf {index})"),
            None => Ok(()),
        }
    }
}

/// The audit of all rows but the leaves' order. Give it every row of a dump, then ask for the end.
#[derive(Debug, Default)]
pub struct SealAudit {
    /// Rows that came before the leaves, by name.
    early: BTreeMap<String, String>,
    /// The last seal of each row that lives on beyond its leaf, and where it stands.
    seals: HashMap<String, (String, u64)>,
    /// Seals of the last leaf for rows that stand right behind it.
    at_hand: BTreeMap<String, String>,
    leaf: Option<u64>,
    found: Vec<RowFinding>,
}

impl SealAudit {
    /// An audit that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next row.
    pub fn take(&mut self, row: &DumpRow) {
        match row {
            DumpRow::Rulebook(row) => self.keep(name::rulebook(&row.version), seal::rulebook(row)),
            DumpRow::Net(row) => self.keep(name::net(&row.net), seal::net(row)),
            DumpRow::NetStanding(row) => {
                self.skewed(&name::net_standing(&row.key), row.skewed.as_ref());
                self.keep(name::net_standing(&row.key), seal::credential(row));
            }
            DumpRow::LinkageAct(row) => self.keep(name::linkage_act(&row.act), seal::linkage_act(row)),
            DumpRow::Linkage(row) => {
                self.skewed(&name::linkage(&row.key), row.skewed.as_ref());
                self.keep(name::linkage(&row.key), seal::credential(row));
            }
            DumpRow::Account(row) => {
                self.skewed(&name::account(&row.key), row.skewed.as_ref());
                self.keep(name::account(&row.key), seal::credential(row));
            }
            DumpRow::Token(row) => {
                self.skewed(&name::token(&row.key), row.skewed.as_ref());
                self.keep(name::token(&row.key), seal::credential(row));
            }
            DumpRow::Model(row) => self.keep(name::model(&row.version), seal::model(row)),
            DumpRow::InForce(row) => {
                self.skewed(&name::in_force(&row.key), row.skewed.as_ref());
                self.keep(name::in_force(&row.key), seal::credential(row));
            }
            DumpRow::Topic(row) => {
                self.skewed(&name::topic(&row.key), row.skewed.as_ref());
                self.keep(name::topic(&row.key), seal::credential(row));
            }
            DumpRow::Leaf(row) => self.leaf(row),
            DumpRow::Command(row) => self.beside(&name::command(row.command), row.ledger_index, &seal::command(row)),
            DumpRow::FollowUp(row) => {
                self.skewed(&name::follow_up(row.ordinal), row.skewed.as_ref());
                self.beside(&name::follow_up(row.ordinal), row.ledger_index, &seal::follow_up(row));
            }
            DumpRow::Case(row) => {
                self.end_of_leaf();
                self.skewed(&name::case(row.id), row.skewed.as_ref());
                self.compare(name::case(row.id), &seal::case_row(row));
            }
            DumpRow::Reporter(row) => self.compare(name::reporter(row.case), &seal::reporter(row)),
            // What is in it decides nothing but whether it is the picture that its case names.
            DumpRow::Attachment(row) if hex(&sha256(&row.content)) != row.sha256 => {
                self.find(format!("attachment/{}", row.sha256), Fault::Edited, None);
            }
            DumpRow::Attachment(_) | DumpRow::Follow(_) | DumpRow::View(_) | DumpRow::Checkpoint(_) => {}
        }
    }

    /// What was found, in the order in which it was seen; what is missing comes last.
    #[must_use]
    pub fn finish(mut self) -> Vec<RowFinding> {
        self.end_of_leaf();
        for (row, seal) in std::mem::take(&mut self.early) {
            self.compare(row, &seal);
        }
        let mut missing: Vec<_> = self.seals.into_iter().filter(|(_, (seal, _))| seal != ERASED).collect();
        missing.sort_by_key(|(_, (_, index))| *index);
        self.found.extend(missing.into_iter().map(|(row, (_, index))| RowFinding {
            row,
            fault: Fault::Deleted,
            ledger_index: Some(index),
        }));
        self.found
    }

    fn keep(&mut self, row: String, seal: String) {
        self.early.insert(row, seal);
    }

    fn leaf(&mut self, row: &LeafRow) {
        self.end_of_leaf();
        self.leaf = Some(row.index);
        let here = format!("leaf/{}", row.index);
        self.skewed(&here, row.skewed.as_ref());
        if row.body.is_empty() && row.salt.is_empty() {
            return;
        }
        let entry = Entry::decode(&row.entry).ok();
        let fits = entry.zip(Salt::from_slice(&row.salt)).map(|(entry, salt)| entry.matches(&salt, &row.body));
        match (fits, Body::read(&row.body)) {
            (Some(true), Ok(body)) => self.remember(body, row.index),
            (Some(false), _) => self.find(here, Fault::Edited, Some(row.index)),
            _ => self.find(here, Fault::Unreadable, Some(row.index)),
        }
    }

    fn remember(&mut self, body: Body, index: u64) {
        for (row, seal) in body.seals {
            if row.starts_with("command/") || row.starts_with("follow_up/") {
                self.at_hand.insert(row, seal);
            } else {
                self.seals.insert(row, (seal, index));
            }
        }
    }

    /// A row that stands right behind its leaf.
    fn beside(&mut self, row: &str, index: u64, seal: &str) {
        let fault = match (self.leaf == Some(index)).then(|| self.at_hand.remove(row)).flatten() {
            None => Fault::Inserted,
            Some(sealed) if sealed != seal => Fault::Edited,
            Some(_) => return,
        };
        self.find(format!("{row}@{index}"), fault, Some(index));
    }

    fn compare(&mut self, row: String, seal: &str) {
        match self.seals.remove(&row) {
            None => self.find(row, Fault::Inserted, None),
            Some((sealed, index)) if sealed != seal => self.find(row, Fault::Edited, Some(index)),
            Some(_) => {}
        }
    }

    /// What the last leaf sealed and was not behind it.
    fn end_of_leaf(&mut self) {
        for row in std::mem::take(&mut self.at_hand).into_keys() {
            let index = self.leaf;
            let row = index.map_or_else(|| row.clone(), |index| format!("{row}@{index}"));
            self.find(row, Fault::Deleted, index);
        }
    }

    fn skewed(&mut self, row: &str, column: Option<&String>) {
        if let Some(column) = column {
            self.find(row.to_owned(), Fault::Skewed(column.clone()), None);
        }
    }

    fn find(&mut self, row: String, fault: Fault, ledger_index: Option<u64>) {
        self.found.push(RowFinding { row, fault, ledger_index });
    }
}
