//! The rows of a CSV, JSON lines or XLSX file, each with its line number, decoded; a row that cannot be read is a fault of its own line.

use super::map::{Encoding, Format, RowFault};
use crate::Failure;
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use encoding_rs::GB18030;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// One row of the source.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line on which it begins, from 1; in a workbook the number of the row.
    pub line: u64,
    cells: Cells,
}

#[derive(Debug, Clone)]
enum Cells {
    Columns(Arc<Vec<String>>, Vec<String>),
    Object(BTreeMap<String, String>),
}

impl Row {
    /// What stands in this field; `None` when the row has none.
    #[must_use]
    pub fn cell(&self, name: &str) -> Option<String> {
        match &self.cells {
            Cells::Columns(names, values) => {
                let at = names.iter().position(|n| n == name)?;
                values.get(at).cloned()
            }
            Cells::Object(fields) => fields.get(name).cloned(),
        }
    }

    /// The row as it was, field by field.
    #[must_use]
    pub fn original(&self) -> Vec<(String, String)> {
        match &self.cells {
            Cells::Columns(names, values) => names.iter().cloned().zip(values.iter().cloned()).collect(),
            Cells::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
        }
    }
}

/// A row, or the line that could not be read and why.
pub type Read = Result<Row, (u64, RowFault)>;

/// Reads the whole file.
///
/// # Errors
/// When it is not such a file at all, its header cannot be read, or it lacks a column that the map needs.
pub fn read(path: &Path, format: Format, encoding: Encoding, needed: &[String]) -> Result<Vec<Read>, Failure> {
    if format == Format::Xlsx {
        return workbook(path, needed);
    }
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    let bytes = plain(path, &bytes)?;
    let decoder = Decoder::choose(encoding, bytes);
    match format {
        Format::Csv => table(path, bytes, decoder, needed),
        Format::Jsonl | Format::Xlsx => Ok(lines(bytes, decoder)),
    }
}

/// The bytes behind a byte-order mark. Files that are no such text at all are told by their first bytes.
fn plain<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b [u8], Failure> {
    let refuse = |what_zh: &str, what_en: &str, zh: &str, en: &str| {
        let shown = path.display();
        Err(Failure::new("wrong_file", format!("`{shown}` 是{what_zh}"), format!("`{shown}` is {what_en}"))
            .next(zh, en))
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Ok(rest),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            refuse(" UTF-16 编码的文本", "text in UTF-16", "另存为 UTF-8 或 GB18030", "save it as UTF-8 or GB18030")
        }
        [b'P', b'K', 3, 4, ..] => refuse(
            "压缩包或工作簿",
            "a zip file or workbook",
            "在映射文件中写 format = \"xlsx\"",
            "write `format = \"xlsx\"` in the map",
        ),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            refuse("旧式 XLS 工作簿", "an old XLS workbook", "另存为 XLSX 或 CSV", "save it as XLSX or CSV")
        }
        _ => Ok(bytes),
    }
}

/// Which of the two encodings a file is read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decoder {
    Utf8,
    Gb18030,
}

impl Decoder {
    fn choose(encoding: Encoding, bytes: &[u8]) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Gb18030 => Self::Gb18030,
            Encoding::Auto if std::str::from_utf8(bytes).is_ok() => Self::Utf8,
            Encoding::Auto => Self::Gb18030,
        }
    }

    fn text(self, bytes: &[u8]) -> Result<String, RowFault> {
        let text = match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into),
        };
        let (name, other) = match self {
            Self::Utf8 => ("UTF-8", "gb18030"),
            Self::Gb18030 => ("GB18030", "utf-8"),
        };
        text.ok_or_else(|| {
            RowFault::new(
                "wrong_encoding",
                format!("这一行不是 {name}，可试 encoding = \"{other}\""),
                format!("the line is not {name}; try `encoding = \"{other}\"`"),
            )
        })
    }
}

fn table(path: &Path, bytes: &[u8], decoder: Decoder, needed: &[String]) -> Result<Vec<Read>, Failure> {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let unreadable = |why: String| {
        let shown = path.display();
        Failure::new(
            "bad_header",
            format!("`{shown}` 的表头读不出：{why}"),
            format!("the header of `{shown}` cannot be read: {why}"),
        )
        .next("核对编码与第一行", "check the encoding and the first line")
    };
    let header = reader.byte_headers().map_err(|why| unreadable(why.to_string()))?.clone();
    let names = header.iter().map(|cell| decoder.text(cell).map(|t| t.trim().to_owned()));
    let names = names.collect::<Result<Vec<_>, _>>().map_err(|fault| unreadable(fault.why))?;
    let names = check_header(path, names, needed)?;
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        rows.push(match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let values = record.iter().map(|cell| decoder.text(cell)).collect::<Result<Vec<_>, _>>();
                values
                    .map(|values| Row { line, cells: Cells::Columns(Arc::clone(&names), values) })
                    .map_err(|fault| (line, fault))
            }
            Err(why) => Err((why.position().map_or(0, csv::Position::line), ragged(&why))),
        });
    }
    Ok(rows)
}

