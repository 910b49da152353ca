//! A limit as a rulebook states it: how much time, and of which kind (`4 工作时`, `15 minutes`, `5 工作日`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which time counts towards a limit.
///
/// `Display` writes the Chinese name a clerk reads; [`code`](LimitKind::code) and serde write the English code; `FromStr`
/// reads both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// 紧急工作时: every hour counts, nights, weekends and holidays included.
    UrgentHours,
    /// 工作时: only the opening hours of working days count.
    WorkHours,
    /// 工作日: whole working days count, from 00:00 to 24:00.
    WorkDays,
    /// 自然日: every day of the calendar counts.
    NaturalDays,
}

impl LimitKind {
    /// The four kinds, from the most urgent to the slowest.
    pub const ALL: [LimitKind; 4] =
        [LimitKind::UrgentHours, LimitKind::WorkHours, LimitKind::WorkDays, LimitKind::NaturalDays];

    /// The English code used in files, JSON and SQL.
    pub fn code(self) -> &'static str {
        match self {
            LimitKind::UrgentHours => "urgent_hours",
            LimitKind::WorkHours => "work_hours",
            LimitKind::WorkDays => "work_days",
            LimitKind::NaturalDays => "natural_days",
        }
    }

    /// The Chinese name used in rulebooks and on screens.
    pub fn name(self) -> &'static str {
        match self {
            LimitKind::UrgentHours => "紧急工作时",
            LimitKind::WorkHours => "工作时",
            LimitKind::WorkDays => "工作日",
            LimitKind::NaturalDays => "自然日",
        }
    }

    /// Whether limits of this kind are whole days; the others are counted in minutes.
    pub fn counts_days(self) -> bool {
        matches!(self, LimitKind::WorkDays | LimitKind::NaturalDays)
    }

    /// Ten years of this kind's time: in days for the day kinds, in minutes for the hour kinds. A longer limit in a
    /// rulebook is a slip of the keyboard. A working year is taken as 261 days of eight hours.
    fn longest(self) -> u32 {
        match self {
            LimitKind::UrgentHours => 3_653 * 24 * 60,
            LimitKind::WorkHours => 2_610 * 8 * 60,
            LimitKind::WorkDays => 2_610,
            LimitKind::NaturalDays => 3_653,
        }
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for LimitKind {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        LimitKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text || kind.name() == text)
            .ok_or_else(|| LimitError::UnknownUnit { unit: text.to_owned() })
    }
}

/// An amount of one kind of time: never zero, never more than ten years.
///
/// As text, which is also its form in CSV and serde:
///
/// | text | meaning |
/// |---|---|
/// | `2 紧急工作时`, `2 urgent_hours` | two hours by the clock on the wall |
/// | `4 工作时`, `0.25 work_hours` | opening hours; decimal hours must come out at whole minutes |
/// | `15 分钟`, `15 minutes` | minutes by the clock on the wall (紧急工作时) |
/// | `90 工作分钟`, `90 work_minutes` | minutes of opening hours (工作时) |
/// | `5 工作日`, `5 work_days` | whole working days |
/// | `30 自然日`, `30 natural_days` | whole days of the calendar |
///
/// The space may be left out. `Display` and serde write the Chinese form, whole hours as hours and everything else as minutes.
///
/// ```
/// use jingwei_calendar::{Limit, LimitKind};
///
/// let limit: Limit = "0.25 work_hours".parse()?;
/// assert_eq!(limit, Limit::new(LimitKind::WorkHours, 15)?);
/// assert_eq!(limit.to_string(), "15 工作分钟");
/// assert!("0 工作日".parse::<Limit>().is_err());
/// # Ok::<(), jingwei_calendar::LimitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Limit {
    kind: LimitKind,
    /// Minutes for the hour kinds, days for the day kinds.
    amount: u32,
}

impl Limit {
    /// A limit of `amount` minutes (hour kinds) or days (day kinds).
    ///
    /// # Errors
    /// An amount of zero, or of more than ten years.
    pub fn new(kind: LimitKind, amount: u32) -> Result<Limit, LimitError> {
        if amount == 0 {
            return Err(LimitError::Zero);
        }
        if amount > kind.longest() {
            return Err(LimitError::TooLong { kind, amount });
        }
        Ok(Limit { kind, amount })
    }

