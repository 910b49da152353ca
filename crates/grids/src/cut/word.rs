//! Values of a unit's properties as files really write them: ids that are texts or numbers, counts that are numbers or texts.

use super::units::Repair;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// An id or a name, written as it was read: a number stays a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word<'a> {
    text: Cow<'a, str>,
    number: bool,
}

impl<'a> Word<'a> {
    /// A name that is a text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), number: false }
    }

    /// The characters, without quotation marks.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Serialize for Word<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.parse::<i128>() {
            Ok(number) if self.number => serializer.serialize_i128(number),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Word<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a whole number")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Word { text: Cow::Borrowed(text), number: false })
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Word { text: Cow::Owned(text.to_owned()), number: false })
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Word { text: Cow::Owned(number.to_string()), number: true })
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Word { text: Cow::Owned(number.to_string()), number: true })
            }

            // Tables of other programs write whole numbers as `12.0`; that is the id 12.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Word { text: Cow::Owned(number.to_string()), number: true })
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// A count of households as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Count {
    Number(f64),
    Text(String),
}

/// The most households that one unit is believed to have; more is a slip of the pen.
const MOST: f64 = 1_000_000.0;

impl Count {
    /// The whole number of households; a fraction is rounded and told.
    pub(crate) fn households(&self, repairs: &mut Vec<Repair>) -> Result<u32, String> {
        let (number, said) = match self {
            Self::Number(number) => (*number, number.to_string()),
            Self::Text(text) => (text.trim().parse().unwrap_or(f64::NAN), text.clone()),
        };
        // Written so that what is not a number is refused as well.
        if !(0.0..=MOST).contains(&number) {
            return Err(said);
        }
        if number.fract() != 0.0 {
            repairs.push(Repair::Rounded);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to a million, as just checked"
        )]
        Ok(number.round() as u32)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of households")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Count::Text(text.to_owned()))
            }

            #[expect(clippy::cast_precision_loss, reason = "what is too large to be exact is refused as too large")]
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Count::Number(number as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "negative numbers are refused whatever they are")]
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Count::Number(number as f64))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Count::Number(number))
            }

            fn visit_bool<E: Error>(self, said: bool) -> Result<Self::Value, E> {
                Ok(Count::Text(said.to_string()))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// By what a unit that is too large for a grid may be divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shares {
    /// So many buildings, taken as equal.
    Buildings(u32),
    /// So many floors, taken as equal.
    Floors(u32),
    /// Buildings with the households of each.
    BuildingsOf(Vec<u32>),
    /// Floors with the households of each, from below.
    FloorsOf(Vec<u32>),
}

impl Shares {
    /// What was read of buildings, said of floors.
    pub(crate) fn into_floors(self) -> Self {
        match self {
            Self::Buildings(count) | Self::Floors(count) => Self::Floors(count),
            Self::BuildingsOf(list) | Self::FloorsOf(list) => Self::FloorsOf(list),
        }
    }
}

/// Reads a number of buildings, or a list of their households (numbers, or objects with `households`). Anything else says
/// nothing about how to divide, which is no fault of the unit.
impl<'de> Deserialize<'de> for Shares {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Shares;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of buildings or floors, or a list of their households")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Shares::Buildings(u32::try_from(number).unwrap_or(u32::MAX)))
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Shares::Buildings(0))
            }

            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such casts stop at the ends")]
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Shares::Buildings(number as u32))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Shares::Buildings(text.trim().parse().unwrap_or(0)))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Shares::Buildings(0))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Shares::Buildings(0))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut households = Vec::new();
                while let Some(part) = list.next_element::<Part>()? {
                    households.push(part.households());
                }
                Ok(Shares::BuildingsOf(households))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Count(Count),
    Of { households: Count },
    Other(IgnoredAny),
}

impl Part {
    fn households(&self) -> u32 {
        match self {
            Self::Count(count) | Self::Of { households: count } => count.households(&mut Vec::new()).unwrap_or(0),
            Self::Other(_) => 0,
        }
    }
}
