//! The words that stand for something in requests, for the OpenAPI document: each list is the room's own.

use jingwei_cases::state::State;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

fn one_of(words: &[&str]) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).build()
}

pub(crate) fn channel() -> Object {
    one_of(&["phone", "web", "field", "device", "open311", "letter", "system"])
}

pub(crate) fn property() -> Object {
    one_of(&["consultation", "help", "complaint", "report", "suggestion", "praise"])
}

pub(crate) fn datum() -> Object {
    one_of(&["cgcs2000", "wgs84", "gcj02", "bd09"])
}

pub(crate) fn way() -> Object {
    one_of(&[
        "ordinary",
        "answered",
        "emergency",
        "other_channel",
        "already_known",
        "secret",
        "beyond_duty",
        "unlawful",
    ])
}

pub(crate) fn rung() -> Object {
    one_of(&["urge", "supervise", "listed", "interview"])
}

pub(crate) fn purpose() -> Object {
    one_of(&["casework", "contact", "emergency", "supervision", "audit", "administration"])
}

pub(crate) fn sort() -> Object {
    one_of(&["-filed_at", "filed_at", "due_at"])
}

pub(crate) fn tally_by() -> Object {
    one_of(&["state", "department", "kind", "area", "grid", "channel"])
}

/// One state, or several with commas between them.
pub(crate) fn states() -> Object {
    let all = State::ALL.map(State::code).join("|");
    let pattern = format!("^({all})(,({all}))*$");
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_cases::case::{Channel, Property, Rung, Way};
    use jingwei_terms::{Datum, Purpose};
    use serde::de::DeserializeOwned;

    fn all_are_words_of<T: DeserializeOwned>(list: &Object) {
        let words = list.enum_values.as_ref().unwrap();
        assert!(words.iter().all(|word| serde_json::from_value::<T>(word.clone()).is_ok()), "{words:?}");
    }

    #[test]
    fn every_word_of_the_document_is_a_word_of_the_room() {
        all_are_words_of::<Channel>(&channel());
        all_are_words_of::<Property>(&property());
        all_are_words_of::<Datum>(&datum());
        all_are_words_of::<Way>(&way());
        all_are_words_of::<Rung>(&rung());
        all_are_words_of::<Purpose>(&purpose());
    }
}
