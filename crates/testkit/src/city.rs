//! The demonstration city as far as its residents and clerks need it to speak: messages, places, replies and phrases.
//!
//! The texts are compiled in from `rulebooks/tinglan`, so a test needs no path. Whoever wants the rules of the city
//! (kinds, departments, catalogue) reads the folder with the loader of `jingwei-cases`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Rng;

/// One way in which people put a matter of one kind. Slots such as `{road}` stand for places.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Kind code, as `M06010`.
    pub kind: String,
    /// `consultation`, `help`, `complaint`, `report`, `suggestion` or `praise`.
    pub property: String,
    /// Messages with the same word can speak of one and the same problem; empty when nobody else would report it.
    pub problem: String,
    /// A headline; empty when the caller gave none.
    pub title: String,
    /// The words themselves.
    pub text: String,
}

/// What sort of place a name belongs to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// 路、街、巷
    Road,
    /// 小区
    Compound,
    /// 小学
    School,
    /// 农贸市场
    Market,
    /// 公园
    Park,
    /// 卫生服务站
    Clinic,
    /// Any other place that people know.
    Poi,
}

/// A named place with a point inside its community.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// 12-digit division code.
    pub community: String,
    /// What it is.
    pub kind: PlaceKind,
    /// As people say it.
    pub name: String,
    /// CGCS2000, degrees.
    pub lng: f64,
    /// CGCS2000, degrees.
    pub lat: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    group: String,
    property: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    #[serde(rename = "use")]
    purpose: String,
    text: String,
}

#[derive(Deserialize)]
struct Division {
    code: String,
    parent: String,
    name: String,
}

/// The words and places of one city.
pub struct City {
    templates: Vec<Template>,
    places: BTreeMap<String, Vec<Place>>,
    replies: Vec<Reply>,
    phrases: BTreeMap<String, Vec<String>>,
    divisions: BTreeMap<String, Division>,
}

impl City {
    /// Tinglan 汀澜市, the city of the demonstration.
    #[must_use]
    pub fn demo() -> Self {
        const PROOF: &str = "the rulebook's integrity test reads the same file";
        let mut city = Self {
            templates: rows(include_str!("../../../rulebooks/tinglan/messages.csv")).expect(PROOF),
            places: BTreeMap::new(),
            replies: rows(include_str!("../../../rulebooks/tinglan/replies.csv")).expect(PROOF),
            phrases: BTreeMap::new(),
            divisions: BTreeMap::new(),
        };
        for place in rows::<Place>(include_str!("../../../rulebooks/tinglan/places.csv")).expect(PROOF) {
            city.places.entry(place.community.clone()).or_default().push(place);
        }
        for phrase in rows::<Phrase>(include_str!("../../../rulebooks/tinglan/phrases.csv")).expect(PROOF) {
            city.phrases.entry(phrase.purpose).or_default().push(phrase.text);
        }
        for division in rows::<Division>(include_str!("../../../rulebooks/tinglan/divisions.csv")).expect(PROOF) {
            city.divisions.insert(division.code.clone(), division);
        }
        city
    }

    /// What residents say.
    #[must_use]
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// Codes of the communities in order.
    pub fn communities(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The places of a community; none if there is no such community.
    #[must_use]
    pub fn places(&self, community: &str) -> &[Place] {
        self.places.get(community).map_or(&[], Vec::as_slice)
    }

    /// 潮生区鼓浦街道鼓楼前社区: the names of a division and of all above it but the city.
    #[must_use]
    pub fn full_name(&self, division: &str) -> String {
        let Some(here) = self.divisions.get(division) else {
            return String::new();
        };
        match self.divisions.get(&here.parent) {
            Some(above) => self.full_name(&above.code) + &here.name,
            // The city itself has no parent, and nobody says it within the city.
            None => String::new(),
        }
    }

    /// The phrases of one use, for example `return` or `extension`; none for an unknown use.
    #[must_use]
    pub fn phrases(&self, purpose: &str) -> &[String] {
        self.phrases.get(purpose).map_or(&[], Vec::as_slice)
    }

    /// An official reply that fits kind and property, its slots still open; `None` if none fits.
    pub fn reply<'a>(&'a self, rng: &mut Rng, kind: &str, property: &str) -> Option<&'a str> {
        let fits = |asked: &str, have: &str| have == "*" || asked == have;
        let fitting: Vec<&str> = self
            .replies
            .iter()
            .filter(|reply| fits(property, &reply.property) && (reply.group == "*" || kind.starts_with(&reply.group)))
            .map(|reply| reply.text.as_str())
            .collect();
        rng.pick(&fitting).copied()
    }
}

/// Puts values into the slots of a text; an unknown slot stays as it is, so that a forgotten one is seen.
pub(crate) fn fill(text: &str, slots: &[(&str, &str)]) -> String {
    slots.iter().fold(text.to_owned(), |text, (slot, value)| text.replace(&format!("{{{slot}}}"), value))
}

fn rows<T: for<'de> Deserialize<'de>>(text: &str) -> Result<Vec<T>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_city_has_words_and_places_for_all_its_communities() {
        let city = City::demo();
        assert!(city.templates().len() >= 250);
        assert_eq!(city.communities().count(), 36);
        for community in city.communities() {
            let kinds: std::collections::BTreeSet<_> = city.places(community).iter().map(|place| place.kind).collect();
            assert_eq!(kinds.len(), 7, "{community} lacks a kind of place");
        }
        assert!(city.places("000000000000").is_empty());
    }

    #[test]
    fn a_division_is_called_by_the_names_above_it() {
        let city = City::demo();
        assert_eq!(city.full_name("990102001001"), "潮生区鼓浦街道鼓楼前社区");
        assert_eq!(city.full_name("990102000000"), "潮生区");
        assert_eq!(city.full_name("nowhere"), "");
    }

    #[test]
    fn clerks_have_phrases_and_replies_for_everything_they_do() {
        let city = City::demo();
        for purpose in ["return", "extension", "suspension", "objection", "ruling", "whistle", "feedback_unreached"] {
            assert!(city.phrases(purpose).len() > 1, "{purpose}");
        }
        let mut rng = Rng::new(1);
        for template in city.templates() {
            assert!(city.reply(&mut rng, &template.kind, &template.property).is_some(), "{template:?}");
        }
    }

    #[test]
    fn slots_are_filled_and_unknown_ones_stay_visible() {
        assert_eq!(fill("{road}{number}号{what}", &[("road", "观潮路"), ("number", "7")]), "观潮路7号{what}");
    }
}
