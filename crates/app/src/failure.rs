//! How a command says no: one line on standard error with a code, the sentence in Chinese and English, and the next step.

use jingwei_terms::Refusal;
use std::borrow::Cow;
use std::fmt;

/// Why a command did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// A stable code, such as `no_rulebook`.
    pub code: Cow<'static, str>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// What to do next, in Chinese.
    pub next_zh: String,
    /// What to do next, in English.
    pub next_en: String,
}

impl Failure {
    /// A failure with its sentences.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), zh: zh.into(), en: en.into(), next_zh: String::new(), next_en: String::new() }
    }

    /// The same failure, saying what to do next.
    #[must_use]
    pub fn next(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        (self.next_zh, self.next_en) = (zh.into(), en.into());
        self
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &std::path::Path, why: &impl fmt::Display) -> Self {
        let path = path.display();
        Self::new("unreadable", format!("读不了文件 `{path}`：{why}"), format!("`{path}` cannot be read: {why}"))
            .next("请核对路径和权限", "check the path and its permissions")
    }

    /// A file or folder that cannot be written.
    pub fn unwritable(path: &std::path::Path, why: &impl fmt::Display) -> Self {
        let path = path.display();
        Self::new("unwritable", format!("写不了 `{path}`：{why}"), format!("`{path}` cannot be written: {why}"))
            .next("请核对路径、权限和磁盘空间", "check the path, its permissions and the room on the disk")
    }

    /// What is asked for contradicts itself.
    pub fn bad_argument(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new("bad_argument", zh, en).next("用 --help 查看用法", "see --help")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = format!("{}: {} / {}", self.code, self.zh, self.en);
        if !self.next_zh.is_empty() || !self.next_en.is_empty() {
            line += &format!(" — 下一步：{} / next: {}", self.next_zh, self.next_en);
        }
        // A cause from below may bring line breaks along; whoever reads this with a script counts on one line.
        f.write_str(&line.replace(['\n', '\r'], " "))
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: Cow::Borrowed(refusal.code),
            zh: refusal.zh,
            en: refusal.en,
            next_zh: refusal.next_zh,
            next_en: refusal.next_en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_one_line_whatever_its_cause_says() {
        let failure = Failure::new("broken", "坏了\n真的", "broken\r\nindeed").next("修好它", "mend it");
        let line = failure.to_string();
        assert_eq!(line.lines().count(), 1);
        assert!(line.starts_with("broken: ") && line.ends_with("next: mend it"), "{line}");
    }
}