    /// Which time counts.
    pub fn kind(self) -> LimitKind {
        self.kind
    }

    /// Minutes for the hour kinds, days for the day kinds.
    pub fn amount(self) -> u32 {
        self.amount
    }

    /// The seconds this limit takes on the axis of its kind; a day is 86,400 of them.
    pub fn seconds(self) -> i64 {
        let unit = if self.kind.counts_days() { 86_400 } else { 60 };
        i64::from(self.amount) * unit
    }

    /// This limit and another of the same kind together.
    ///
    /// # Errors
    /// The kinds differ (four opening hours and two natural days have no sum), or the sum is longer than ten years.
    pub fn plus(self, other: Limit) -> Result<Limit, LimitError> {
        if self.kind != other.kind {
            return Err(LimitError::KindsDiffer { first: self.kind, second: other.kind });
        }
        Limit::new(self.kind, self.amount.saturating_add(other.amount))
    }

    /// This limit `times` over.
    ///
    /// # Errors
    /// `times` is zero, or the product is longer than ten years.
    pub fn times(self, times: u32) -> Result<Limit, LimitError> {
        Limit::new(self.kind, self.amount.saturating_mul(times))
    }

    /// The same text as `Display` with the English code: `4 work_hours`, `15 minutes`.
    pub fn in_english(self) -> String {
        let (number, words) = self.number_and_words();
        format!("{number} {}", words.1)
    }

    /// How the amount is written: hours when they are whole, otherwise minutes; the unit in Chinese and in English.
    fn number_and_words(self) -> (u32, (&'static str, &'static str)) {
        let in_kind = (self.kind.name(), self.kind.code());
        match self.kind {
            LimitKind::WorkDays | LimitKind::NaturalDays => (self.amount, in_kind),
            _ if self.amount.is_multiple_of(60) => (self.amount / 60, in_kind),
            LimitKind::UrgentHours => (self.amount, ("分钟", "minutes")),
            LimitKind::WorkHours => (self.amount, ("工作分钟", "work_minutes")),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, words) = self.number_and_words();
        write!(f, "{number} {}", words.0)
    }
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Limit, LimitError> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = (&text[..end], text[end..].trim_start());
        let Some((whole, thousandths)) = read_decimal(number) else {
            return Err(LimitError::Unreadable { text: text.to_owned() });
        };
        let (kind, unit_minutes) = match unit {
            "分钟" | "minutes" => (LimitKind::UrgentHours, 1),
            "工作分钟" | "work_minutes" => (LimitKind::WorkHours, 1),
            unit => {
                let kind: LimitKind = unit.parse()?;
                (kind, if kind.counts_days() { 1 } else { 60 })
            }
        };
        let amount_thousandths = (whole * 1_000 + thousandths) * unit_minutes;
        if !amount_thousandths.is_multiple_of(1_000) {
            return Err(LimitError::NotWhole { text: text.to_owned() });
        }
        let amount = u32::try_from(amount_thousandths / 1_000).unwrap_or(u32::MAX);
        Limit::new(kind, amount)
    }
}

impl TryFrom<String> for Limit {
    type Error = LimitError;

    fn try_from(text: String) -> Result<Limit, LimitError> {
        text.parse()
    }
}

impl From<Limit> for String {
    fn from(limit: Limit) -> String {
        limit.to_string()
    }
}

/// The whole part and the thousandths of a plain decimal number such as `4` or `0.25`. Nine digits before the point are
/// far above ten years of minutes and cannot overflow here; three after it are finer than any limit.
fn read_decimal(number: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (number, "0"),
    };
    if whole.is_empty() || whole.len() > 9 || fraction.len() > 3 {
        return None;
    }
    Some((whole.parse().ok()?, format!("{fraction:0<3}").parse().ok()?))
}

