//! Reading the records to link: CSV, Parquet, JSON lines or a workbook, cell by cell into columns, so that a file is never held whole.

mod csv_file;
mod parquet_file;

use crate::cases::import::map::{Encoding, Format};
use crate::cases::import::rows;
use crate::{Answer, Failure};
use jingwei_linkage::plan::{BadPlan, OnFault, Plan};
use jingwei_linkage::register::{Cells, Fault, Register, Source, Unfit};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// A plan and the data that it is for.
#[derive(Debug, Clone, clap::Args)]
pub struct Inputs {
    /// 归并方案（TOML）/ the plan (TOML)
    #[arg(long, value_name = "PLAN.toml")]
    pub plan: PathBuf,
    /// 数据文件（CSV、Parquet、JSONL 或 XLSX），一个查重、两个互连 / one file to find duplicates in, or two to link
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    pub input: Vec<PathBuf>,
}

/// Which columns to read.
#[derive(Debug)]
pub enum Wanted<'p> {
    /// All of them.
    All,
    /// Those of these names.
    Named(Vec<&'p str>),
}

/// The columns of a file.
#[derive(Debug, Default)]
pub struct Table {
    /// Columns by name, in the order of the file.
    pub columns: Vec<(String, Cells)>,
    /// The line of each record, from 1.
    pub lines: Vec<u32>,
    /// Lines that could not be read, and why, in Chinese and English.
    pub faults: Vec<(u64, String)>,
}

impl Wanted<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(names) => names.contains(&name),
        }
    }
}

/// Reads the wanted columns of a file, of the sort that its name says.
///
/// # Errors
/// When it cannot be read at all; lines that cannot are told in the table.
pub fn read(path: &Path, wanted: &Wanted<'_>) -> Result<Table, Failure> {
    if Sort::of(path) == Sort::Parquet {
        return parquet_file::read(path, wanted);
    }
    let mut whole = Table::default();
    pieces(path, wanted, usize::MAX, &mut |table| {
        whole = table;
        Ok(())
    })?;
    Ok(whole)
}

/// Reads the wanted columns of a file so many records at a time, in order; a piece may have none.
///
/// # Errors
/// When it cannot be read, or `each` says so.
pub fn pieces(
    path: &Path,
    wanted: &Wanted<'_>,
    at_a_time: usize,
    each: &mut dyn FnMut(Table) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match Sort::of(path) {
        Sort::Parquet => parquet_file::pieces(path, wanted, at_a_time, each),
        Sort::Jsonl => rows_of(path, Format::Jsonl, wanted, at_a_time, each),
        Sort::Xlsx => rows_of(path, Format::Xlsx, wanted, at_a_time, each),
        Sort::Csv => csv_file::pieces(path, wanted, at_a_time, each),
    }
}

/// About how many records a file has, without reading it: for text, as many as its length holds of its first lines.
///
/// # Errors
/// When it cannot be read.
pub fn about(path: &Path) -> Result<u64, Failure> {
    let failed = |why: std::io::Error| Failure::unreadable(path, &why);
    match Sort::of(path) {
        Sort::Parquet => parquet_file::count(path),
        // A sheet has a million lines at most.
        Sort::Xlsx => Ok(0),
        Sort::Jsonl | Sort::Csv => {
            let file = std::fs::File::open(path).map_err(failed)?;
            let length = file.metadata().map_err(failed)?.len();
            let mut first = Vec::new();
            file.take(1 << 20).read_to_end(&mut first).map_err(failed)?;
            let lines = first.iter().filter(|byte| **byte == b'\n').count() as u64;
            Ok(length * lines.max(1) / (first.len() as u64).max(1))
        }
    }
}

/// What sort of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Csv,
    Jsonl,
    Xlsx,
    Parquet,
}

impl Sort {
    fn of(path: &Path) -> Self {
        match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
            Some("parquet" | "pq") => Self::Parquet,
            Some("jsonl" | "ndjson") => Self::Jsonl,
            Some("xlsx") => Self::Xlsx,
            _ => Self::Csv,
        }
    }
}

