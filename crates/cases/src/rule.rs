//! 裁决: an authority names the department. It may not return the case again.

use crate::case::{Case, Docket};
use crate::desk::{Desk, words};
use crate::dispatch::{by_person, known, send};
use crate::state::Verb;
use jingwei_terms::{Change, DepartmentCode, Refusal};

/// A ruling.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The department that leads; `None` means the bottom-line department of the city.
    pub lead: Option<DepartmentCode>,
    /// Departments that help; `None` leaves it to the catalogue.
    pub co: Option<Vec<DepartmentCode>>,
    /// The ground of the ruling; mandatory.
    pub ground: String,
}

/// Rules on a disputed case and dispatches it.
///
/// # Errors
/// When the case is not in dispute, the ground is missing, or a department is not known.
pub fn rule(case: &Case, ruling: &Ruling, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Rule)?;
    let ground = words(&ruling.ground, "ground")?;
    let dispute = &desk.rules.settings.dispute;
    let lead = ruling.lead.as_ref().unwrap_or(&dispute.bottom_line.value);
    for code in [lead].into_iter().chain(ruling.co.iter().flatten()) {
        known(code, desk)?;
    }
    let mut order = by_person(case, lead, ruling.co.clone(), ground, desk);
    order.rule = desk.rules.rule(&dispute.authority, "dispute.authority");
    let mut next = case.clone();
    let detail = send(&mut next, &order, true, desk);
    let fact = desk.fact(case, Verb::Rule, detail).on(order.rule);
    Ok(desk.changed(next, fact))
}
