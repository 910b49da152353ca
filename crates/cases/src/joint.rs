//! 协办与吹哨: tasks of departments that help. One department leads, one thread leads to the resident.

use crate::case::Attachment;
use jiff::Timestamp;
use jingwei_calendar::Clock;
use jingwei_terms::DepartmentCode;
use serde::{Deserialize, Serialize};

/// Why a department has a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// 协办: the catalogue, or the dispatcher, names it as co-handler.
    Co,
    /// 报到: a street called it by whistle.
    Whistle,
}

/// One side's word on the other's part in a whistle: of a department, never of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// When.
    pub at: Timestamp,
    /// The street: the department came and helped. The department: the whistle was justified.
    pub approves: bool,
    /// Why.
    pub words: String,
}

/// A task of one department in somebody else's case.
///
/// INVARIANT (own clock): a task is timed by its own clock, from the moment it is given to the moment it is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its number within the case, from 1.
    pub id: u32,
    /// Why the department has it.
    pub kind: TaskKind,
    /// Whose it is.
    pub department: DepartmentCode,
    /// Who asked: the lead, or the street that whistled; `None` for the dispatcher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<DepartmentCode>,
    /// What is to be done.
    pub matter: String,
    /// When it was given.
    pub at: Timestamp,
    /// Its clock.
    pub clock: Clock,
    /// When the department accepted it, or came to the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// What the department reported, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Timestamp, String)>,
    /// Pictures and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
    /// When the task fell away with its dispatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
    /// The street's word on the department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_street: Option<Assessment>,
    /// The department's word on the whistle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_department: Option<Assessment>,
}

impl Task {
    /// Whether somebody still owes an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.withdrawn_at.is_none()
    }
}
