//! What something is done for. A read of personal data without a purpose is not possible (PIPL, article 6).

use serde::{Deserialize, Serialize};

/// The purpose of an act, as registered for this platform. A city that needs another one registers it with its legal basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Handling what was reported: the ordinary course of a case.
    Casework,
    /// Reaching the reporter about their own case.
    Contact,
    /// Saving life, health or property in an emergency.
    Emergency,
    /// Supervising and evaluating departments.
    Supervision,
    /// Checking who did and saw what.
    Audit,
    /// Keeping the platform running: rulebooks, accounts, keys, backups.
    Administration,
}

impl Purpose {
    /// The code used in rows and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Casework => "casework",
            Self::Contact => "contact",
            Self::Emergency => "emergency",
            Self::Supervision => "supervision",
            Self::Audit => "audit",
            Self::Administration => "administration",
        }
    }

    /// What a resident reads on their access list.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Casework => "办理事项",
            Self::Contact => "联系诉求人",
            Self::Emergency => "紧急救助",
            Self::Supervision => "督办考核",
            Self::Audit => "审计核查",
            Self::Administration => "系统管理",
        }
    }
}
