//! Pages name files of the house in backticks; each of them must be there, or the map leads into a wall.

use crate::{Finding, House};

/// Folders at the top whose names make a word in backticks a path.
const ROOTS: &[&str] = &["crates/", "tidy/", "scripts/", "docs/", "bench/", "rulebooks/", "openapi/", "ui/"];

/// Files named on a page of the house that are not there.
pub fn check(house: &House) -> Vec<Finding> {
    let pages = house.files().filter(|(path, _)| path.ends_with(".md"));
    let mut found = Vec::new();
    for (page, text) in pages {
        for (index, line) in text.lines().enumerate() {
            for path in named(line).filter(|path| !is_there(house, path)) {
                found.push(Finding::new(
                    format!("{page}:{}", index + 1),
                    format!("names `{path}`, which is not there"),
                    "a reader follows the page to the file; a wrong path costs more trust than no path",
                    "name the file as it is called now, or take the sentence out",
                ));
            }
        }
    }
    found
}

/// Words in backticks that are paths; patterns such as `crates/<room>/` or `docs/*.md` speak of many files and are left out.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|word| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
        ROOTS.iter().any(|root| word.starts_with(root)) && word.chars().all(plain)
    })
}

/// A file, a folder with or without its slash, or a file told by the beginning of its name (`docs/adr/0003`).
fn is_there(house: &House, path: &str) -> bool {
    house.under(path).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_moved_is_found_on_the_page_that_names_it() {
        let page = "See `crates/cases/src/report.rs`, `crates/web`, `crates/<room>/src` and `cargo run`.\n";
        let planted = House::of(&[("ARCHITECTURE.md", page), ("crates/web/src/lib.rs", "")]);
        let found = check(&planted);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "names `crates/cases/src/report.rs`, which is not there");
    }
}
