//! Opening hours: of one day, and of a week.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use crate::rules::RulesError;

const DAY: u32 = 86_400;

/// The opening hours of one day, as text `08:00-12:00 14:00-18:00`; empty means closed.
///
/// Seconds may be given (`08:30:15-12:00`), and `24:00` is the end of the day. A night shift that passes midnight is
/// written as two intervals on two days, because every day of the calendar stands by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayHours {
    /// INVARIANT (hours in order): each interval opens before it closes, none begins before the one before it has ended.
    /// Seconds since midnight.
    intervals: Vec<(u32, u32)>,
}

impl DayHours {
    /// Hours from `(opening, closing)` pairs in seconds since midnight.
    ///
    /// # Errors
    /// An interval that does not open before it closes, ends after 24:00, or begins before the previous one has ended.
    pub fn new(intervals: Vec<(u32, u32)>) -> Result<DayHours, RulesError> {
        let mut free_from = 0;
        for &(opening, closing) in &intervals {
            if opening >= closing || closing > DAY || opening < free_from {
                return Err(RulesError::HoursOutOfOrder { text: interval_text(opening, closing) });
            }
            free_from = closing;
        }
        Ok(DayHours { intervals })
    }

    /// No opening hours at all.
    pub fn closed() -> DayHours {
        DayHours::default()
    }

    /// Whether there are no opening hours.
    pub fn is_closed(&self) -> bool {
        self.intervals.is_empty()
    }

    /// The `(opening, closing)` pairs in seconds since midnight, in order.
    pub fn intervals(&self) -> &[(u32, u32)] {
        &self.intervals
    }

    /// The seconds the doors are open.
    pub fn seconds(&self) -> u32 {
        self.intervals.iter().map(|(opening, closing)| closing - opening).sum()
    }

    /// The last closing time in seconds since midnight; none on a closed day.
    pub fn last_closing(&self) -> Option<u32> {
        self.intervals.last().map(|&(_, closing)| closing)
    }
}

impl fmt::Display for DayHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, &(opening, closing)) in self.intervals.iter().enumerate() {
            let space = if nth == 0 { "" } else { " " };
            write!(f, "{space}{}", interval_text(opening, closing))?;
        }
        Ok(())
    }
}

impl FromStr for DayHours {
    type Err = RulesError;

    fn from_str(text: &str) -> Result<DayHours, RulesError> {
        let intervals = text
            .split_whitespace()
            .map(|interval| {
                let (opening, closing) = interval.split_once('-')?;
                Some((read_time(opening)?, read_time(closing)?))
            })
            .collect::<Option<Vec<_>>>();
        DayHours::new(intervals.ok_or_else(|| RulesError::UnreadableHours { text: text.to_owned() })?)
    }
}

impl TryFrom<String> for DayHours {
    type Error = RulesError;

    fn try_from(text: String) -> Result<DayHours, RulesError> {
        text.parse()
    }
}

impl From<DayHours> for String {
    fn from(hours: DayHours) -> String {
        hours.to_string()
    }
}

/// The opening hours of an ordinary week. By default Monday to Friday 08:00–12:00 and 14:00–18:00.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "WeekParts", into = "WeekParts")]
pub struct WeekHours {
    /// INVARIANT (a week has work): at least one of the seven days, Monday first, is open. Without it no limit in
    /// working time would ever run out.
    days: [DayHours; 7],
}

impl WeekHours {
    /// A week from the hours of its days, Monday first.
    ///
    /// # Errors
    /// All seven days are closed.
    pub fn new(days: [DayHours; 7]) -> Result<WeekHours, RulesError> {
        if days.iter().all(DayHours::is_closed) {
            return Err(RulesError::NoWorkInTheWeek);
        }
        Ok(WeekHours { days })
    }

    /// The hours of one day of the week.
    pub fn on(&self, weekday: Weekday) -> &DayHours {
        &self.days[usize::from(weekday.to_monday_zero_offset().unsigned_abs())]
    }

    /// The hours of a normal working day, worked on 调休 days too: those of the first open day of the week.
    pub fn normal_day(&self) -> &DayHours {
        self.days.iter().find(|day| !day.is_closed()).expect("a week has work")
    }
}

impl Default for WeekHours {
    fn default() -> WeekHours {
        let open = DayHours { intervals: vec![(8 * 3600, 12 * 3600), (14 * 3600, 18 * 3600)] };
        let days = std::array::from_fn(|nth| if nth < 5 { open.clone() } else { DayHours::closed() });
        WeekHours { days }
    }
}

/// How a week is written in JSON: a day that is left out is closed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct WeekParts {
    monday: DayHours,
    tuesday: DayHours,
    wednesday: DayHours,
    thursday: DayHours,
    friday: DayHours,
    saturday: DayHours,
    sunday: DayHours,
}

impl TryFrom<WeekParts> for WeekHours {
    type Error = RulesError;

    fn try_from(w: WeekParts) -> Result<WeekHours, RulesError> {
        WeekHours::new([w.monday, w.tuesday, w.wednesday, w.thursday, w.friday, w.saturday, w.sunday])
    }
}

impl From<WeekHours> for WeekParts {
    fn from(week: WeekHours) -> WeekParts {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = week.days;
        WeekParts { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }
}

/// Seconds since midnight of `08:00` or `08:00:30`; `24:00` is the end of the day.
fn read_time(text: &str) -> Option<u32> {
    let mut parts = text.split(':');
    let mut next = |below: u32, missing: Option<u32>| match parts.next() {
        None => missing,
        Some(part) if part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) => {
            part.parse().ok().filter(|&n| n < below)
        }
        Some(_) => None,
    };
    let (hour, minute, second) = (next(25, None)?, next(60, None)?, next(60, Some(0))?);
    let time = hour * 3600 + minute * 60 + second;
    (parts.next().is_none() && time <= DAY).then_some(time)
}

fn interval_text(opening: u32, closing: u32) -> String {
    format!("{}-{}", time_text(opening), time_text(closing))
}

fn time_text(time: u32) -> String {
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_as_they_were_written() {
        for text in ["", "08:00-12:00 14:00-18:00", "00:00-24:00", "08:30:15-12:00", "09:00-09:30 09:30-10:00"] {
            let hours: DayHours = text.parse().expect(text);
            assert_eq!(hours.to_string(), text);
        }
    }

    #[test]
    fn hours_that_cannot_be_worked_are_refused() {
        for text in ["8-12", "8:00-12:00", "08:00", "08:00-25:00", "08:00-24:01", "08:60-09:00", "08:00-12:00:00:00"] {
            let message = text.parse::<DayHours>().expect_err(text).to_string();
            assert!(message.contains(&format!("`{text}`")), "{message}");
        }
        for text in ["12:00-08:00", "08:00-08:00", "08:00-12:00 11:00-13:00", "14:00-18:00 08:00-12:00"] {
            assert!(text.parse::<DayHours>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_week_without_work_is_refused() {
        assert!(WeekHours::new(Default::default()).is_err());
        assert!(serde_json::from_str::<WeekHours>("{}").is_err());
    }

    #[test]
    fn a_week_in_json_names_its_open_days() {
        let json = r#"{"tuesday":"09:00-17:00"}"#;
        let week: WeekHours = serde_json::from_str(json).expect("one open day");
        assert_eq!(week.normal_day().seconds(), 8 * 3600);
        assert!(week.on(Weekday::Monday).is_closed());
        let again = serde_json::to_string(&week).expect("a week is plain data");
        assert_eq!(serde_json::from_str::<WeekHours>(&again).ok(), Some(week));
    }
}
