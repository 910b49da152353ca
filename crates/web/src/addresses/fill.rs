//! A report that says where in words alone gets its community and grid from the register, when only one fits.

use super::AddressBook;
use crate::{Problem, Web};
use jingwei_cases::report::Report;

/// Fills in the area and the grid of a report that has an address and nothing else. What was said stays as it was said, and no point is
/// made up: that of the register is the place's, not the report's. The fact of filing names the place that was recognised.
pub(crate) async fn fill(web: &Web, report: &mut Report) -> Result<(), Problem> {
    let place = &mut report.place;
    if place.address.is_empty() || place.location.is_some() || place.area.is_some() || place.grid.is_some() {
        return Ok(());
    }
    let book = AddressBook::now(web).await?;
    let heard = book.hear(&place.address);
    let Some(area) = heard.area else { return Ok(()) };
    let rules = web.rules();
    let name = rules.areas.division(&area).map(|division| division.name.clone()).unwrap_or_default();
    let entry = heard.place.map(|at| book.entry(at));
    place.grid = entry.and_then(|entry| rules.areas.grid_at(&entry.location)).map(|grid| grid.code.clone());
    place.area = Some(area);
    report.recognised = Some(entry.map_or(name, |entry| entry.address.clone()));
    Ok(())
}
