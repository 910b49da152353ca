//! 评价: the figures of a period, the list behind each, and how each is made.

pub(crate) mod indicators;
pub(crate) mod list;
pub(crate) mod report;

use crate::remembered::Remembered;
use crate::{Problem, Web};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jingwei_cases::rulebook::Rulebook;
use jingwei_evaluation::{By, Period, Report, Window};
use std::sync::Arc;

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

/// The figures of a period with their lists, kept for as long as they are as good as new, so that a figure and the list that it
/// opens are made of the same cases.
pub(crate) async fn figures(web: &Web, period: Period, window: Window, by: Option<By>) -> Result<Arc<Report>, Problem> {
    let question = format!("{period} {} {}", by.map_or("", By::code), web.rules().version);
    let read = move |web: Web| async move {
        let rules = web.rules();
        Ok(jingwei_store::evaluation::report(web.store(), window, by, &rules.calendar).await?)
    };
    Remembered::ask(web, Web::reports, question, read).await
}
