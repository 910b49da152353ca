//! What a city decides about its time, as plain data for a rulebook.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::exceptions::Exceptions;
use crate::hours::WeekHours;
use crate::light::YellowAt;

/// The working time of a city. Everything may be left out; the defaults are those of the mainland without any holidays.
///
/// The settings on days follow the Civil Code (民法典):
///
/// - Article 201: of a period in days the first day is not counted; a period in hours begins with the hour it begins.
/// - Article 203: when the last day is a statutory holiday, the day after the holiday is the last day; the last day ends
///   at 24:00, or, where there are business hours, when business stops.
/// - Article 204: a law or an agreement may say otherwise, which is why each of the three is a setting.
///
/// Article 203 speaks of statutory holidays (法定休假日); this calendar treats every day without work, weekends included, as one.
///
/// ```
/// use jingwei_calendar::CalendarRules;
///
/// let rules: CalendarRules = serde_json::from_str(r#"{
///     "week": { "monday": "09:00-17:00", "thursday": "09:00-12:00" },
///     "exceptions": { "2026-10-01": { "kind": "holiday", "name": "国庆节" } },
///     "day_ends_at": "midnight"
/// }"#)?;
/// assert_eq!(rules.week.normal_day().seconds(), 8 * 3600);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalendarRules {
    /// How far civil time is ahead of UTC.
    pub utc_offset: UtcOffset,
    /// The opening hours of an ordinary week.
    pub week: WeekHours,
    /// The dates that differ from the week.
    pub exceptions: Exceptions,
    /// Where a limit in days begins.
    pub day_counts_from: DayCountsFrom,
    /// Where the last day of a limit in days ends.
    pub day_ends_at: DayEndsAt,
    /// What happens when a limit in natural days ends on a day without work.
    pub natural_day_on_rest_day: NaturalDayOnRestDay,
    /// From which share of time used the light is yellow.
    pub yellow_at: YellowAt,
}

/// Where a limit in days begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayCountsFrom {
    /// At the midnight that follows the start: the day itself is not counted (Article 201).
    #[default]
    NextDay,
    /// At the start itself, to the second: one day from Tuesday 10:00 ends on Wednesday 10:00. The end of the last day
    /// and rest days play no part then.
    Moment,
}

/// Where the last day of a limit in days ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayEndsAt {
    /// At 24:00.
    Midnight,
    /// At the last closing time of that day (Article 203); at 24:00 on a day without opening hours.
    #[default]
    CloseOfBusiness,
}

/// What happens when a limit in natural days ends on a day without work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NaturalDayOnRestDay {
    /// It ends there all the same.
    Stays,
    /// It ends on the next working day (Article 203).
    #[default]
    NextWorkDay,
}

/// How far civil time is ahead of UTC, as text `+08:00`; at most 14 hours either way.
///
/// The offset is fixed. China has had one time and no summer time since 1992; a city with summer time is not served by
/// this calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UtcOffset {
    minutes: i32,
}

impl UtcOffset {
    /// An offset in seconds, positive east of Greenwich.
    pub fn seconds(self) -> i64 {
        i64::from(self.minutes) * 60
    }
}

impl Default for UtcOffset {
    fn default() -> UtcOffset {
        UtcOffset { minutes: 8 * 60 }
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minutes < 0 { '-' } else { '+' };
        let minutes = self.minutes.abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for UtcOffset {
    type Err = RulesError;

    fn from_str(text: &str) -> Result<UtcOffset, RulesError> {
        read_offset(text)
            .map(|minutes| UtcOffset { minutes })
            .ok_or_else(|| RulesError::UnreadableOffset { text: text.to_owned() })
    }
}

fn read_offset(text: &str) -> Option<i32> {
    let (sign, rest) = if let Some(rest) = text.strip_prefix('+') { (1, rest) } else { (-1, text.strip_prefix('-')?) };
    let two_digits = |part: &str| -> Option<i32> {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 14 * 60).then_some(sign * total)
}

impl TryFrom<String> for UtcOffset {
    type Error = RulesError;

    fn try_from(text: String) -> Result<UtcOffset, RulesError> {
        text.parse()
    }
}

impl From<UtcOffset> for String {
    fn from(offset: UtcOffset) -> String {
        offset.to_string()
    }
}

/// Why something is not a rule about working time.
#[derive(Clone, Debug, PartialEq)]
pub enum RulesError {
    /// The text is not a list of opening hours.
    UnreadableHours {
        /// The text as it was given.
        text: String,
    },
    /// An interval closes before it opens, overlaps the one before it, or runs past midnight.
    HoursOutOfOrder {
        /// The interval.
        text: String,
    },
    /// A week without a single opening hour.
    NoWorkInTheWeek,
    /// The text is not an offset from UTC.
    UnreadableOffset {
        /// The text as it was given.
        text: String,
    },
    /// A threshold that is not a share of time.
    YellowOutOfRange {
        /// The share as it was given.
        share: f64,
    },
    /// The text is not a kind of exception.
    UnknownException {
        /// The text as it was given.
        text: String,
    },
    /// A date so far away that it must be a slip of the keyboard.
    DateOutOfRange {
        /// The date.
        date: jiff::civil::Date,
    },
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RulesError::UnreadableHours { text } => {
                write!(f, "`{text}` are not opening hours; write `08:00-12:00 14:00-18:00`")
            }
            RulesError::HoursOutOfOrder { text } => write!(
                f,
                "`{text}` must open before it closes, end by 24:00 and begin after the hours before it; \
                 a night shift is written on both of its days"
            ),
            RulesError::NoWorkInTheWeek => f.write_str("a week needs opening hours on at least one day"),
            RulesError::UnreadableOffset { text } => {
                write!(f, "`{text}` is not an offset from UTC between -14:00 and +14:00; write `+08:00`")
            }
            RulesError::YellowOutOfRange { share } => {
                write!(f, "`{share}` is not a share of time above 0 and at most 1")
            }
            RulesError::UnknownException { text } => write!(
                f,
                "`{text}` is not a kind of day; write `holiday` (放假), `workday` (调休上班) or hours such as `09:00-12:00`"
            ),
            RulesError::DateOutOfRange { date } => write!(f, "`{date}` is not between 1990 and 2100"),
        }
    }
}

impl std::error::Error for RulesError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_read_back_as_they_were_written() {
        for (text, seconds) in [("+08:00", 28_800), ("-03:30", -12_600), ("+00:00", 0), ("+14:00", 50_400)] {
            let offset: UtcOffset = text.parse().expect(text);
            assert_eq!((offset.seconds(), offset.to_string()), (seconds, text.to_owned()));
        }
        for text in ["", "08:00", "+8:00", "+08", "+08:60", "+14:01", "+-8:00", "Asia/Shanghai"] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text}");
        }
    }

    #[test]
    fn rules_survive_json_and_unknown_settings_are_refused() {
        let mut rules = CalendarRules { day_ends_at: DayEndsAt::Midnight, ..CalendarRules::default() };
        rules.exceptions =
            Exceptions::read_csv("date,kind,name\n2026-10-10,workday,国庆节\n2026-12-31,09:00-12:00,半天\n")
                .expect("two plain lines");
        let json = serde_json::to_string(&rules).expect("rules are plain data");
        assert_eq!(serde_json::from_str::<CalendarRules>(&json).expect("its own output"), rules);
        assert_eq!(serde_json::from_str::<CalendarRules>("{}").expect("all defaults"), CalendarRules::default());
        assert!(serde_json::from_str::<CalendarRules>(r#"{"day_end":"midnight"}"#).is_err());
    }
}
