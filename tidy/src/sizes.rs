//! Lengths of files: one wall for all, and a ratchet per crate that only ever turns towards smaller.
//!
//! A crate within the aims is never bothered. A crate beyond them is held to its figure in `tidy/ratchet.toml`;
//! `make bless` lowers the figures to what has been reached, measures crates that are new, and never raises one.

use std::collections::BTreeMap;

use toml::Table;

use crate::{Finding, House};

/// No file may be longer, unless its first line says that it is one flat table.
pub const LONGEST_FILE: usize = 800;

/// A crate with fewer files has no distribution to speak of; only the wall holds it.
const MEASURED_FROM: usize = 4;

/// Where the permitted figures are committed.
pub const RATCHET: &str = "tidy/ratchet.toml";

const HEADING: &str = "# Lines per file that each crate may reach: median, 90th percentile, longest. Written by `make bless`, which only lowers
# the figures (never below the aims, 100, 350 and 500). To raise one is a decision: edit it here and say why in the commit.
";

/// Median, 90th percentile and longest of a crate's files, in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    p50: usize,
    p90: usize,
    max: usize,
}

/// What every crate should stay within; below this the ratchet does not turn.
const AIMS: Sizes = Sizes { p50: 100, p90: 350, max: 500 };

/// Files past the wall, and crates past their figures.
pub fn check(house: &House) -> Vec<Finding> {
    let mut found: Vec<Finding> = house.rust().filter_map(past_the_wall).collect();
    let permitted = permitted(house);
    for (name, now) in measure(house) {
        let limit = permitted.get(&name).copied().unwrap_or(AIMS);
        for (figure, now, limit) in [
            ("median", now.p50, limit.p50),
            ("90th percentile", now.p90, limit.p90),
            ("longest file", now.max, limit.max),
        ] {
            if now > limit {
                found.push(Finding::new(
                    &name,
                    format!("{figure} of {now} lines, {limit} permitted"),
                    "files are read whole; they grow one harmless line at a time",
                    "split the longest by what they are for; a crate that is new is measured by `make bless`",
                ));
            }
        }
    }
    found
}

/// The ratchet's next text: lower where a crate has become smaller, measured where it is new, gone where it is gone.
pub fn bless(house: &House) -> String {
    let before = permitted(house);
    let mut text = HEADING.to_owned();
    for (name, now) in measure(house) {
        let at_least_aims =
            Sizes { p50: now.p50.max(AIMS.p50), p90: now.p90.max(AIMS.p90), max: now.max.max(AIMS.max) };
        let next = before.get(&name).map_or(at_least_aims, |old| Sizes {
            p50: at_least_aims.p50.min(old.p50),
            p90: at_least_aims.p90.min(old.p90),
            max: at_least_aims.max.min(old.max),
        });
        let Sizes { p50, p90, max } = next;
        text += &format!("\n[\"{name}\"]\np50 = {p50}\np90 = {p90}\nmax = {max}\n");
    }
    text
}

/// Sizes by the crate's folder; flat tables are not counted.
fn measure(house: &House) -> BTreeMap<String, Sizes> {
    let mut lengths: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (path, text) in house.rust().filter(|(_, text)| !is_flat_table(text)) {
        let depth = if path.starts_with("crates/") { 2 } else { 1 };
        let folder: Vec<&str> = path.split('/').take(depth).collect();
        lengths.entry(folder.join("/")).or_default().push(text.lines().count());
    }
    lengths
        .into_iter()
        .filter(|(_, all)| all.len() >= MEASURED_FROM)
        .map(|(name, mut all)| {
            all.sort_unstable();
            // Nearest rank: the smallest length that at least p % of the files do not exceed.
            let rank = |percent: usize| all[(all.len() * percent).div_ceil(100) - 1];
            let sizes = Sizes { p50: rank(50), p90: rank(90), max: rank(100) };
            (name, sizes)
        })
        .collect()
}

fn permitted(house: &House) -> BTreeMap<String, Sizes> {
    let table: Table = house.text(RATCHET).and_then(|text| text.parse().ok()).unwrap_or_default();
    let figure = |entry: &toml::Value, key: &str| {
        let lines = entry.get(key)?.as_integer()?;
        usize::try_from(lines).ok()
    };
    table
        .iter()
        .filter_map(|(name, entry)| {
            let sizes = Sizes { p50: figure(entry, "p50")?, p90: figure(entry, "p90")?, max: figure(entry, "max")? };
            Some((name.clone(), sizes))
        })
        .collect()
}

fn is_flat_table(text: &str) -> bool {
    text.lines().next().is_some_and(|first| first.to_lowercase().contains("flat table"))
}

fn past_the_wall((path, text): (&str, &str)) -> Option<Finding> {
    let lines = text.lines().count();
    if lines <= LONGEST_FILE || is_flat_table(text) {
        return None;
    }
    Some(Finding::new(
        path,
        format!("{lines} lines, {LONGEST_FILE} at most"),
        "a file that needs a table of contents is two files",
        "split it by what its parts are for; one long flat table says so on its first line (\"one flat table\")",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: usize) -> String {
        "//! Line.\n".repeat(lines)
    }

    /// A crate with files of these lengths, and the ratchet.
    fn house(lengths: &[usize], ratchet: &str) -> House {
        let texts: Vec<(String, String)> =
            lengths.iter().enumerate().map(|(n, lines)| (format!("crates/cases/src/f{n}.rs"), file(*lines))).collect();
        let mut borrowed: Vec<(&str, &str)> = texts.iter().map(|(p, t)| (&**p, &**t)).collect();
        borrowed.push((RATCHET, ratchet));
        House::of(&borrowed)
    }

    #[test]
    fn nothing_passes_the_wall_but_a_table_that_says_so() {
        let table = "//! Holidays, one flat table.\n".to_owned() + &file(900);
        let planted = House::of(&[("bench/a.rs", &file(801)), ("crates/cases/b.rs", &table)]);
        let places: Vec<String> = check(&planted).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["bench/a.rs"]);
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let sizes = measure(&house(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100], ""))["crates/cases"];
        assert_eq!((sizes.p50, sizes.p90, sizes.max), (50, 90, 100));
    }

    #[test]
    fn a_crate_beyond_its_figures_is_told_each_of_them() {
        let told: Vec<String> = check(&house(&[400, 400, 400, 600], "")).into_iter().map(|f| f.what).collect();
        let expected = [
            "median of 400 lines, 100 permitted",
            "90th percentile of 600 lines, 350 permitted",
            "longest file of 600 lines, 500 permitted",
        ];
        assert_eq!(told, expected);
        assert!(check(&house(&[90, 100, 300, 340], "")).is_empty());
    }

    #[test]
    fn blessing_lowers_figures_and_never_raises_one() {
        let before = "[\"crates/cases\"]\np50 = 200\np90 = 390\nmax = 700\n";
        let blessed = bless(&house(&[150, 150, 400, 400], before));
        assert!(blessed.ends_with("[\"crates/cases\"]\np50 = 150\np90 = 390\nmax = 500\n"));
        let told = check(&house(&[150, 150, 400, 400], &blessed));
        assert_eq!(told.len(), 1, "blessing must not excuse a 90th percentile of 400");
    }

    #[test]
    fn a_new_crate_is_measured_once_it_has_some_files() {
        assert!(bless(&house(&[150, 400, 600, 600], "")).ends_with("p50 = 400\np90 = 600\nmax = 600\n"));
        assert_eq!(bless(&house(&[600, 600, 600], "")), HEADING);
    }
}
