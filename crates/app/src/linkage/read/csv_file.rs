//! CSV in UTF-8 or GB18030, with or without a byte-order mark, read in one pass after one that finds out the encoding.

use super::{Table, Wanted};
use crate::Failure;
use encoding_rs::GB18030;
use jingwei_linkage::register::Cells;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Reads the wanted columns so many records at a time; the last piece may be empty.
pub(super) fn pieces(
    path: &Path,
    wanted: &Wanted<'_>,
    at_a_time: usize,
    each: &mut dyn FnMut(Table) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::unreadable(path, &why);
    let mut file = File::open(path).map_err(failed)?;
    let utf8 = is_utf8(&mut file).map_err(failed)?;
    let start = skip_mark(&mut file, path)?;
    file.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::with_capacity(1 << 18, file));
    let text = |bytes: &'_ [u8]| -> Option<String> { decoded(bytes, utf8).map(Cow::into_owned) };
    let header = reader.byte_headers().map_err(|why| broken(path, &why))?.clone();
    let names: Vec<Option<String>> = header.iter().map(|cell| text(cell).map(|name| name.trim().to_owned())).collect();
    let mut columns: Vec<(usize, String, Cells)> = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let name = name.ok_or_else(|| broken(path, &"its header is in another encoding"))?;
        if wanted.is(&name) && columns.iter().any(|(_, other, _)| *other == name) {
            let (zh, en) = (
                format!("`{}` 有两个“{name}”列", path.display()),
                format!("`{}` has two columns `{name}`", path.display()),
            );
            return Err(Failure::new("double_column", zh, en).next("改掉其中一个列名", "rename one of them"));
        }
        if wanted.is(&name) && !name.is_empty() {
            columns.push((at, name, Cells::default()));
        }
    }
    let mut table = Table::default();
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                match take(&record, header.len(), &mut columns, utf8) {
                    Ok(()) => table.lines.push(u32::try_from(line).unwrap_or(u32::MAX)),
                    Err(why) => table.faults.push((line, why)),
                }
            }
            Err(why) => {
                let line = why.position().map_or(0, csv::Position::line);
                table.faults.push((line, format!("读不出 / cannot be read: {why}")));
                if why.is_io_error() {
                    return Err(broken(path, &why));
                }
            }
        }
        if table.lines.len() >= at_a_time {
            each(piece(&mut table, &mut columns))?;
        }
    }
    each(piece(&mut table, &mut columns))
}

/// What was read since the last piece.
fn piece(table: &mut Table, columns: &mut [(usize, String, Cells)]) -> Table {
    let mut piece = std::mem::take(table);
    piece.columns = columns.iter_mut().map(|(_, name, cells)| (name.clone(), std::mem::take(cells))).collect();
    piece
}

/// Takes the cells of a line, all or none of them.
fn take(
    record: &csv::ByteRecord,
    width: usize,
    columns: &mut [(usize, String, Cells)],
    utf8: bool,
) -> Result<(), String> {
    if record.len() != width {
        let given = record.len();
        return Err(format!("应有 {width} 列，实有 {given} 列 / {given} columns instead of {width}"));
    }
    let cells: Option<Vec<Cow<'_, str>>> = columns.iter().map(|(at, ..)| decoded(&record[*at], utf8)).collect();
    let cells = cells.ok_or_else(|| "编码有误 / is in another encoding".to_owned())?;
    for ((.., column), cell) in columns.iter_mut().zip(cells) {
        column.push(Some(&cell));
    }
    Ok(())
}

fn decoded(bytes: &[u8], utf8: bool) -> Option<Cow<'_, str>> {
    if utf8 {
        return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// Whether the file is UTF-8 throughout. One that is so but for a few lines counts as such, and those lines are told.
fn is_utf8(file: &mut File) -> std::io::Result<bool> {
    let mut piece = vec![0; 1 << 20];
    let (mut kept, mut good, mut bad) = (0, 0_usize, 0_usize);
    loop {
        let read = file.read(&mut piece[kept..])?;
        if read == 0 {
            // What is left is the beginning of a character that the file does not finish.
            return Ok(bad + kept == 0 || bad * 100 < good);
        }
        let filled = kept + read;
        let mut from = 0;
        kept = 0;
        while from < filled {
            match std::str::from_utf8(&piece[from..filled]) {
                Ok(text) => {
                    good += beyond_ascii(text);
                    from = filled;
                }
                Err(why) => {
                    let valid = &piece[from..from + why.valid_up_to()];
                    good += valid.iter().filter(|byte| **byte >= 0xc0).count();
                    from += why.valid_up_to();
                    match why.error_len() {
                        Some(length) => {
                            bad += 1;
                            from += length;
                        }
                        None => {
                            kept = filled - from;
                            piece.copy_within(from..filled, 0);
                            break;
                        }
                    }
                }
            }
        }
    }
}

fn beyond_ascii(text: &str) -> usize {
    if text.is_ascii() { 0 } else { text.bytes().filter(|byte| *byte >= 0xc0).count() }
}

/// How many bytes the mark takes at the beginning; other sorts of files are told from their first bytes.
fn skip_mark(file: &mut File, path: &Path) -> Result<u64, Failure> {
    let failed = |why: std::io::Error| Failure::unreadable(path, &why);
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut first = Vec::new();
    file.take(4).read_to_end(&mut first).map_err(failed)?;
    let other = |what_zh: &str, what_en: &str| {
        let path = path.display();
        Err(Failure::new("wrong_file", format!("`{path}` 是{what_zh}"), format!("`{path}` is {what_en}"))
            .next("另存为 UTF-8 或 GB18030 的 CSV", "save it as CSV in UTF-8 or GB18030"))
    };
    match first[..] {
        [0xEF, 0xBB, 0xBF, ..] => Ok(3),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => other(" UTF-16 编码的文本", "text in UTF-16"),
        [b'P', b'K', 3, 4] => other("压缩包或工作簿", "a zip file or workbook"),
        [b'P', b'A', b'R', b'1'] => other(" Parquet 文件，扩展名应为 .parquet", "a Parquet file; name it `.parquet`"),
        _ => Ok(0),
    }
}

fn broken(path: &Path, why: &impl std::fmt::Display) -> Failure {
    let shown = path.display();
    Failure::new("bad_header", format!("`{shown}` 读不出：{why}"), format!("`{shown}` cannot be read: {why}"))
        .next("核对编码与第一行", "check the encoding and the first line")
}
