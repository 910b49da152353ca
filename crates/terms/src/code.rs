//! Codes that a city's rulebook gives to its departments, kinds, areas, grids and people.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest code that is taken, in bytes. National codes have at most 19 characters; source systems add prefixes.
pub const MAX_CODE_BYTES: usize = 64;

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeError {
    /// Nothing but white space was given.
    Empty,
    /// More than [`MAX_CODE_BYTES`] bytes were given.
    TooLong,
    /// White space, a control character, or one of `" ' < > & , ;` stands inside.
    BadCharacter(char),
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a code may not be empty"),
            Self::TooLong => write!(f, "a code may not be longer than {MAX_CODE_BYTES} bytes"),
            Self::BadCharacter(c) => write!(f, "a code may not hold `{}`", c.escape_default()),
        }
    }
}

impl std::error::Error for CodeError {}

fn checked(text: &str) -> Result<Arc<str>, CodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    if text.len() > MAX_CODE_BYTES {
        return Err(CodeError::TooLong);
    }
    let bad = |c: &char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '&' | ',' | ';');
    match text.chars().find(bad) {
        Some(c) => Err(CodeError::BadCharacter(c)),
        None => Ok(Arc::from(text)),
    }
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The code written so, without surrounding white space.
            ///
            /// # Errors
            /// When the text is empty, too long, or holds a character that would be trouble in a file or an address.
            pub fn new(text: &str) -> Result<Self, CodeError> {
                checked(text).map(Self)
            }

            /// The code as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;

            fn try_from(text: String) -> Result<Self, CodeError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

code! {
    /// A department, street office, community or utility that can hold a duty (`departments.csv`).
    DepartmentCode
}
code! {
    /// A kind of matter (`kinds.csv`): a component or matter of GB/T 47678.5, or a hotline kind of the city.
    KindCode
}
code! {
    /// A division of GB/T 2260 and GB/T 10114: 2 to 12 digits, from province down to community.
    AreaCode
}
code! {
    /// A grid: the 12 digits of its community, then the grid's own digits.
    GridCode
}
code! {
    /// A person who works here, or a program that acts for a system. Residents are never given one.
    StaffId
}

impl AreaCode {
    /// Whether this area is the other one or lies inside it. Codes nest by their digits, trailing zero pairs aside:
    /// `990101` holds `990101003001`, and `990100` holds both.
    #[must_use]
    pub fn lies_in(&self, outer: &Self) -> bool {
        let significant = outer.significant();
        self.as_str().starts_with(significant)
    }

    /// The digits that tell this area from its siblings: a code of six digits or less drops its trailing `00` pairs,
    /// a longer one its trailing `000` groups, as GB/T 2260 and GB/T 10114 pad them.
    #[must_use]
    pub fn significant(&self) -> &str {
        let mut text = self.as_str();
        while text.len() > 6 && text.ends_with("000") {
            text = &text[..text.len() - 3];
        }
        while text.len() <= 6 && text.len() > 2 && text.ends_with("00") {
            text = &text[..text.len() - 2];
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_lies_in_every_area_above_it_and_in_no_other() {
        let cases = [
            ("990101003001", "990101003000", true),
            ("990101003001", "990101", true),
            ("990101003001", "990100", true),
            ("990101003001", "990101000000", true),
            ("990101003001", "990102", false),
            ("990101003001", "990101004000", false),
            ("990100", "990101", false),
            ("990101", "990101", true),
        ];
        for (inner, outer, expected) in cases {
            let (a, b) = (AreaCode::new(inner).unwrap(), AreaCode::new(outer).unwrap());
            assert_eq!(a.lies_in(&b), expected, "{inner} in {outer}");
        }
    }

    #[test]
    fn a_code_is_trimmed_and_trouble_is_refused() {
        assert_eq!(KindCode::new(" 01001 ").unwrap().as_str(), "01001");
        assert_eq!(KindCode::new("  "), Err(CodeError::Empty));
        assert_eq!(KindCode::new("a b"), Err(CodeError::BadCharacter(' ')));
        assert_eq!(KindCode::new(&"x".repeat(65)), Err(CodeError::TooLong));
    }
}
