//! The course of a case: what the figures look at, and nothing else. No name, no phone, no words of anybody.

use jiff::Timestamp;
use jingwei_terms::{AreaCode, DepartmentCode, GridCode, KindCode};

/// What the figures know of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its receipt number.
    pub number: String,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// How it came in, as a code.
    pub channel: String,
    /// Where it is, when known.
    pub area: Option<AreaCode>,
    /// The grid that holds it, when known.
    pub grid: Option<GridCode>,
    /// What kind of matter it is, when known.
    pub kind: Option<KindCode>,
    /// Where it was dispatched, oldest first.
    pub legs: Vec<Leg>,
    /// Its clocks, oldest first.
    pub stretches: Vec<Stretch>,
    /// What the reporter said, oldest first.
    pub voices: Vec<Voice>,
    /// When it ended; `None` while it is open. A case merged into another ends with the merge.
    pub ended_at: Option<Timestamp>,
    /// Whether it ended by being merged: then its lead is counted for the work, and it only for having been filed.
    pub merged: bool,
    /// How many times it was worked on again.
    pub reworks: u32,
    /// Whether an approved appeal excuses its delay in the adjusted figures.
    pub exempt: bool,
}

impl Course {
    /// A case of which only the filing is known.
    #[must_use]
    pub fn filed(number: impl Into<String>, filed_at: Timestamp, channel: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            filed_at,
            channel: channel.into(),
            area: None,
            grid: None,
            kind: None,
            legs: Vec::new(),
            stretches: Vec::new(),
            voices: Vec::new(),
            ended_at: None,
            merged: false,
            reworks: 0,
            exempt: false,
        }
    }

    /// The department that a whole case is counted for: the one it was dispatched to last.
    #[must_use]
    pub fn department(&self) -> Option<&DepartmentCode> {
        self.legs.last().map(|leg| &leg.department)
    }
}

/// One dispatch to a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The department.
    pub department: DepartmentCode,
    /// When.
    pub at: Timestamp,
    /// When it came back, if it did.
    pub returned_at: Option<Timestamp>,
}

/// One clock of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The stage, as a code: `intake`, `accept`, `handle`, `total` …
    pub stage: &'static str,
    /// The department that it binds, where one is bound.
    pub department: Option<DepartmentCode>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it stopped; `None` while it runs or stands still.
    pub stopped_at: Option<Timestamp>,
    /// Its deadline: as it stood when it stopped, or as it stands now; `None` while it stands still in time.
    pub deadline: Option<Timestamp>,
    /// Whether it stopped late; for one that has not stopped this says nothing.
    pub late: bool,
    /// Seconds by the clock on the wall for which it stood still.
    pub paused_seconds: i64,
}

impl Stretch {
    /// Whether it was open at this instant, and its deadline had passed.
    #[must_use]
    pub fn overdue_at(&self, at: Timestamp) -> bool {
        self.open_at(at) && self.deadline.is_some_and(|deadline| deadline < at)
    }

    /// Whether it had begun and not stopped at this instant.
    #[must_use]
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.started_at < at && self.stopped_at.is_none_or(|stopped| stopped >= at)
    }
}

/// What the reporter said when asked. Not reached is neither yes nor no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// When.
    pub at: Timestamp,
    /// Whether somebody was reached.
    pub reached: bool,
    /// Whether it is solved, if they said so.
    pub solved: Option<bool>,
    /// Whether they are satisfied, if they said so.
    pub satisfied: Option<bool>,
}
