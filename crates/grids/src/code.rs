//! Codes of grids: the 12 digits of the community, then the grid's own digits.
//!
//! The form is that of the digital city management platforms: 16 digits, 12 of the division down to the community (GB/T 2260, GB/T
//! 10114) and 4 that count the grids within it. A city with another count of digits sets it.

use crate::divisions::{DivisionCode, DivisionCodeError, Divisions, Level};
use jingwei_terms::{GridCode, Refusal, RefusalClass};
use std::fmt;

/// How a city writes the codes of its grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridForm {
    serial_digits: u32,
}

impl Default for GridForm {
    fn default() -> Self {
        Self { serial_digits: 4 }
    }
}

/// A code that has been taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridParts {
    /// The community.
    pub community: DivisionCode,
    /// The number of the grid within it, from 1.
    pub serial: u32,
}

/// Why a code is not one of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GridCodeError {
    /// Not as many digits as the form has.
    Length {
        /// The code.
        code: String,
        /// Digits that it must have.
        digits: usize,
    },
    /// Something else than a digit stands in it.
    NotDigits(String),
    /// Its first 12 digits are no code of a community.
    Community(DivisionCodeError),
    /// Its first 12 digits are those of a division above the communities.
    AboveCommunity(String),
    /// Its own digits are all zeros, which would be the community itself.
    NoSerial(String),
}

impl fmt::Display for GridCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { code, digits } => write!(f, "the grid code `{code}` must have {digits} digits"),
            Self::NotDigits(code) => write!(f, "the grid code `{code}` must be of digits alone"),
            Self::Community(why) => write!(f, "the grid code begins with no community: {why}"),
            Self::AboveCommunity(code) => {
                write!(f, "the grid code `{code}` begins with a division above the communities")
            }
            Self::NoSerial(code) => write!(f, "the grid code `{code}` ends in zeros alone; grids count from 1"),
        }
    }
}

impl std::error::Error for GridCodeError {}

impl GridForm {
    /// A form with this many digits after those of the community, from 2 to 6.
    ///
    /// # Errors
    /// When there are fewer or more.
    pub fn new(serial_digits: u32) -> Result<Self, Refusal> {
        if (2..=6).contains(&serial_digits) {
            return Ok(Self { serial_digits });
        }
        let zh = format!("网格顺序码应为 2 至 6 位（给出 {serial_digits}）");
        let en = format!("a grid has 2 to 6 digits of its own (found {serial_digits})");
        Err(Refusal::new(RefusalClass::Invalid, "bad_grid_form", zh, en))
    }

    /// Digits of a whole code.
    #[must_use]
    pub const fn digits(self) -> usize {
        12 + self.serial_digits as usize
    }

    /// The parts of a code.
    ///
    /// # Errors
    /// When it is not written in this form.
    ///
    /// ```
    /// use jingwei_grids::code::GridForm;
    /// use jingwei_terms::GridCode;
    /// let parts = GridForm::default().read(&GridCode::new("9901020010010007").unwrap()).unwrap();
    /// assert_eq!((parts.community.to_string().as_str(), parts.serial), ("990102001001", 7));
    /// ```
    pub fn read(self, code: &GridCode) -> Result<GridParts, GridCodeError> {
        let text = code.as_str();
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GridCodeError::NotDigits(text.to_owned()));
        }
        if text.len() != self.digits() {
            return Err(GridCodeError::Length { code: text.to_owned(), digits: self.digits() });
        }
        let (community, serial) = text.split_at(12);
        let community: DivisionCode = community.parse().map_err(GridCodeError::Community)?;
        if community.level() != Level::Community {
            return Err(GridCodeError::AboveCommunity(text.to_owned()));
        }
        match serial.parse() {
            Ok(serial) if serial > 0 => Ok(GridParts { community, serial }),
            _ => Err(GridCodeError::NoSerial(text.to_owned())),
        }
    }

    /// The code of the grid with this number in this community; nothing when the number has more digits than the form, is 0,
    /// or the division is no community.
    #[must_use]
    pub fn write(self, parts: GridParts) -> Option<GridCode> {
        let fits = parts.serial > 0
            && parts.serial < 10_u32.pow(self.serial_digits)
            && parts.community.level() == Level::Community;
        let width = self.serial_digits as usize;
        fits.then(|| GridCode::new(&format!("{}{:0width$}", parts.community, parts.serial)).ok()).flatten()
    }

    /// The parts of a code whose community is one of these divisions.
    ///
    /// # Errors
    /// When it is not written in this form, or the community is not there; the refusal says so to the person.
    pub fn check(self, code: &GridCode, divisions: &Divisions) -> Result<GridParts, Refusal> {
        let refuse = |refusal_code, zh: String, en: String| Refusal::new(RefusalClass::Invalid, refusal_code, zh, en);
        let parts = self.read(code).map_err(|why| {
            let zh = format!("网格代码 `{code}` 应为社区代码 12 位加顺序码 {} 位，顺序码从 1 起", self.serial_digits);
            refuse("bad_grid_code", zh, why.to_string())
        })?;
        if divisions.unit(parts.community).is_none() {
            let community = parts.community;
            let zh = format!("网格代码 `{code}` 的社区 `{community}` 不在区划中");
            let en = format!("the community `{community}` of the grid code `{code}` is not among the divisions");
            return Err(refuse("unknown_community", zh, en));
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str) -> Result<GridParts, String> {
        GridForm::default().read(&GridCode::new(code).unwrap()).map_err(|why| why.to_string())
    }

    #[test]
    fn a_code_comes_apart_and_together_again() {
        let parts = read("9901020010010042").unwrap();
        assert_eq!(parts.serial, 42);
        assert_eq!(GridForm::default().write(parts).unwrap().as_str(), "9901020010010042");
        assert_eq!(GridForm::default().write(GridParts { serial: 10_000, ..parts }), None);
        assert_eq!(GridForm::default().write(GridParts { serial: 0, ..parts }), None);
        let short = GridForm::new(2).unwrap();
        assert_eq!(short.write(parts).unwrap().as_str(), "99010200100142");
        assert!(GridForm::new(1).is_err() && GridForm::new(7).is_err());
    }

    #[test]
    fn a_code_in_another_form_is_refused_with_its_reason() {
        let cases = [
            ("990102001001004", "must have 16 digits"),
            ("99010200100100X2", "digits alone"),
            ("9901020010010000", "zeros alone"),
            ("9901020010000001", "above the communities"),
            ("0001020010010001", "no community"),
        ];
        for (code, reason) in cases {
            let why = read(code).unwrap_err();
            assert!(why.contains(reason), "{code}: {why}");
        }
    }

    #[test]
    fn a_code_is_held_against_the_divisions() {
        let tables = [
            "code,name\n99,甲省\n",
            "code,name\n9901,甲市\n",
            "code,name\n990102,甲区\n",
            "code,name\n990102001,甲街道\n",
            "code,name\n990102001001,甲社区\n",
        ];
        let sources = crate::divisions::Sources { tables: tables.map(str::as_bytes), ..Default::default() };
        let (divisions, _) = Divisions::load(&sources).unwrap();
        let check =
            |code: &str| GridForm::default().check(&GridCode::new(code).unwrap(), &divisions).map_err(|why| why.code);
        assert_eq!(check("9901020010010001").map(|parts| parts.serial), Ok(1));
        assert_eq!(check("9901020010020001"), Err("unknown_community"));
        assert_eq!(check("99010200100200"), Err("bad_grid_code"));
    }
}
