//! Breaking a figure down: by place, department, kind or channel.

use crate::course::Course;
use crate::entry::Entry;

/// How many digits of a division code name a street or town (GB/T 10114: two for the province, two each for city and district, three for the street).
const STREET_DIGITS: usize = 9;
/// How many digits a division code has.
const DIGITS: usize = 12;

/// What to break a figure down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The street or town; a case that is known only by its district counts under the district.
    Area,
    /// The grid.
    Grid,
    /// The department that the entry is counted for.
    Department,
    /// The kind of matter.
    Kind,
    /// The way it came in.
    Channel,
}

impl By {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 5] = [Self::Area, Self::Grid, Self::Department, Self::Kind, Self::Channel];

    /// The code used on the wire and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Grid => "grid",
            Self::Department => "department",
            Self::Kind => "kind",
            Self::Channel => "channel",
        }
    }

    /// The one with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.code() == code)
    }

    /// The group of an entry; empty when it has none.
    pub(crate) fn group(self, course: &Course, entry: &Entry) -> String {
        match self {
            Self::Area => course.area.as_ref().map(|area| street(area.as_str())),
            Self::Grid => course.grid.as_ref().map(ToString::to_string),
            Self::Department => entry.department.as_ref().map(ToString::to_string),
            Self::Kind => course.kind.as_ref().map(ToString::to_string),
            Self::Channel => Some(course.channel.clone()),
        }
        .unwrap_or_default()
    }
}

fn street(code: &str) -> String {
    match code.get(..STREET_DIGITS) {
        Some(digits) if code.len() == DIGITS => format!("{digits:0<DIGITS$}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_community_counts_under_its_street_and_a_district_under_itself() {
        assert_eq!(street("990102001003"), "990102001000");
        assert_eq!(street("990102000000"), "990102000000");
        assert_eq!(street("harbour"), "harbour");
    }
}