fn ragged(why: &csv::Error) -> RowFault {
    match why.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => RowFault::new(
            "wrong_columns",
            format!("应有 {expected_len} 列，实有 {len} 列"),
            format!("{len} columns instead of {expected_len}"),
        ),
        _ => RowFault::new("unreadable_line", "这一行读不出", format!("the line cannot be read: {why}")),
    }
}

fn check_header(path: &Path, names: Vec<String>, needed: &[String]) -> Result<Arc<Vec<String>>, Failure> {
    let mut missing: Vec<&str> = needed.iter().filter(|n| !names.contains(n)).map(String::as_str).collect();
    missing.sort_unstable();
    missing.dedup();
    let shown = path.display();
    if !missing.is_empty() {
        let list = missing.join(", ");
        let failure = Failure::new(
            "missing_columns",
            format!("`{shown}` 缺少列：{list}"),
            format!("`{shown}` lacks the columns {list}"),
        );
        return Err(failure.next("核对映射文件，或换用正确的文件", "correct the map, or take the right file"));
    }
    if let Some(twice) = needed.iter().find(|n| names.iter().filter(|name| name == n).count() > 1) {
        let failure = Failure::new(
            "double_column",
            format!("`{shown}` 有两个“{twice}”列"),
            format!("`{shown}` has two columns `{twice}`"),
        );
        return Err(failure.next("改掉其中一个列名", "rename one of them"));
    }
    Ok(Arc::new(names))
}

fn lines(bytes: &[u8], decoder: Decoder) -> Vec<Read> {
    let numbered = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let filled = numbered.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace));
    filled.map(|(number, line)| object(number, line, decoder).map_err(|fault| (number, fault))).collect()
}

fn object(line: u64, bytes: &[u8], decoder: Decoder) -> Result<Row, RowFault> {
    let text = decoder.text(bytes)?;
    let parsed: serde_json::Value = serde_json::from_str(&text)
        .map_err(|why| RowFault::new("bad_json", "这一行不是 JSON", format!("the line is not JSON: {why}")))?;
    let serde_json::Value::Object(fields) = parsed else {
        return Err(RowFault::new("bad_json", "这一行不是 JSON 对象", "the line is not a JSON object"));
    };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let fields = fields.into_iter().map(|(name, value)| (name, text(value))).collect();
    Ok(Row { line, cells: Cells::Object(fields) })
}

fn workbook(path: &Path, needed: &[String]) -> Result<Vec<Read>, Failure> {
    let broken = |why: String| {
        let shown = path.display();
        Failure::new(
            "broken_spreadsheet",
            format!("`{shown}` 不是完好的 XLSX 工作簿：{why}"),
            format!("`{shown}` is not a sound XLSX workbook: {why}"),
        )
        .next(
            "用表格软件打开后另存，或导出为 CSV",
            "open and save it again in a spreadsheet program, or export it as CSV",
        )
    };
    std::fs::metadata(path).map_err(|why| Failure::unreadable(path, &why))?;
    let mut book: Xlsx<_> = open_workbook(path).map_err(|why: calamine::XlsxError| broken(why.to_string()))?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| broken("it has no sheet".to_owned()))?;
    let sheet = sheet.map_err(|why| broken(why.to_string()))?;
    let first = u64::from(sheet.start().map_or(0, |(row, _)| row));
    let mut rows = sheet.rows();
    let Some(header) = rows.next() else { return Err(broken("its first sheet is empty".to_owned())) };
    let names = check_header(path, header.iter().map(|cell| shown(cell).trim().to_owned()).collect(), needed)?;
    let filled = (first + 2..).zip(rows).filter(|(_, cells)| cells.iter().any(|cell| *cell != Data::Empty));
    let row = |(line, cells): (u64, &[Data])| match cells.iter().find_map(cell_error) {
        Some(fault) => Err((line, fault)),
        None => Ok(Row { line, cells: Cells::Columns(Arc::clone(&names), cells.iter().map(shown).collect()) }),
    };
    Ok(filled.map(row).collect())
}

