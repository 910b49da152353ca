//! 公开: what everybody may know of the city's cases: open ones nearby, counts by grid and kind, figures of whole months.
//!
//! Two rules hold for all of it (RIGHTS.md, small counts): a count from one to the city's small number is not shown and cannot be
//! worked out from what is shown; and a point is shown only as the middle of a square of a hundred metres, of kinds that are not
//! sensitive. What can be asked is kept so narrow that no two answers overlap: whole months that are over, and no filters.

pub(crate) mod cases;
pub(crate) mod figures;
pub(crate) mod map;
pub(crate) mod small;

use crate::{Problem, Web};
use jiff::tz::TimeZone;
use jingwei_evaluation::{Period, Window};

/// A whole month that is over; the last one when none is named.
pub(crate) fn month(web: &Web, text: &str) -> Result<(Period, Window, TimeZone), Problem> {
    let rules = web.rules();
    let zone = crate::evaluation::zone(&rules)?;
    let now = web.now();
    let present = Period::month_of(zone.to_datetime(now).date());
    let period: Period = match text {
        "" => present.before(),
        text => text.parse().map_err(|why| Problem::malformed(&format!("`period`: {why}")))?,
    };
    let is_month = text.is_empty() || (text.len() == 7 && !text.contains('Q'));
    let over = period.window(&zone, now).filter(|window| is_month && window.until < now);
    match over {
        Some(window) => Ok((period, window, zone)),
        None => Err(Problem::malformed("`period`: it is a whole month that is over, such as `2026-10`")),
    }
}
