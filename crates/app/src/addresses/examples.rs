//! Marked addresses from files: JSON lines of `{"text", "spans": [[start, end, label]]}`.

use crate::Failure;
use jingwei_addresses::Example;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Row {
    text: String,
    spans: Vec<(usize, usize, String)>,
}

/// Reads them; what cannot be read is named by file and line.
///
/// # Errors
/// When a file cannot be read, a line is not of the form, or there is none.
pub(super) fn examples(files: &[PathBuf]) -> Result<Vec<Example>, Failure> {
    let mut all = Vec::new();
    let form =
        ("每行应为 {\"text\", \"spans\": [[起, 止, 类别]]}", "a line is {\"text\", \"spans\": [[start, end, label]]}");
    for path in files {
        lines(path, form, |text| {
            let row: Row = serde_json::from_str(text).map_err(|why| why.to_string())?;
            all.push(Example::new(row.text, row.spans).map_err(|why| why.to_string())?);
            Ok(())
        })?;
    }
    if all.is_empty() {
        return Err(Failure::new("no_examples", "输入里没有标注过的地址", "there is no marked address in the input")
            .next("请核对文件", "check the files"));
    }
    Ok(all)
}

/// Hands every line of a file that is not blank to `take`, in UTF-8 whatever it was written in; a line that is refused is named, with the
/// form it should have.
///
/// # Errors
/// When the file cannot be read, or a line is refused.
pub(super) fn lines(
    path: &Path,
    form: (&'static str, &'static str),
    mut take: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    for (at, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let text = match std::str::from_utf8(line) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(_) => encoding_rs::GB18030.decode(line).0,
        };
        take(&text).map_err(|why| {
            let place = format!("{}:{}", path.display(), at + 1);
            Failure::new("bad_line", format!("`{place}` 读不懂：{why}"), format!("`{place}` cannot be read: {why}"))
                .next(form.0, form.1)
        })?;
    }
    Ok(())
}
