//! What a linkage is for: without a purpose, a ground and a day of expiry nothing of it is kept.

use crate::plan::BadPlan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The registered purpose of a linkage (PIPL, articles 6, 13 and 34).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// What the records are linked for, in a sentence.
    pub what: String,
    /// The law, duty or decision that allows it.
    pub ground: String,
    /// The last day on which it may be used, as `2027-12-31`.
    pub expires: Date,
}

/// A purpose or ground in fewer characters than this says nothing.
const LEAST: usize = 4;

impl Purpose {
    pub(crate) fn check(&self) -> Result<(), BadPlan> {
        for (name, text) in [("what", &self.what), ("ground", &self.ground)] {
            if text.trim().chars().count() < LEAST {
                return Err(BadPlan(format!(
                    "`{name}` of `[purpose]` is `{text}`; say it in at least {LEAST} characters"
                )));
            }
        }
        Ok(())
    }

    /// Whether it has run out on this day of the city.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.expires < today
    }
}