fn cell_error(cell: &Data) -> Option<RowFault> {
    match cell {
        Data::Error(why) => Some(RowFault::new(
            "cell_error",
            "这一行有出错的公式单元格",
            format!("a cell of this row holds an error: {why}"),
        )),
        _ => None,
    }
}

/// A cell as a person sees it: whole numbers without a decimal point, dates as `YYYY-MM-DD HH:MM:SS`.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // `{}` of a float writes a whole number without a point and never in scientific notation.
        Data::Float(number) => format!("{number}"),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(serial) => {
            let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, bytes: &[u8], format: Format, encoding: Encoding) -> Result<Vec<Read>, Failure> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read(&path, format, encoding, &["编号".to_owned()])
    }

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn gb18030_and_utf8_with_a_byte_order_mark_read_the_same() {
        let text = "编号,内容\n1,路灯不亮𠮷\n2,\"换行\n在此\"\n3,末行\n";
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for (bytes, encoding) in [(marked, Encoding::Utf8), (gb(text), Encoding::Gb18030), (gb(text), Encoding::Auto)] {
            let rows = of("a.csv", &bytes, Format::Csv, encoding).unwrap();
            let rows: Vec<Row> = rows.into_iter().map(Result::unwrap).collect();
            assert_eq!(rows[0].cell("内容").unwrap(), "路灯不亮𠮷");
            assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 3, 5], "a quoted line break counts");
        }
    }

    #[test]
    fn a_line_in_the_wrong_encoding_or_with_lost_columns_is_refused_alone() {
        let mut bytes = "编号,内容\n1,好\n2,".as_bytes().to_vec();
        bytes.extend(gb("坏"));
        bytes.extend("\n3\n4,好\n".as_bytes());
        let rows = of("a.csv", &bytes, Format::Csv, Encoding::Utf8).unwrap();
        let faults: Vec<(u64, &str)> =
            rows.iter().filter_map(|r| r.as_ref().err()).map(|(n, f)| (*n, f.code)).collect();
        assert_eq!(faults, [(3, "wrong_encoding"), (4, "wrong_columns")]);
        assert_eq!(rows.iter().filter(|r| r.is_ok()).count(), 2);
    }

    #[test]
    fn files_that_are_something_else_are_told_so() {
        let code = |bytes: &[u8], format| of("a", bytes, format, Encoding::Auto).unwrap_err().code;
        assert_eq!(code(b"\xFF\xFE1\0", Format::Csv), "wrong_file");
        assert_eq!(code(b"PK\x03\x04....", Format::Csv), "wrong_file");
        assert_eq!(code(b"PK\x03\x04 cut off", Format::Xlsx), "broken_spreadsheet");
        assert_eq!(code(b"plain text", Format::Xlsx), "broken_spreadsheet");
        assert_eq!(code("名称,内容\n1,2\n".as_bytes(), Format::Csv), "missing_columns");
        assert_eq!(code("编号,编号\n1,2\n".as_bytes(), Format::Csv), "double_column");
    }

    #[test]
    fn lines_of_json_are_objects_or_faults() {
        let text = "{\"编号\": 7, \"空\": null}\n\nnot json\n[1]\n";
        let rows = of("a.jsonl", text.as_bytes(), Format::Jsonl, Encoding::Utf8).unwrap();
        let row = rows[0].as_ref().unwrap();
        assert_eq!(
            (row.cell("编号").as_deref(), row.cell("空").as_deref(), row.cell("无")),
            (Some("7"), Some(""), None)
        );
        let faults: Vec<(u64, &str)> =
            rows.iter().filter_map(|r| r.as_ref().err()).map(|(n, f)| (*n, f.code)).collect();
        assert_eq!(faults, [(3, "bad_json"), (4, "bad_json")]);
    }

    #[test]
    fn a_workbook_gives_its_rows_as_a_person_sees_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        sheet.write(0, 0, "编号").unwrap();
        sheet.write(0, 1, "时间").unwrap();
        sheet.write(1, 0, 12345).unwrap();
        let when = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 2).unwrap().and_hms(9, 5, 0).unwrap();
        sheet.write_with_format(1, 1, &when, &date).unwrap();
        sheet.write(3, 0, "007").unwrap();
        book.save(&path).unwrap();
        let rows = read(&path, Format::Xlsx, Encoding::Auto, &["编号".to_owned()]).unwrap();
        let rows: Vec<Row> = rows.into_iter().map(Result::unwrap).collect();
        assert_eq!(rows[0].cell("编号").unwrap(), "12345");
        assert_eq!(rows[0].cell("时间").unwrap(), "2026-03-02 09:05:00");
        assert_eq!((rows[1].line, rows[1].cell("编号").unwrap().as_str()), (4, "007"));
    }
}
