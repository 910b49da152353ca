//! The peer to stand beside. The figures are constants: they were measured by us, once, on a machine like this one.

/// Signalen's backend (Django and PostGIS, four workers of 185 MiB each), filing reports over its API: between these two
/// rates, by the kind of report.
pub(super) const FILED_PER_SECOND: [f64; 2] = [14.0, 37.0];

/// Its page of fifty cases, in milliseconds; it asks the database 383 questions for it.
pub(super) const PAGE_MS: f64 = 500.0;

/// A hundred times that is the least.
pub(super) const TIMES: f64 = 100.0;

pub(super) const NAME: &str = "Signalen";
