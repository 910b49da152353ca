//! The code of a division: 12 digits of GB/T 2260 and GB/T 10114, from province down to community.

use jingwei_terms::AreaCode;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A code of 12 digits; a shorter one is filled up with zeros, as the standards write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(u64);

/// The five levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Province, autonomous region, or city under the central government: 2 digits.
    Province,
    /// City, prefecture or league: 4 digits.
    City,
    /// District, county or banner: 6 digits.
    District,
    /// Street, town or township: 9 digits.
    Street,
    /// Community or village: 12 digits.
    Community,
}

impl Level {
    /// All of them, from the province down.
    pub const ALL: [Self; 5] = [Self::Province, Self::City, Self::District, Self::Street, Self::Community];

    /// Digits of a code that ends at this level.
    #[must_use]
    pub const fn digits(self) -> usize {
        self.digits_u32() as usize
    }

    /// The word for it, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Province => "省级",
            Self::City => "地级",
            Self::District => "县级",
            Self::Street => "乡级",
            Self::Community => "村级",
        }
    }

    /// How many codes of a community lie in one of this level.
    const fn span(self) -> u64 {
        10_u64.pow(12 - self.digits_u32())
    }

    const fn digits_u32(self) -> u32 {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::District => 6,
            Self::Street => 9,
            Self::Community => 12,
        }
    }
}

/// Why a text is no code of a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DivisionCodeError {
    /// Not 2, 4, 6, 9 or 12 characters long.
    Length(String),
    /// Something else than a digit stands in it.
    NotDigits(String),
    /// It begins with `0`, or a level is empty above one that is not.
    Gap(String),
}

impl fmt::Display for DivisionCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(text) => write!(f, "the code `{text}` must have 2, 4, 6, 9 or 12 digits"),
            Self::NotDigits(text) => write!(f, "the code `{text}` must be of digits alone"),
            Self::Gap(text) => write!(f, "the code `{text}` leaves out a level that everything below hangs on"),
        }
    }
}

impl std::error::Error for DivisionCodeError {}

impl FromStr for DivisionCode {
    type Err = DivisionCodeError;

    fn from_str(text: &str) -> Result<Self, DivisionCodeError> {
        let text = text.trim();
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(DivisionCodeError::NotDigits(shown(text)));
        }
        if !matches!(text.len(), 2 | 4 | 6 | 9 | 12) {
            return Err(DivisionCodeError::Length(shown(text)));
        }
        let number = text.bytes().fold(0, |number, b| number * 10 + u64::from(b - b'0'));
        let code = Self(number * 10_u64.pow(12 - u32::try_from(text.len()).unwrap_or(12)));
        // A street may stand right under a city that has no districts, and a county right under a province; nothing
        // stands outside of a province, and no community outside of a street.
        if code.0 < 10_u64.pow(11) || (code.level() == Level::Community && code.0 % 1_000_000 < 1000) {
            return Err(DivisionCodeError::Gap(shown(text)));
        }
        Ok(code)
    }
}

impl TryFrom<&AreaCode> for DivisionCode {
    type Error = DivisionCodeError;

    fn try_from(code: &AreaCode) -> Result<Self, DivisionCodeError> {
        code.as_str().parse()
    }
}

impl DivisionCode {
    /// The code of these digits, which come from a code.
    pub(super) const fn of_number(number: u64) -> Self {
        Self(number)
    }

    /// Its 12 digits as a number.
    pub(super) const fn number(self) -> u64 {
        self.0
    }

    /// The level at which it ends.
    #[must_use]
    pub const fn level(self) -> Level {
        if !self.0.is_multiple_of(1000) {
            Level::Community
        } else if !self.0.is_multiple_of(1_000_000) {
            Level::Street
        } else if !self.0.is_multiple_of(100_000_000) {
            Level::District
        } else if !self.0.is_multiple_of(10_000_000_000) {
            Level::City
        } else {
            Level::Province
        }
    }

    /// The code one level up; nothing above a province.
    #[must_use]
    pub const fn above(self) -> Option<Self> {
        let level = match self.level() {
            Level::Province => return None,
            Level::City => Level::Province,
            Level::District => Level::City,
            Level::Street => Level::District,
            Level::Community => Level::Street,
        };
        // A city without districts has its streets right below: the code of the missing district is the city's own.
        Some(Self(self.0 - self.0 % level.span()))
    }

    /// The code of the level asked for, that holds this one; its own when it is that level or higher.
    #[must_use]
    pub const fn at(self, level: Level) -> Self {
        Self(self.0 - self.0 % level.span())
    }

    /// Whether this is the other one or lies inside it.
    #[must_use]
    pub const fn lies_in(self, outer: Self) -> bool {
        outer.0 <= self.0 && self.0 < outer.end()
    }

    /// The first number behind all codes inside.
    pub(super) const fn end(self) -> u64 {
        self.0 + self.level().span()
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl Serialize for DivisionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_has_its_level_whether_it_is_filled_up_or_not() {
        for (text, level) in [
            ("44", Level::Province),
            ("440300", Level::City),
            ("4403", Level::City),
            ("440305", Level::District),
            ("440305000000", Level::District),
            ("440305001", Level::Street),
            ("440305001001", Level::Community),
            ("441900003", Level::Street),
        ] {
            assert_eq!(code(text).level(), level, "{text}");
        }
        assert_eq!(code("440305").to_string(), "440305000000");
    }

    #[test]
    fn a_code_lies_in_all_codes_above_it() {
        assert!(code("440305001001").lies_in(code("44")));
        assert!(code("440305001001").lies_in(code("440305")));
        assert!(!code("440305001001").lies_in(code("440306")));
        assert_eq!(code("440305001001").at(Level::City), code("4403"));
        assert_eq!(code("441900003").above(), Some(code("4419")));
        assert_eq!(code("44").above(), None);
    }

    #[test]
    fn what_is_no_code_is_refused_with_its_reason() {
        let refused = |text: &str| text.parse::<DivisionCode>().unwrap_err().to_string();
        assert!(refused("44030").contains("2, 4, 6, 9 or 12"));
        assert!(refused("4403O5").contains("digits alone"));
        assert!(refused("004403").contains("leaves out"));
        assert!(refused("440305000001").contains("leaves out"));
        assert!(refused("").contains("2, 4, 6, 9 or 12"));
    }
}
