//! The tables that the filing of a report writes, and how their rows are read back and written again. One flat list for
//! both databases, since their tables bear the same names.

use crate::{Fault, Outcome};
use jingwei_cases::Case;
use jingwei_store::words::words;
use rusqlite::types::Value;

/// Makes of what was read the values that are to be written.
type Finish = fn(&mut Vec<Value>) -> Outcome<()>;

/// One table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The table that its rows are read from, where it does not give them back itself.
    pub(super) from: &'static str,
    /// The leaf that a row came with.
    pub(super) leaf: &'static str,
    /// What to read, on SQLite and on PostgreSQL.
    pub(super) columns: [&'static str; 2],
    /// In which order, within a group: by key, as a careful program would write.
    pub(super) order: &'static str,
    /// What must be worked out on SQLite because no table gives it back.
    pub(super) finish: Option<Finish>,
    /// What follows the values when the row is there already.
    pub(super) again: &'static str,
}

impl Table {
    /// A table whose rows come back as they were written.
    const fn plain(name: &'static str, leaf: &'static str, order: &'static str) -> Self {
        Self { name, from: name, leaf, columns: ["*", "*"], order, finish: None, again: "" }
    }

    /// Reads its rows with the number of their group in front.
    pub(super) fn select(&self, database: usize, leaves_in_a_group: usize) -> String {
        let Self { from, leaf, order, .. } = self;
        format!("SELECT {leaf} / {leaves_in_a_group} AS part, {} FROM {from} {order}", self.columns[database])
    }
}

/// The last 30 bits of a case's place in the order of filing are its first leaf.
const LEAF_OF_SEQ: &str = "(seq & 1073741823)";
const LEAF_OF_REPORTER: &str = "(SELECT seq & 1073741823 FROM cases WHERE cases.id = reporters.id)";

/// The tables, in the order in which the store writes them.
pub(super) const TABLES: &[Table] = &[
    Table::plain("facts", "ledger_index", "ORDER BY part, ledger_index"),
    Table::plain("commands", "ledger_index", "ORDER BY part, ledger_index"),
    // The serial of a day is counted on once in a group; the receipt numbers of its cases say how far.
    Table {
        columns: [SERIAL, SERIAL],
        from: "cases",
        again: " ON CONFLICT (day) DO UPDATE SET last = excluded.last",
        ..Table::plain("serials", LEAF_OF_SEQ, "GROUP BY part, day ORDER BY part, day")
    },
    Table::plain("cases", LEAF_OF_SEQ, "ORDER BY part, seq"),
    Table::plain("facets", LEAF_OF_SEQ, "ORDER BY part, facet, seq"),
    // The index of words keeps no text on SQLite, so the words are made anew from the case, as the store made them.
    Table {
        columns: ["seq, number, body", "seq, (SELECT words::text FROM words WHERE words.seq = cases.seq)"],
        from: "cases",
        finish: Some(words_of_case),
        ..Table::plain("words", LEAF_OF_SEQ, "ORDER BY part, seq")
    },
    Table::plain("reporters", LEAF_OF_REPORTER, "ORDER BY part, id"),
    Table::plain("outbox", "ledger_index", "ORDER BY part, ledger_index, ordinal"),
];

const SERIAL: &str = "CAST(substr(number, 1, 8) AS integer) AS day, max(CAST(substr(number, 9, 6) AS bigint))";

/// Tables that the filing of a report does not write, or that are derived later.
const OTHERS: &[&str] = &["migrations", "tree", "tiles", "checkpoints", "ledger_head"];

/// Fails when the store has come to write a table that is not in the list above: the ceiling would be too high.
pub(super) fn check_nothing_is_missing(
    names: &[String],
    mut has_rows: impl FnMut(&str) -> Outcome<bool>,
) -> Outcome<()> {
    for name in names {
        let known = TABLES.iter().any(|table| table.name == name) || OTHERS.contains(&name.as_str());
        if !known && !name.starts_with("words_") && has_rows(name)? {
            return Err(Fault::from(format!("the store writes `{name}`, which the ceiling leaves out")));
        }
    }
    Ok(())
}

/// Turns place, number and body of a case into place and words.
fn words_of_case(values: &mut Vec<Value>) -> Outcome<()> {
    let [seq, Value::Text(number), Value::Blob(body)] = values.as_slice() else {
        return Err("a case's row is not as expected".into());
    };
    let text = words_of(number, body)?;
    *values = vec![seq.clone(), Value::Text(text)];
    Ok(())
}

/// The words under which the store finds this case, in one text.
fn words_of(number: &str, body: &[u8]) -> Outcome<String> {
    let case: Case = serde_json::from_slice(body)?;
    let mut text = number.to_owned();
    for word in words(&[&case.intake.title, &case.intake.description, &case.place.address]) {
        text.push(' ');
        text.push_str(&word);
    }
    Ok(text)
}
