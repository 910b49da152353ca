//! How a command answers: words for people, or exactly one JSON object on standard output, and a bar only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};

/// Whether everything that was asked came out well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Done; the exit code is 0.
    Done,
    /// Answered, and the answer is that something is wrong; the exit code is 1.
    Refused,
}

impl Verdict {
    /// Done if this holds.
    #[must_use]
    pub const fn of(good: bool) -> Self {
        if good { Self::Done } else { Self::Refused }
    }
}

/// Where a command's answer goes.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    json: bool,
}

impl Answer {
    /// Answers as JSON, or in words.
    #[must_use]
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether JSON was asked for.
    #[must_use]
    pub const fn is_json(self) -> bool {
        self.json
    }

    /// The one JSON object, when it was asked for.
    pub fn object(self, value: &impl Serialize) {
        if self.json {
            line(&serde_json::to_string(value).expect("an answer has text keys and finite numbers only"));
        }
    }

    /// A line for people; nothing when JSON was asked for.
    pub fn say(self, words: impl Display) {
        if !self.json {
            line(&words.to_string());
        }
    }

    /// A line on standard error that stays beside either sort of answer.
    pub fn remark(self, words: impl Display) {
        // Standard error may be closed; a remark that nobody can read is no reason to stop.
        drop(writeln!(std::io::stderr(), "{words}"));
    }

    /// A bar on standard error, when that is a terminal; otherwise nothing is drawn.
    #[must_use]
    pub fn bar(self, length: u64, words: &'static str) -> ProgressBar {
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(length), target).with_style(style).with_message(words)
    }
}

fn line(words: &str) {
    // `jingwei cases list | head` closes the pipe early; that is an answer taken, not a failure.
    drop(writeln!(std::io::stdout(), "{words}"));
}
