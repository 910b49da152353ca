//! Who acts. Every fact names an actor; a program that acts by rule is an actor too.

use crate::{DepartmentCode, StaffId};
use serde::{Deserialize, Serialize};

/// What somebody is here to do. A role says which verbs are open; the policy of each route says for which records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 居民: somebody who reports, follows, answers and rates. Known by the key of a case, never by an account.
    Resident,
    /// 坐席: takes calls and letters and files cases.
    Agent,
    /// 派遣员: triages and dispatches.
    Dispatcher,
    /// 承办人: works in a department, street, community or utility.
    Handler,
    /// 网格员: patrols, verifies and checks in the grid.
    Field,
    /// 督办: rules on disputes, supervises, evaluates.
    Supervisor,
    /// 审计员: reads and proves everything, changes nothing.
    Auditor,
    /// 管理员: installs and configures; sees no personal data by virtue of it.
    Administrator,
    /// The program itself, acting by rule: a clock that ran out, a fact carried on to a cluster.
    System,
}

impl Role {
    /// Every role, in the order of the words above.
    pub const ALL: [Self; 9] = [
        Self::Resident,
        Self::Agent,
        Self::Dispatcher,
        Self::Handler,
        Self::Field,
        Self::Supervisor,
        Self::Auditor,
        Self::Administrator,
        Self::System,
    ];

    /// The code used in rows, JSON and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Agent => "agent",
            Self::Dispatcher => "dispatcher",
            Self::Handler => "handler",
            Self::Field => "field",
            Self::Supervisor => "supervisor",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
            Self::System => "system",
        }
    }

    /// The Chinese word for people of this role.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Resident => "居民",
            Self::Agent => "坐席",
            Self::Dispatcher => "派遣员",
            Self::Handler => "承办人",
            Self::Field => "网格员",
            Self::Supervisor => "督办员",
            Self::Auditor => "审计员",
            Self::Administrator => "管理员",
            Self::System => "系统",
        }
    }

    /// The role with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// Somebody acting in a role, for a department where the role belongs to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What they act as.
    pub role: Role,
    /// Who they are, when they work here. A resident has none: the case's key speaks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<StaffId>,
    /// The department they act for, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
}

impl Actor {
    /// The holder of a case's key.
    #[must_use]
    pub const fn resident() -> Self {
        Self { role: Role::Resident, staff: None, department: None }
    }

    /// The program, acting by rule.
    #[must_use]
    pub const fn system() -> Self {
        Self { role: Role::System, staff: None, department: None }
    }

    /// Somebody who works here.
    #[must_use]
    pub const fn staff(role: Role, id: StaffId, department: Option<DepartmentCode>) -> Self {
        Self { role, staff: Some(id), department }
    }

    /// Whether they act for this department.
    #[must_use]
    pub fn acts_for(&self, department: &DepartmentCode) -> bool {
        self.department.as_ref() == Some(department)
    }
}
