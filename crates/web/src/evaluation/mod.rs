//! 评价: the figures of a period, the list behind each, and how each is made.

pub(crate) mod indicators;
pub(crate) mod list;
pub(crate) mod report;

use crate::Problem;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_cases::rulebook::Rulebook;
use jingwei_evaluation::{By, Period, Window};

/// The city's civil time.
pub(crate) fn zone(rules: &Rulebook) -> Result<TimeZone, Problem> {
    let offset = jiff::fmt::strtime::BrokenDownTime::parse("%:z", &rules.settings.city.utc_offset);
    let offset = offset.ok().and_then(|read| read.offset());
    offset.map(TimeZone::fixed).ok_or_else(|| Problem::our_mistake("the rulebook's offset passed its check unread"))
}

/// The period that is asked for, and as much of it as has passed; the month of now when none is named.
fn period(text: &str, rules: &Rulebook, now: Timestamp) -> Result<(Period, Window, TimeZone), Problem> {
    let zone = zone(rules)?;
    let period = match text {
        "" => Period::month_of(zone.to_datetime(now).date()),
        text => text.parse().map_err(|why| Problem::malformed(&format!("`period`: {why}")))?,
    };
    match period.window(&zone, now) {
        Some(window) => Ok((period, window, zone)),
        None => Err(Problem::malformed(&format!("`period`: {period} has not begun"))),
    }
}

/// By what to break down, if anything was said.
fn by(text: &str) -> Result<Option<By>, Problem> {
    match text {
        "" => Ok(None),
        text => By::from_code(text)
            .map(Some)
            .ok_or_else(|| Problem::malformed("`by`: it is area, grid, department, kind or channel")),
    }
}