/// Reads plan and data, and tells what is wrong with the data by line.
///
/// # Errors
/// When either cannot be read, or the plan says to stop at a fault and there is one.
pub fn register(inputs: &Inputs, answer: Answer) -> Result<(Plan, Register), Failure> {
    super::at_most_two(&inputs.input)?;
    let (_, plan) = plan(&inputs.plan)?;
    let register = fill(&plan, &inputs.input, answer)?;
    Ok((plan, register))
}

/// Reads a plan; gives its text as well, which is kept with a run.
///
/// # Errors
/// When it cannot be read or is none.
pub fn plan(path: &Path) -> Result<(String, Plan), Failure> {
    let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    let plan = Plan::parse(&text).map_err(|why| bad_plan(path, &why))?;
    Ok((text, plan))
}

/// Reads the data of a plan, one source a file, and tells what is wrong with them by line.
///
/// # Errors
/// When a file cannot be read, or the plan says to stop at a fault and there is one.
pub fn fill(plan: &Plan, inputs: &[PathBuf], answer: Answer) -> Result<Register, Failure> {
    let mut faults = Vec::new();
    let mut sources = Vec::new();
    for (number, path) in inputs.iter().enumerate() {
        sources.push(source(path, number, plan, &mut faults)?);
    }
    for (at, field) in plan.fields.iter().enumerate() {
        if !sources.is_empty() && sources.iter().all(|source| source.fields[at].is_none() && !source.ids.is_empty()) {
            return Err(nowhere(&field.name));
        }
    }
    let register = Register::new(plan, sources).map_err(|why| unfit(&why, inputs))?;
    judge(plan, faults, register.faults(), register.fault_count(), inputs, answer)?;
    Ok(register)
}

/// Tells what is wrong with the data, and stops if the plan says so.
pub(super) fn judge(
    plan: &Plan,
    mut faults: Vec<String>,
    values: &[Fault],
    count: usize,
    inputs: &[PathBuf],
    answer: Answer,
) -> Result<(), Failure> {
    for fault in values {
        let path = inputs[fault.source].display();
        let (line, field, zh, en) = (fault.line, &fault.field, fault.zh, fault.en);
        faults.push(format!("`{path}` 第 {line} 行 {field}：{zh} / line {line}, {field}: {en}"));
    }
    say(&faults, count, answer);
    if plan.faults == OnFault::Stop
        && let Some(first) = faults.first()
    {
        let count = faults.len().max(count);
        return Err(Failure::new(
            "faults",
            format!("有 {count} 处问题：{first}"),
            format!("{count} faults, the first: {first}"),
        )
        .next(
            "改正数据，或在方案中写 faults = \"go-on\"",
            "mend the data, or write `faults = \"go-on\"` in the plan",
        ));
    }
    Ok(())
}

/// A plan that cannot be used.
#[must_use]
pub fn bad_plan(path: &Path, why: &BadPlan) -> Failure {
    let path = path.display();
    Failure::new("bad_plan", format!("方案 `{path}` 不能用：{why}"), format!("the plan `{path}` cannot be used: {why}"))
        .next(
            "改正方案；jingwei linkage plan 给出一份可用的",
            "correct it; `jingwei linkage plan` proposes one that works",
        )
}

/// So many faults are said one by one.
const SAID: usize = 20;

fn say(faults: &[String], count: usize, answer: Answer) {
    for fault in faults.iter().take(SAID) {
        answer.remark(fault);
    }
    let more = faults.len().max(count).saturating_sub(SAID);
    if more > 0 {
        answer.remark(format!("另有 {more} 处 / and {more} more"));
    }
}

/// A column of the plan that no file has.
pub(super) fn nowhere(field: &str) -> Failure {
    Failure::new(
        "missing_columns",
        format!("任何文件都没有方案中的列 `{field}`"),
        format!("no file has the column `{field}` of the plan"),
    )
    .next("核对方案和文件", "compare the plan with the files")
}

/// The columns of a source that a plan needs.
pub(super) fn needed(plan: &Plan, number: usize) -> Wanted<'_> {
    let mut names: Vec<&str> = plan.fields.iter().map(|field| field.column(number)).collect();
    names.push(&plan.id);
    Wanted::Named(names)
}

