//! Real messages of one city and what a reader said of them, for the tests that need them; `None` when the shared data are not there.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jingwei_triage::duplicates::Entry;
use std::path::PathBuf;

/// One message.
pub(crate) struct Message {
    /// Its `留言编号`.
    pub(crate) id: u32,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

impl Message {
    /// As a report.
    pub(crate) fn entry(&self) -> Entry<'_, u32> {
        Entry { at: Some(self.at), ..Entry::of_text(self.id, &self.title, &self.text) }
    }
}

/// All messages in the order of the file.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub(crate) fn all() -> Option<Vec<Message>> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("JINGWEI_DATA").map_or(beside, PathBuf::from);
    let path = folder.join("taidi2020c/att3_hot_topic_messages.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no messages at {} (set JINGWEI_DATA to test with them)", path.display());
        return None;
    };
    Some(text.lines().map(message).collect())
}

fn message(line: &str) -> Message {
    let row: serde_json::Value = serde_json::from_str(line).expect("every line is a JSON object");
    let field = |name: &str| row[name].as_str().expect("every message has its fields").to_owned();
    let at = field("留言时间").replace('/', "-");
    let parsed = DateTime::strptime("%Y-%m-%d %H:%M:%S", &at).or_else(|_| DateTime::strptime("%Y-%m-%d", &at));
    let at = parsed.map_or(Timestamp::UNIX_EPOCH, |at| TimeZone::UTC.to_timestamp(at).expect("a time of 2019"));
    let id = field("留言编号").parse().expect("a number");
    Message { id, title: field("留言主题").trim().to_owned(), text: field("留言详情").trim().to_owned(), at }
}

/// Rows of a table of numbers in `tests/data`.
pub(crate) fn table(text: &str) -> Vec<Vec<u32>> {
    let row = |line: &str| line.split(',').map(|cell| cell.parse().expect("a number")).collect();
    text.lines().skip(1).map(row).collect()
}
