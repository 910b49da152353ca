//! The rulebook of Tinglan 汀澜市, compiled in, so that the demonstration runs wherever the program does. A city that does not exist.

use jingwei_cases::rulebook::Files;

macro_rules! files {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("../../../../rulebooks/tinglan/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = files![
    "city.toml",
    "departments.csv",
    "kinds.csv",
    "catalogue.csv",
    "calendar.csv",
    "divisions.csv",
    "grids.geojson",
    "people.csv",
    "hints.csv",
    "questions.csv",
    "templates.csv"
];

/// Its files by name.
#[must_use]
pub fn files() -> Files {
    FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jingwei_cases::Rulebook;
    use jingwei_cases::rulebook::{FILES as NEEDED, OPTIONAL};

    #[test]
    fn the_city_that_is_compiled_in_is_whole_and_without_a_fault() {
        let files = files();
        assert!(NEEDED.iter().chain(&OPTIONAL).all(|name| files.contains_key(*name)));
        let rules = Rulebook::parse("test", &files).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert!(rules.areas.grids().len() > 200);
    }
}
