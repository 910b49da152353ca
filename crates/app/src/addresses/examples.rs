//! Marked addresses from files: JSON lines of `{"text", "spans": [[start, end, label]]}`.

use crate::Failure;
use jingwei_addresses::Example;
use serde::Deserialize;
use std::path::PathBuf;

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
    for path in files {
        let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        for (at, line) in bytes.split(|&b| b == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = match std::str::from_utf8(line) {
                Ok(text) => std::borrow::Cow::Borrowed(text),
                Err(_) => encoding_rs::GB18030.decode(line).0,
            };
            let bad = |why: String| {
                let place = format!("{}:{}", path.display(), at + 1);
                Failure::new("bad_line", format!("`{place}` 读不懂：{why}"), format!("`{place}` cannot be read: {why}"))
                    .next(
                        "每行应为 {\"text\", \"spans\": [[起, 止, 类别]]}",
                        "a line is {\"text\", \"spans\": [[start, end, label]]}",
                    )
            };
            let row: Row = serde_json::from_str(&text).map_err(|why| bad(why.to_string()))?;
            all.push(Example::new(row.text, row.spans).map_err(|why| bad(why.to_string()))?);
        }
    }
    if all.is_empty() {
        return Err(Failure::new("no_examples", "输入里没有标注过的地址", "there is no marked address in the input")
            .next("请核对文件", "check the files"));
    }
    Ok(all)
}
