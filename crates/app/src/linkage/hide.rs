//! `jingwei linkage hide`: a department turns fields that it may not show into keyed filters, which can be compared and not read.

use super::read::{Wanted, read};
use super::run::{cell, create};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::hidden::{LEAST_KEY, hide, token};
use jingwei_linkage::register::Cells;
use serde_json::json;
use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;

/// What to hide.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 数据文件 / the data
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// 写到哪里（CSV）/ where to write (CSV)
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
    /// 各部门约定的密钥文件，至少 16 字节；绝不交给比对方 / the key that the departments share, at least 16 bytes; whoever compares must never have it
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// 变为可近似比对的密文的列 / a column to become filters that can be compared approximately
    #[arg(long, value_name = "COLUMN[=NAME]", num_args = 1)]
    field: Vec<String>,
    /// 变为只能比对相等的密文的列 / a column to become tokens that are equal or not
    #[arg(long, value_name = "COLUMN[=NAME]", num_args = 1)]
    exact: Vec<String>,
    /// 原样保留的列，如编号；未列出的列不写出 / a column to keep as it is, such as the identifier; columns not named are left out
    #[arg(long, value_name = "COLUMN[=NAME]", num_args = 1)]
    keep: Vec<String>,
}

/// One column to write, under the name that goes into its filters: departments whose columns are called differently agree on one.
struct Column {
    name: String,
    cells: Cells,
    how: How,
}

/// What becomes of a column.
#[derive(Clone, Copy)]
enum How {
    Keep,
    Filter,
    Token,
}

/// Hides.
///
/// # Errors
/// When a file cannot be read or written, a column is not there, or the key is too short.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let key = std::fs::read(&args.key_file).map_err(|why| Failure::unreadable(&args.key_file, &why))?;
        let key = key.trim_ascii();
        if key.len() < LEAST_KEY {
            return Err(Failure::new(
                "short_key",
                format!("密钥只有 {} 字节，至少要 {LEAST_KEY} 字节", key.len()),
                format!("the key has {} bytes; it needs {LEAST_KEY} at least", key.len()),
            )
            .next("用 openssl rand -hex 32 生成", "make one with `openssl rand -hex 32`"));
        }
        let (columns, rows) = columns(&args, answer)?;
        write(&args, &columns, rows, key)?;
        let hidden = args.field.len() + args.exact.len();
        answer.object(&json!({ "records": rows, "hidden": hidden, "kept": args.keep.len() }));
        answer.say(format!("{rows} 条记录，{hidden} 列已变为密文 / {rows} records, {hidden} columns hidden"));
        Ok(Verdict::Done)
    })
    .await
}

/// The wanted columns, those to keep first, and how many records there are.
fn columns(args: &Args, answer: Answer) -> Result<(Vec<Column>, usize), Failure> {
    let wanted = args.keep.iter().map(|name| (name, How::Keep));
    let wanted = wanted.chain(args.field.iter().map(|name| (name, How::Filter)));
    let wanted: Vec<(&String, How)> = wanted.chain(args.exact.iter().map(|name| (name, How::Token))).collect();
    if args.field.is_empty() && args.exact.is_empty() {
        return Err(Failure::bad_argument("没有指明要隐藏的列", "no column to hide was named"));
    }
    let split = |given: &'_ String| -> (String, String) {
        let (column, name) = given.split_once('=').unwrap_or((given, given));
        (column.to_owned(), name.to_owned())
    };
    let wanted: Vec<((String, String), How)> = wanted.into_iter().map(|(given, how)| (split(given), how)).collect();
    let names = wanted.iter().map(|((column, _), _)| column.as_str()).collect();
    let mut table = read(&args.input, &Wanted::Named(names))?;
    for (line, why) in &table.faults {
        answer.remark(format!("`{}` 第 {line} 行 / line {line}: {why}", args.input.display()));
    }
    let mut columns = Vec::new();
    for ((wanted, name), how) in wanted {
        let at = table.columns.iter().position(|(column, _)| *column == wanted).ok_or_else(|| {
            let shown = args.input.display();
            Failure::new(
                "missing_columns",
                format!("`{shown}` 没有列 `{wanted}`"),
                format!("`{shown}` lacks `{wanted}`"),
            )
            .next("核对列名；同一列只能指明一次", "check the names; a column can be named once")
        })?;
        let (_, cells) = table.columns.swap_remove(at);
        columns.push(Column { name, cells, how });
    }
    Ok((columns, table.lines.len()))
}

fn write(args: &Args, columns: &[Column], rows: usize, key: &[u8]) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::unwritable(&args.out, &why);
    let header: Vec<_> = columns.iter().map(|column| cell(&column.name)).collect();
    let mut file = create(&args.out, &format!("{}\n", header.join(",")))?;
    // A value that many records share is hidden once.
    let mut known: HashMap<(usize, &str), String> = HashMap::new();
    for row in 0..rows {
        for (at, column) in columns.iter().enumerate() {
            let value = column.cells.get(row).unwrap_or_default();
            let make = |make: fn(&[u8], &str, &str) -> Option<String>| {
                make(key, &column.name, value).expect("the key's length was checked")
            };
            if at > 0 {
                file.write_all(b",").map_err(failed)?;
            }
            let shown = match column.how {
                _ if value.is_empty() => String::new(),
                How::Keep => cell(value).into_owned(),
                How::Filter => known.entry((at, value)).or_insert_with(|| make(hide)).clone(),
                How::Token => known.entry((at, value)).or_insert_with(|| make(token)).clone(),
            };
            file.write_all(shown.as_bytes()).map_err(failed)?;
        }
        file.write_all(b"\n").map_err(failed)?;
    }
    file.flush().map_err(failed)
}
