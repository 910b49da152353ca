//! How entries become a value, and what light stands beside it.

use crate::entry::Entry;
use crate::indicator::{Better, Indicator, Shape};

/// A value with what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The value: a number, a share between 0 and 1, or hours; `None` where there is nothing to take a share or a middle of.
    pub value: Value,
    /// How many entries are in the numerator.
    pub numerator: u64,
    /// How many entries there are in all.
    pub denominator: u64,
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// There is nothing to take it from.
    None,
    /// A number of entries.
    Count(u64),
    /// A share between 0 and 1.
    Share(f64),
    /// Hours.
    Hours(f64),
}

impl Value {
    /// The bare number.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Count(n) => Some(n as f64),
            Self::Share(x) | Self::Hours(x) => Some(x),
        }
    }
}

impl Figure {
    /// The figure of an indicator over its entries.
    #[must_use]
    pub fn of(indicator: &Indicator, entries: &[Entry]) -> Self {
        let denominator = entries.len() as u64;
        let numerator = entries.iter().filter(|entry| entry.counted).count() as u64;
        let value = match indicator.shape {
            Shape::Count => Value::Count(numerator),
            Shape::Share if denominator == 0 => Value::None,
            Shape::Share => Value::Share(numerator as f64 / denominator as f64),
            Shape::Median => rank(entries, 1, 2),
            Shape::NinthDecile => rank(entries, 9, 10),
        };
        Self { value, numerator, denominator }
    }
}

/// The nearest rank: the smallest duration that at least `part` of `whole` of the entries do not exceed.
fn rank(entries: &[Entry], part: usize, whole: usize) -> Value {
    let mut seconds: Vec<i64> = entries.iter().filter_map(|entry| entry.seconds).collect();
    if seconds.is_empty() {
        return Value::None;
    }
    let at = (seconds.len() * part).div_ceil(whole) - 1;
    let (_, middle, _) = seconds.select_nth_unstable(at);
    Value::Hours(*middle as f64 / 3600.0)
}

/// 红黄绿.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// As it should be.
    Green,
    /// Worth a look.
    Yellow,
    /// Not as it should be.
    Red,
}

impl Light {
    /// The code used on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// From where on a figure is green, and from where on yellow: the city's own numbers, with their ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The indicator.
    pub code: String,
    /// Green at this value or better.
    pub green: f64,
    /// Yellow at this value or better, red beyond.
    pub yellow: f64,
    /// The law or standard behind it, or that it is the city's own choice.
    pub basis: String,
}

/// Why a threshold cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThresholdError {
    /// There is no such indicator.
    Unknown,
    /// The indicator says how much there was to do, not how well it was done.
    NoDirection,
    /// Yellow is better than green.
    Crossed,
}

impl Threshold {
    /// Whether it can be used.
    ///
    /// # Errors
    /// When the indicator is unknown or has no better side, or when yellow stands on the wrong side of green.
    pub fn check(&self) -> Result<(), ThresholdError> {
        let indicator = Indicator::named(&self.code).ok_or(ThresholdError::Unknown)?;
        let in_order = match indicator.better {
            Better::Neither => return Err(ThresholdError::NoDirection),
            Better::More => self.yellow <= self.green,
            Better::Less => self.green <= self.yellow,
        };
        if in_order { Ok(()) } else { Err(ThresholdError::Crossed) }
    }

    /// The light of a value; none where there is no value.
    #[must_use]
    pub fn light(&self, indicator: &Indicator, value: Value) -> Option<Light> {
        let value = value.number()?;
        let reaches = |limit: f64| match indicator.better {
            Better::More => value >= limit,
            Better::Less => value <= limit,
            Better::Neither => true,
        };
        Some(match (reaches(self.green), reaches(self.yellow)) {
            (true, _) => Light::Green,
            (false, true) => Light::Yellow,
            (false, false) => Light::Red,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn lasting(seconds: &[i64]) -> Vec<Entry> {
        let entry = |s: &i64| Entry {
            number: s.to_string(),
            at: Timestamp::UNIX_EPOCH,
            department: None,
            counted: true,
            seconds: Some(*s),
            group: String::new(),
        };
        seconds.iter().map(entry).collect()
    }

    #[test]
    fn the_middle_and_the_ninth_decile_are_durations_that_really_occurred() {
        let hours = |list: &[i64], part, whole| rank(&lasting(list), part, whole).number();
        assert_eq!(hours(&[], 1, 2), None);
        assert_eq!(hours(&[7200], 1, 2), Some(2.0));
        assert_eq!(hours(&[3 * 3600, 3600, 2 * 3600, 4 * 3600], 1, 2), Some(2.0));
        let ten: Vec<i64> = (1..=10).map(|h| h * 3600).collect();
        assert_eq!(hours(&ten, 9, 10), Some(9.0));
        assert_eq!(hours(&ten[..9], 9, 10), Some(9.0));
    }

    #[test]
    fn a_light_follows_the_direction_in_which_the_figure_is_good_news() {
        let threshold =
            |code: &str, green, yellow| Threshold { code: code.to_owned(), green, yellow, basis: String::new() };
        let light = |t: &Threshold, x| t.light(Indicator::named(&t.code).unwrap(), Value::Share(x)).map(Light::code);
        let more = threshold("on_time_rate", 0.95, 0.9);
        assert_eq!(
            [light(&more, 0.95), light(&more, 0.9), light(&more, 0.89)],
            [Some("green"), Some("yellow"), Some("red")]
        );
        let less = threshold("return_rate", 0.05, 0.1);
        assert_eq!(
            [light(&less, 0.05), light(&less, 0.1), light(&less, 0.2)],
            [Some("green"), Some("yellow"), Some("red")]
        );
        assert_eq!(more.light(Indicator::named("on_time_rate").unwrap(), Value::None), None);
    }

    #[test]
    fn a_threshold_that_cannot_be_meant_is_refused() {
        let check = |code: &str, green, yellow| {
            Threshold { code: code.to_owned(), green, yellow, basis: String::new() }.check()
        };
        assert_eq!(check("on_time_rate", 0.95, 0.9), Ok(()));
        assert_eq!(check("on_time_rate", 0.9, 0.95), Err(ThresholdError::Crossed));
        assert_eq!(check("return_rate", 0.1, 0.05), Err(ThresholdError::Crossed));
        assert_eq!(check("filed", 1.0, 2.0), Err(ThresholdError::NoDirection));
        assert_eq!(check("happiness", 1.0, 2.0), Err(ThresholdError::Unknown));
    }
}
