//! Which places of the city running words speak of: 汐岸苑3栋电梯坏了, 桂香大道与学林街口.
//!
//! Nothing is guessed. Names of the city's own register are looked for in the words, the longest first; a place is held to be meant when
//! everything that was said fits one community, and otherwise all that fit are told with their reasons. A distance of letters plays no part:
//! what is nearly the name of a place is the name of another one.

mod choose;
mod mention;
mod names;

pub use choose::{Heard, Likely};
use jingwei_terms::AreaCode;
use names::Names;

/// A place that the city knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What it is called: 桂香大道, 汐岸苑.
    pub name: String,
    /// Its number there: 12号, 3栋; empty for the whole.
    pub number: String,
    /// The division that holds it.
    pub area: AreaCode,
    /// Whether it goes through several divisions or along the border of one, as a road or a river does.
    pub wide: bool,
}

/// A division of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: AreaCode,
    /// Its name in full: 鼓楼前社区.
    pub name: String,
}

/// The city's places, ready to be heard in words.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    places: Vec<Known>,
    numbers: Vec<Option<(String, char)>>,
    divisions: Vec<Division>,
    names: Names,
}

impl Spoken {
    /// Makes ready. A name of one character is passed over: it is in half of all words.
    #[must_use]
    pub fn new(places: Vec<Known>, divisions: Vec<Division>) -> Self {
        let names = Names::of(
            places.iter().map(|place| place.name.as_str()),
            divisions.iter().map(|division| division.name.as_str()),
        );
        let numbers = places.iter().map(|place| mention::number(&names::written(&place.number))).collect();
        Self { places, numbers, divisions, names }
    }

    /// The place with this number in the order in which they were given.
    #[must_use]
    pub fn place(&self, at: usize) -> &Known {
        &self.places[at]
    }

    /// How many places there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What these words speak of.
    #[must_use]
    pub fn hear(&self, words: &str) -> Heard {
        choose::choose(self, &mention::mentions(&self.names, words))
    }
}

/// The name and the number of an address below the divisions it names: 鼓楼前社区桂香大道12号 is 桂香大道 and 12号. No name when
/// nothing but divisions is there.
#[must_use]
pub fn split(address: &str, divisions: &[Division]) -> Option<(String, String)> {
    let written: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let ends = divisions.iter().filter_map(|division| Some(written.rfind(&division.name)? + division.name.len()));
    let below = &written[ends.max().unwrap_or(0)..];
    let digits = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let (name, number) = below.split_at(below.find(digits).unwrap_or(below.len()));
    (name.chars().count() > 1).then(|| (name.to_owned(), number.to_owned()))
}
