//! The nested lists of a geometry, read in one pass; what is not a number is kept as what it was, so that it can be named.

use geo::Coord;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A node of the nested lists.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A number by itself.
    Number(f64),
    /// A list of at least two numbers; those after the second (a height) are let go.
    Position(Coord<f64>),
    /// A list of positions.
    Ring(Vec<Coord<f64>>),
    /// A list of lists, or an empty list.
    List(Vec<Node>),
    /// Something that is neither a number nor a list, in its own words.
    Stray(String),
    /// A list that should be a position and holds this instead of a number.
    BadPosition(String),
    /// A list that should be a ring and holds this instead of a position, at this vertex, counted from 1.
    BadRing(String, usize),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Nested)
    }
}

struct Nested;

impl<'de> Visitor<'de> for Nested {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nested lists of numbers")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "a coordinate past 2^53 is out of range in any case")]
    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "a coordinate past 2^53 is out of range in any case")]
    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Stray(value.chars().take(40).collect()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Stray("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Stray(value.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Node::Stray("{…}".to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        match list.next_element::<Node>()? {
            None => Ok(Node::List(Vec::new())),
            Some(Node::Number(lng)) => position(lng, list),
            Some(Node::Position(first)) => ring(first, list),
            Some(Node::Stray(what)) => drain(Node::BadPosition(what), list),
            Some(Node::BadPosition(what)) => drain(Node::BadRing(what, 1), list),
            Some(first) => lists(first, list),
        }
    }
}

fn position<'de, A: SeqAccess<'de>>(lng: f64, mut list: A) -> Result<Node, A::Error> {
    let found = match list.next_element::<Node>()? {
        Some(Node::Number(lat)) => Node::Position(Coord { x: lng, y: lat }),
        Some(Node::Stray(what)) => Node::BadPosition(what),
        Some(_) => Node::BadPosition("[…]".to_owned()),
        None => Node::BadPosition(format!("[{lng}]")),
    };
    drain(found, list)
}

fn ring<'de, A: SeqAccess<'de>>(first: Coord<f64>, mut list: A) -> Result<Node, A::Error> {
    let mut ring = vec![first];
    while let Some(next) = list.next_element::<Node>()? {
        let place = ring.len() + 1;
        let what = match next {
            Node::Position(point) => {
                ring.push(point);
                continue;
            }
            Node::Stray(what) | Node::BadPosition(what) | Node::BadRing(what, _) => what,
            Node::Number(number) => number.to_string(),
            Node::Ring(_) | Node::List(_) => "[…]".to_owned(),
        };
        return drain(Node::BadRing(what, place), list);
    }
    Ok(Node::Ring(ring))
}

fn lists<'de, A: SeqAccess<'de>>(first: Node, mut list: A) -> Result<Node, A::Error> {
    let mut all = vec![first];
    while let Some(next) = list.next_element::<Node>()? {
        all.push(next);
    }
    Ok(Node::List(all))
}

/// Reads the list to its end, since JSON cannot be left in the middle.
fn drain<'de, A: SeqAccess<'de>>(found: Node, mut list: A) -> Result<Node, A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Node {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn lists_nest_as_deep_as_they_are_written_and_heights_are_let_go() {
        assert_eq!(node("[1,2,3]"), Node::Position(Coord { x: 1.0, y: 2.0 }));
        assert_eq!(node("[[1,2],[3,4]]"), Node::Ring(vec![Coord { x: 1.0, y: 2.0 }, Coord { x: 3.0, y: 4.0 }]));
        assert_eq!(node("[[[1,2]]]"), Node::List(vec![Node::Ring(vec![Coord { x: 1.0, y: 2.0 }])]));
        assert_eq!(node("[]"), Node::List(vec![]));
    }

    #[test]
    fn a_stray_is_kept_in_its_own_words_with_its_place() {
        assert_eq!(node(r#"[[1,2],["114°03′",22],[3,4]]"#), Node::BadRing("114°03′".to_owned(), 2));
        assert_eq!(node("[[1,2],null]"), Node::BadRing("null".to_owned(), 2));
        assert_eq!(node("[1]"), Node::BadPosition("[1]".to_owned()));
        assert_eq!(node("[[null,2],[3,4]]"), Node::BadRing("null".to_owned(), 1));
    }
}