fn source(path: &Path, number: usize, plan: &Plan, faults: &mut Vec<String>) -> Result<Source, Failure> {
    let mut table = read(path, &needed(plan, number))?;
    faults.extend(unread(path, &table));
    if table.lines.is_empty() {
        faults.push(empty(path));
        return Ok(Source { fields: plan.fields.iter().map(|_| None).collect(), ..Source::default() });
    }
    let source = taken(path, number, plan, &mut table)?;
    for (field, _) in plan.fields.iter().zip(&source.fields).filter(|(_, cells)| cells.is_none()) {
        faults.push(lacks(path, field.column(number)));
    }
    Ok(source)
}

/// The lines that could not be read, as they are told.
pub(super) fn unread(path: &Path, table: &Table) -> Vec<String> {
    let shown = path.display();
    table.faults.iter().map(|(line, why)| format!("`{shown}` 第 {line} 行 / line {line}: {why}")).collect()
}

/// What is told of a file without records.
pub(super) fn empty(path: &Path) -> String {
    format!("`{}` 没有记录 / has no records", path.display())
}

/// What is told of a file without a column.
pub(super) fn lacks(path: &Path, column: &str) -> String {
    format!("`{}` 缺少列 {column}，按缺失处理 / lacks the column {column}, taken as missing", path.display())
}

/// The columns of a table, as the plan names them.
pub(super) fn taken(path: &Path, number: usize, plan: &Plan, table: &mut Table) -> Result<Source, Failure> {
    let mut take = |name: &str| {
        let at = table.columns.iter().position(|(column, _)| column == name)?;
        Some(std::mem::take(&mut table.columns[at].1))
    };
    let ids = take(&plan.id).ok_or_else(|| {
        let (shown, id) = (path.display(), &plan.id);
        let (zh, en) = (format!("`{shown}` 缺少编号列 `{id}`"), format!("`{shown}` lacks the column `{id}`"));
        Failure::new("missing_columns", zh, en).next("核对方案中的 id", "check `id` in the plan")
    })?;
    let fields: Vec<Option<Cells>> = plan.fields.iter().map(|field| take(field.column(number))).collect();
    Ok(Source { ids, lines: std::mem::take(&mut table.lines), fields })
}

pub(super) fn unfit(why: &Unfit, paths: &[PathBuf]) -> Failure {
    match why {
        Unfit::Nameless { source, line } => {
            let path = paths[*source].display();
            let (zh, en) =
                (format!("`{path}` 第 {line} 行没有编号"), format!("line {line} of `{path}` has no identifier"));
            Failure::new("no_identifier", zh, en)
                .next("补上编号，或换一列作 id", "fill it in, or take another column as `id`")
        }
        Unfit::TooMany => {
            Failure::new("too_many", "记录超过四十二亿条", "there are more than four thousand million records")
                .next("分批归并", "link them in parts")
        }
    }
}

/// JSON lines and workbooks, through the reader that the import of cases uses.
fn rows_of(
    path: &Path,
    format: Format,
    wanted: &Wanted<'_>,
    at_a_time: usize,
    each: &mut dyn FnMut(Table) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut table = Table::default();
    for row in rows::read(path, format, Encoding::Auto, &[])? {
        let row = match row {
            Ok(row) => row,
            Err((line, fault)) => {
                table.faults.push((line, fault.why));
                continue;
            }
        };
        let mut given = row.original();
        given.retain(|(name, _)| wanted.is(name));
        for (name, _) in &given {
            if !table.columns.iter().any(|(column, _)| column == name) {
                let mut cells = Cells::default();
                (0..table.lines.len()).for_each(|_| cells.push(None));
                table.columns.push((name.clone(), cells));
            }
        }
        for (name, cells) in &mut table.columns {
            cells.push(given.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str()));
        }
        table.lines.push(u32::try_from(row.line).unwrap_or(u32::MAX));
        if table.lines.len() >= at_a_time {
            each(std::mem::take(&mut table))?;
        }
    }
    each(table)
}
