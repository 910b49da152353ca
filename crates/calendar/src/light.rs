//! The light beside a clock: green, yellow or red.

use serde::{Deserialize, Serialize};

use crate::rules::RulesError;

/// What a supervisor sees at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// There is time, or the work was done in time.
    Green,
    /// Most of the time is used up: a warning while something can still be done.
    Yellow,
    /// The time is used up, or the work was done too late.
    Red,
}

/// The share of time used at which a light turns yellow: more than 0, at most 1. By default 0.7.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct YellowAt(f64);

impl YellowAt {
    /// A threshold between 0 and 1; 1 means that there is no yellow.
    ///
    /// # Errors
    /// A share that is not above 0 and at most 1.
    pub fn new(share: f64) -> Result<YellowAt, RulesError> {
        if share > 0.0 && share <= 1.0 { Ok(YellowAt(share)) } else { Err(RulesError::YellowOutOfRange { share }) }
    }

    /// The share as a number.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The light of a running or paused clock. Red begins at the deadline itself, although answering at that very second
    /// is still in time: there is nothing left to warn about.
    pub(crate) fn light(self, share: f64, overdue: bool) -> Light {
        if overdue || share >= 1.0 {
            Light::Red
        } else if share >= self.0 {
            Light::Yellow
        } else {
            Light::Green
        }
    }
}

impl Default for YellowAt {
    fn default() -> YellowAt {
        YellowAt(0.7)
    }
}

impl TryFrom<f64> for YellowAt {
    type Error = RulesError;

    fn try_from(share: f64) -> Result<YellowAt, RulesError> {
        YellowAt::new(share)
    }
}

impl From<YellowAt> for f64 {
    fn from(yellow: YellowAt) -> f64 {
        yellow.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_changes_exactly_at_its_thresholds() {
        let yellow = YellowAt::default();
        for (share, overdue, light) in [
            (0.0, false, Light::Green),
            (0.699_999, false, Light::Green),
            (7.0 / 10.0, false, Light::Yellow),
            (0.999_999, false, Light::Yellow),
            (1.0, false, Light::Red),
            (0.5, true, Light::Red),
        ] {
            assert_eq!(yellow.light(share, overdue), light, "{share}");
        }
    }

    #[test]
    fn a_threshold_outside_the_share_is_refused() {
        for share in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(YellowAt::new(share).is_err(), "{share}");
        }
        assert!(serde_json::from_str::<YellowAt>("1.5").is_err());
    }
}
