//! What will go well and what will not: the dice of one case, rolled when it is filed.

use jingwei_cases::case::{Property, Way};
use jingwei_cases::rulebook::kinds::Kind;
use jingwei_testkit::Rng;

/// The mishaps of one life. Shares are chosen after published yearly reports of hotlines and rounded; each is of a thousand.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How triage ends it, if it does.
    pub ends_at_triage: Option<Way>,
    /// Whether the first department sends it back, and whether it objects to the dispatch itself.
    pub returned: Option<Objection>,
    /// Whether the reporter is asked for more, and whether they answer.
    pub asked: Option<bool>,
    /// Whether more time is asked for, and whether it is approved.
    pub extended: Option<bool>,
    /// Whether it is put off, and for how many days.
    pub suspended_days: Option<i64>,
    /// Whether a street or community calls others to the spot.
    pub whistled: bool,
    /// Whether an interim reply is given.
    pub interim: bool,
    /// How much of the handling limit is used, in hundredths; beyond 100 it is late.
    pub share_used: i64,
    /// Whether the first check fails.
    pub fails_check: bool,
    /// What the reporter says at the end.
    pub verdict: Opinion,
    /// Whether they come back after the end.
    pub reopened: bool,
    /// Whether it is taken out of public view.
    pub hidden: bool,
    /// Whether a supervisor judges the finished work.
    pub evaluated: bool,
    /// Whether a department appeals when it was late.
    pub appeals: bool,
    /// Whether a case that was joined to another by mistake leaves it again.
    pub split: bool,
    /// Whether co-handlers answer in time, before the lead reports.
    pub helpers_answer: bool,
}

/// How a department sends a case back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// Not ours.
    Plain,
    /// It should never have come to us: an authority rules.
    Dispute,
}

/// What the reporter says when called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opinion {
    /// Solved and satisfied.
    Satisfied,
    /// Solved, but not as it should be.
    Grudging,
    /// Not solved: it is done again, and then it is.
    Unsolved,
    /// Nobody answers the telephone.
    Unreached,
}

impl Plan {
    /// Rolls the dice for a report of this property and kind.
    #[must_use]
    pub fn roll(rng: &mut Rng, property: Property, kind: Option<&Kind>) -> Self {
        Self {
            ends_at_triage: ends_at_triage(rng, property, kind),
            returned: rng.chance(90).then(|| if rng.chance(300) { Objection::Dispute } else { Objection::Plain }),
            asked: rng.chance(60).then(|| rng.chance(750)),
            extended: rng.chance(60).then(|| rng.chance(700)),
            suspended_days: rng.chance(18).then(|| rng.within(4..=40)),
            whistled: rng.chance(160),
            interim: rng.chance(150),
            share_used: share_used(rng),
            fails_check: rng.chance(60),
            verdict: opinion(rng),
            reopened: rng.chance(25),
            hidden: rng.chance(6),
            evaluated: rng.chance(250),
            appeals: rng.chance(450),
            split: rng.chance(90),
            helpers_answer: rng.chance(850),
        }
    }
}

fn ends_at_triage(rng: &mut Rng, property: Property, kind: Option<&Kind>) -> Option<Way> {
    const REST: [Way; 4] = [Way::OtherChannel, Way::Secret, Way::BeyondDuty, Way::Unlawful];
    if kind.is_some_and(|kind| kind.emergency) && rng.chance(500) {
        return Some(Way::Emergency);
    }
    let at_once = match property {
        Property::Praise => 950,
        Property::Consultation => 600,
        Property::Suggestion => 150,
        _ => 10,
    };
    if rng.chance(at_once) {
        return Some(Way::Answered);
    }
    let nth = rng.weighted(&[6, 1, 4, 1]).expect("the weights are not zero");
    rng.chance(45).then(|| REST[nth])
}

fn share_used(rng: &mut Rng) -> i64 {
    match rng.weighted(&[78, 12, 7, 3]).expect("the weights are not zero") {
        0 => rng.within(8..=75),
        1 => rng.within(80..=98),
        2 => rng.within(105..=160),
        _ => rng.within(180..=420),
    }
}

fn opinion(rng: &mut Rng) -> Opinion {
    const ALL: [Opinion; 4] = [Opinion::Satisfied, Opinion::Grudging, Opinion::Unsolved, Opinion::Unreached];
    ALL[rng.weighted(&[70, 9, 9, 12]).expect("the weights are not zero")]
}