/// Why something is not a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitError {
    /// The text does not start with a number that can be read.
    Unreadable {
        /// The text as it was given.
        text: String,
    },
    /// The unit is none of the known ones.
    UnknownUnit {
        /// The unit as it was given.
        unit: String,
    },
    /// Hours that are not whole minutes, or half a day.
    NotWhole {
        /// The text as it was given.
        text: String,
    },
    /// A limit of nothing would be overdue at its start.
    Zero,
    /// More than ten years.
    TooLong {
        /// The kind of the limit.
        kind: LimitKind,
        /// Minutes for the hour kinds, days for the day kinds.
        amount: u32,
    },
    /// Two limits of different kinds cannot be added.
    KindsDiffer {
        /// The kind of the limit that was to be extended.
        first: LimitKind,
        /// The kind of the extension.
        second: LimitKind,
    },
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LimitError::Unreadable { text } => {
                write!(f, "`{text}` is not a limit; write a number and a unit, such as `4 工作时` or `5 work_days`")
            }
            LimitError::UnknownUnit { unit } => write!(
                f,
                "`{unit}` is not a unit of time; use 紧急工作时, 工作时, 工作日, 自然日, 分钟 or 工作分钟 \
                 (urgent_hours, work_hours, work_days, natural_days, minutes, work_minutes)"
            ),
            LimitError::NotWhole { text } => {
                write!(f, "`{text}` is not a whole number of minutes or days")
            }
            LimitError::Zero => f.write_str("a limit of zero would be overdue at its start"),
            LimitError::TooLong { kind, amount } => {
                let unit = if kind.counts_days() { "days" } else { "minutes" };
                write!(f, "{amount} {unit} of {kind} ({}) are more than ten years", kind.code())
            }
            LimitError::KindsDiffer { first, second } => {
                write!(f, "a limit in {first} ({}) cannot be extended by {second} ({})", first.code(), second.code())
            }
        }
    }
}

impl std::error::Error for LimitError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(LimitKind, u32), LimitError> {
        text.parse::<Limit>().map(|limit| (limit.kind(), limit.amount()))
    }

    #[test]
    fn the_texts_of_a_rulebook_are_read() {
        use LimitKind::{NaturalDays, UrgentHours, WorkDays, WorkHours};
        let table = [
            ("2 紧急工作时", UrgentHours, 120),
            ("4 工作时", WorkHours, 240),
            ("5 工作日", WorkDays, 5),
            ("30 自然日", NaturalDays, 30),
            ("4 work_hours", WorkHours, 240),
            ("0.25 urgent_hours", UrgentHours, 15),
            ("15 分钟", UrgentHours, 15),
            ("15 minutes", UrgentHours, 15),
            ("90工作分钟", WorkHours, 90),
            ("  1.5工作时 ", WorkHours, 90),
            ("3.0 work_days", WorkDays, 3),
        ];
        for (text, kind, amount) in table {
            assert_eq!(read(text), Ok((kind, amount)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_limit_is_refused_with_its_own_words() {
        for (text, words) in [
            ("", "`` is not a limit"),
            ("工作日", "`工作日` is not a limit"),
            ("-3 工作日", "`-3 工作日` is not a limit"),
            (".5 工作时", "not a limit"),
            ("4. 工作时", "not a limit"),
            ("1.2.3 工作时", "not a limit"),
            ("9999999999 工作日", "not a limit"),
            ("4", "`` is not a unit"),
            ("4 天", "`天` is not a unit"),
            ("1.5 工作日", "`1.5 工作日` is not a whole number"),
            ("0.001 工作时", "not a whole number"),
            ("0 工作日", "zero"),
            ("3654 自然日", "more than ten years"),
            ("999999999 工作时", "more than ten years"),
        ] {
            let message = text.parse::<Limit>().expect_err(text).to_string();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn every_limit_reads_back_as_it_was_written() {
        for kind in LimitKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
            assert_eq!(kind.to_string().parse(), Ok(kind));
            for amount in (1..500).chain([kind.longest()]) {
                let limit = Limit::new(kind, amount).expect("within ten years");
                assert_eq!(limit.to_string().parse(), Ok(limit));
                assert_eq!(limit.in_english().parse(), Ok(limit));
                let json = serde_json::to_string(&limit).expect("a limit is text");
                assert_eq!(serde_json::from_str::<Limit>(&json).ok(), Some(limit));
            }
            assert!(Limit::new(kind, kind.longest() + 1).is_err());
        }
    }

    #[test]
    fn only_limits_of_one_kind_have_a_sum() {
        let days = Limit::new(LimitKind::WorkDays, 5).expect("five days");
        let hours = Limit::new(LimitKind::WorkHours, 240).expect("four hours");
        assert_eq!(days.plus(days), days.times(2));
        assert!(days.plus(hours).is_err());
        assert!(days.times(u32::MAX).is_err());
        assert_eq!(days.times(0), Err(LimitError::Zero));
    }
}
