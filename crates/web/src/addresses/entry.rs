//! One line of the city's register of addresses.

use jingwei_terms::{Datum, Location};
use serde::Deserialize;

/// A place of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its address in full.
    pub address: String,
    /// Its name, when it has one apart from the address: 汐岸苑.
    pub name: String,
    /// Whether it is a road, a river or the like, which one point does not tell.
    pub wide: bool,
    /// Where it is.
    pub location: Location,
}

/// The line as it is written; what else a city's own list says is passed over.
#[derive(Deserialize)]
struct Line {
    address: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    lng: f64,
    lat: f64,
    #[serde(default)]
    datum: Datum,
}

/// Kinds of places that go through several communities.
const WIDE_KINDS: &[&str] = &["road", "river", "railway", "metro", "道路", "河流", "铁路", "地铁"];

/// How names of such places end when no kind is said.
const WIDE_NAMES: &[char] = &['路', '街', '道', '巷', '弄', '河', '江', '渠'];

impl Entry {
    /// Reads `{"address", "lng", "lat", "datum"?, "name"?, "kind"?}`.
    ///
    /// # Errors
    /// When the line is not of this form, says no address, or its point is none.
    pub fn read(line: &str) -> Result<Self, String> {
        let line: Line = serde_json::from_str(line).map_err(|why| why.to_string())?;
        let (address, name) = (line.address.trim().to_owned(), line.name.trim().to_owned());
        if address.is_empty() {
            return Err("`address` 是空的 / `address` is empty".to_owned());
        }
        let location = Location::new(line.lng, line.lat, line.datum).map_err(|why| why.to_string())?;
        let called = if name.is_empty() { &address } else { &name };
        let wide = match line.kind.as_str() {
            "" => called.ends_with(WIDE_NAMES),
            kind => WIDE_KINDS.contains(&kind),
        };
        Ok(Self { address, name, wide, location })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_or_says_what_is_wrong_with_it() {
        let wide = |line: &str| Entry::read(line).map(|entry| entry.wide);
        let cases = [
            (r#"{"address":"鼓楼前社区桂香大道","lng":123.4,"lat":29.3}"#, Some(true)),
            (r#"{"address":"鼓楼前社区桂香大道12号","lng":123.4,"lat":29.3,"own":1}"#, Some(false)),
            (r#"{"address":"鼓楼前社区南街","name":"南街","kind":"market","lng":123.4,"lat":29.3}"#, Some(false)),
            (r#"{"address":"鼓楼前社区","lng":29.3,"lat":123.4}"#, None),
            (r#"{"address":" ","lng":123.4,"lat":29.3}"#, None),
            (r#"{"lng":123.4,"lat":29.3}"#, None),
            ("汐岸苑", None),
        ];
        for (line, expected) in cases {
            assert_eq!(wide(line).ok(), expected, "{line}");
        }
    }
}
