//! One line of the list behind a figure.

use jiff::Timestamp;
use jingwei_terms::DepartmentCode;

/// One thing that a figure counts: a case, a dispatch, a clock or an answer, under the number of its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The receipt number of the case.
    pub number: String,
    /// The instant that puts it into the period.
    pub at: Timestamp,
    /// The department it is counted for, where there is one.
    pub department: Option<DepartmentCode>,
    /// Whether it is in the numerator, too. In a count or a duration every entry is.
    pub counted: bool,
    /// How long it took, for a duration.
    pub seconds: Option<i64>,
    /// Under which group it falls in a breakdown; empty when it has no value there or nothing is broken down.
    pub group: String,
}
