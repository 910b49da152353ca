//! In whose hands a case is within each department that works on it.

use super::Case;
use jiff::Timestamp;
use jingwei_terms::{DepartmentCode, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who of a department has a case in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// Since when.
    pub at: Timestamp,
    /// The department.
    pub department: DepartmentCode,
    /// The handler.
    pub staff: StaffId,
}

impl Case {
    /// The departments that work on it now, and none once it has ended or goes with another: each with the instant at which its work began: the lead, and whoever has an open task.
    #[must_use]
    pub fn at_work(&self) -> BTreeMap<&DepartmentCode, Timestamp> {
        if !self.state.is_open() {
            return BTreeMap::new();
        }
        let tasks = self.tasks.iter().filter(|task| task.is_open()).map(|task| (&task.department, task.at));
        let lead = self.dispatch().map(|dispatch| (&dispatch.lead, dispatch.at));
        let mut began = BTreeMap::new();
        for (department, at) in tasks.chain(lead) {
            let since = began.entry(department).or_insert(at);
            *since = at.min(*since);
        }
        began
    }

    /// Who of this department has it in hand. What was handed out before the department's present work began counts no more, so
    /// that a case which was returned and comes again is nobody's.
    #[must_use]
    pub fn hand(&self, department: &DepartmentCode) -> Option<&Hand> {
        let since = *self.at_work().get(department)?;
        self.hands.iter().find(|hand| hand.department == *department && hand.at >= since)
    }

    /// Every hand that it is in now.
    pub fn hands_now(&self) -> impl Iterator<Item = &Hand> {
        self.at_work().into_keys().filter_map(|department| self.hand(department)).collect::<Vec<_>>().into_iter()
    }
}
