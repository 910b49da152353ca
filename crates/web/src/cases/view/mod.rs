//! A case as it is shown: whole to who works on it, their own to the reporter, and what is public to everybody.
//!
//! The reporter's name and phone are in none of them; `reveal` is the only way to these.

pub(crate) mod advice;
pub(crate) mod next;
pub(crate) mod own;
pub(crate) mod parts;
pub(crate) mod public;
pub(crate) mod whole;
pub(crate) mod work;

use crate::policy::Sight;
use jiff::Timestamp;
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use own::OwnCase;
use public::PublicCase;
use serde::Serialize;
use utoipa::ToSchema;
use whole::WholeCase;

/// A case, as much of it as the caller may see; `view` says which of the three it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "view", rename_all = "snake_case")]
pub(crate) enum CaseView {
    /// For who works on it.
    Whole(Box<WholeCase>),
    /// For the reporter, by the key.
    Own(Box<OwnCase>),
    /// For everybody.
    Public(Box<PublicCase>),
}

impl CaseView {
    /// The case as it is shown to this sight; `None` when it is not shown at all.
    pub(crate) fn of(case: &Case, sight: Sight, rules: &Rulebook, now: Timestamp) -> Option<Self> {
        Some(match sight {
            Sight::Whole => Self::Whole(Box::new(WholeCase::of(case, rules, now))),
            Sight::Own => Self::Own(Box::new(OwnCase::of(case, rules))),
            Sight::Public => Self::Public(Box::new(PublicCase::of(case, rules))),
            Sight::Nothing => return None,
        })
    }
}
