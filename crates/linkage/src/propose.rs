//! A plan proposed from the data alone: what sort of value each column holds, which columns only repeat others, and which keys bring
//! true pairs together at a price that can be paid. Nothing here looks at a column that holds the answer.

mod blocks;
mod kinds;
mod repeats;

use crate::plan::{Block, Field, Kind, OnFault, Plan, Rule, Survivorship, Thresholds};
use crate::register::Cells;

/// A column of one or two sources.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its cells, one list a source.
    pub cells: Vec<Cells>,
}

/// A plan and what made it so.
#[derive(Debug)]
pub struct Proposal {
    /// The plan.
    pub plan: Plan,
    /// Remarks on columns, in Chinese and English: why this kind, or why it is left out.
    pub remarks: Vec<Remark>,
    /// For each block, about how many pairs it makes.
    pub pairs: Vec<f64>,
}

/// What was noticed about a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The column.
    pub column: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Why no plan can be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlan {
    /// No column tells each record from all others.
    NoIdentifier,
    /// No column can be compared.
    NothingToCompare,
    /// No key keeps the number of pairs payable.
    NoKey,
}

/// Names of columns that hold the answer, or somebody's earlier answer; a plan made from them would prove nothing.
const ANSWERS: &[&str] = &["cluster", "cluster_id", "label", "truth", "gold", "match_id", "entity_id", "golden_id"];

/// Proposes a plan for these columns.
///
/// # Errors
/// When there is no identifier, nothing to compare, or no affordable key.
pub fn propose(columns: &[Column]) -> Result<Proposal, NoPlan> {
    let id = identifier(columns).ok_or(NoPlan::NoIdentifier)?;
    let mut remarks = Vec::new();
    let mut chosen: Vec<(&Column, Kind)> = Vec::new();
    for column in columns.iter().filter(|column| column.name != columns[id].name) {
        let (kind, remark) = judge(column);
        remarks.push(remark);
        chosen.extend(kind.map(|kind| (column, kind)));
    }
    for (column, of) in repeats::repeats(&chosen) {
        let (zh, en) = (format!("只是重复 {of}，不再比较"), format!("only repeats {of}, not compared again"));
        remarks.retain(|remark| remark.column != column);
        remarks.push(Remark { column: column.clone(), zh, en });
        chosen.retain(|(kept, _)| kept.name != column);
    }
    if chosen.is_empty() {
        return Err(NoPlan::NothingToCompare);
    }
    let fields = fields(&chosen);
    let (blocks, pairs): (Vec<Block>, Vec<f64>) = blocks::choose(&chosen).into_iter().unzip();
    if blocks.is_empty() {
        return Err(NoPlan::NoKey);
    }
    let survivorship = chosen.iter().filter(|(_, kind)| *kind == Kind::Address);
    let survivorship = survivorship.map(|(column, _)| Survivorship {
        field: column.name.clone(),
        rule: Rule::Longest,
        sources: Vec::new(),
    });
    let plan = Plan {
        id: columns[id].name.clone(),
        within: None,
        memory_mb: None,
        faults: OnFault::GoOn,
        thresholds: Thresholds::default(),
        purpose: None,
        survivorship: survivorship.collect(),
        fields,
        blocks,
    };
    Ok(Proposal { plan, remarks, pairs })
}

/// The first column that is filled and distinct in every source; one that is called an identifier before others.
fn identifier(columns: &[Column]) -> Option<usize> {
    let unique = |column: &Column| {
        column.cells.iter().all(|cells| !cells.is_empty() && cells.distinct() == cells.len())
            && !ANSWERS.contains(&column.name.as_str())
    };
    let called = |column: &Column| {
        let name = column.name.to_lowercase();
        name == "id" || name.ends_with("_id") || name.ends_with("编号") || name.ends_with("序号")
    };
    let named = columns.iter().position(|column| unique(column) && called(column));
    named.or_else(|| columns.iter().position(unique))
}

fn judge(column: &Column) -> (Option<Kind>, Remark) {
    let remark = |zh: String, en: String| Remark { column: column.name.clone(), zh, en };
    if ANSWERS.contains(&column.name.to_lowercase().as_str()) {
        let (zh, en) = ("像是已有的答案，不参与比较", "looks like an earlier answer and is not compared");
        return (None, remark(zh.to_owned(), en.to_owned()));
    }
    let cells = || column.cells.iter();
    let rows: usize = cells().map(Cells::len).sum();
    let filled: usize = cells().map(Cells::filled).sum();
    let distinct = cells().map(Cells::distinct).max().unwrap_or(0);
    if filled * 50 < rows || distinct < 2 {
        let (zh, en) =
            ("几乎为空或只有一个值，不参与比较", "is all but empty or has one value only, and is not compared");
        return (None, remark(zh.to_owned(), en.to_owned()));
    }
    let kind = kinds::kind(column, filled, distinct);
    let percent = filled * 100 / rows.max(1);
    let (zh, en) = (format!("{percent}% 有值，{distinct} 种"), format!("{percent} % filled, {distinct} distinct"));
    (Some(kind), remark(zh, en))
}

fn fields(chosen: &[(&Column, Kind)]) -> Vec<Field> {
    let names: Vec<&str> =
        chosen.iter().filter(|(_, kind)| *kind == Kind::Name).map(|(column, _)| column.name.as_str()).collect();
    chosen
        .iter()
        .map(|(column, kind)| Field {
            name: column.name.clone(),
            columns: Vec::new(),
            kind: *kind,
            frequencies: true,
            // A given name that slipped into the field of family names, or stands there alone.
            graded: false,
            crosswise: match names[..] {
                [first, second] if first == column.name => Some(second.to_owned()),
                _ => None,
            },
        })
        .collect()
}
