//! The file tree of the checkout, read once into memory, and the words to ask it with.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Folders that are made by running things and are nobody's work to keep tidy.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "jingwei-data", "dist", "book"];

/// Crates under `crates/` that are not rooms; whatever else stands there is one and obeys the rules for rooms.
pub const NOT_ROOMS: &[&str] = &["terms", "store", "web", "app", "testkit"];

/// Every text file of the checkout by its path from the top, with `/` between the parts.
#[derive(Clone, Debug, Default)]
pub struct House {
    files: BTreeMap<String, String>,
}

impl House {
    /// Reads the checkout at `top`. Files that are not UTF-8 (images, fonts, spreadsheets) are left out.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn read(top: &Path) -> io::Result<Self> {
        let mut house = Self::default();
        house.walk(top, "")?;
        Ok(house)
    }

    /// A planted house for testing a rule: pairs of path and text.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let own = |&(path, text): &(&str, &str)| (path.to_owned(), text.to_owned());
        Self { files: files.iter().map(own).collect() }
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files below a folder, which is written with a `/` at its end.
    pub fn under<'h>(&'h self, folder: &'h str) -> impl Iterator<Item = (&'h str, &'h str)> {
        self.files().filter(move |(path, _)| path.starts_with(folder))
    }

    /// All Rust sources.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// The text of one file, if it is there.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether a file, or (with a `/` at the end) a folder with something in it, is there.
    pub fn has(&self, path: &str) -> bool {
        if path.ends_with('/') { self.under(path).next().is_some() } else { self.files.contains_key(path) }
    }

    /// Names of the rooms, sorted.
    pub fn rooms(&self) -> Vec<&str> {
        let is_room = |name: &&str| !NOT_ROOMS.contains(name);
        self.under("crates/")
            .filter_map(|(path, _)| path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml"))
            .filter(|name| !name.contains('/'))
            .filter(is_room)
            .collect()
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type()?;
            if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
                self.walk(&entry.path(), &format!("{prefix}{name}/"))?;
            } else if kind.is_file() {
                self.take(&entry.path(), format!("{prefix}{name}"))?;
            }
        }
        Ok(())
    }

    fn take(&mut self, from: &Path, path: String) -> io::Result<()> {
        match fs::read(from) {
            Ok(bytes) => {
                if let Ok(text) = String::from_utf8(bytes) {
                    self.files.insert(path, text);
                }
                Ok(())
            }
            // An editor's swap file may be gone between the listing and the reading.
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// The numbered lines of a Rust source that end up in the program: comments, test modules and files of tests left out.
pub fn program_lines<'t>(path: &str, text: &'t str) -> Vec<(usize, &'t str)> {
    if path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/benches/") {
        return Vec::new();
    }
    let mut kept = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            skip_item(&mut lines, indent(line));
        } else if !line.trim_start().starts_with("//") {
            kept.push((index + 1, line));
        }
    }
    kept
}

/// Number of spaces a line starts with.
pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Leaves out one item: to its `;` on the first line, or to the closing brace at the item's own indent, where rustfmt puts it.
fn skip_item<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>, depth: usize) {
    let mut inside = false;
    for (_, line) in lines {
        let end = line.trim_end();
        if !inside && (end.ends_with(';') || (end.contains('{') && end.ends_with('}'))) {
            return;
        }
        if inside && indent(line) == depth && end.trim_start().starts_with('}') {
            return;
        }
        inside = inside || end.ends_with('{');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_under_crates_and_is_no_edge_is_a_room() {
        let house = House::of(&[
            ("crates/cases/Cargo.toml", ""),
            ("crates/store/Cargo.toml", ""),
            ("crates/forecast/Cargo.toml", ""),
            ("bench/Cargo.toml", ""),
        ]);
        assert_eq!(house.rooms(), ["cases", "forecast"]);
    }

    #[test]
    fn test_modules_and_comments_are_no_part_of_the_program() {
        let text = "//! head\n#[cfg(test)]\nmod twin;\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {\n    }\n}\nfn c() {}\n";
        assert_eq!(program_lines("crates/cases/src/case.rs", text), [(4, "fn a() {}"), (10, "fn c() {}")]);
        assert!(program_lines("crates/cases/tests/journey.rs", text).is_empty());
    }

    #[test]
    fn a_folder_is_there_when_something_stands_in_it() {
        let house = House::of(&[("web/src/cases/file.rs", "")]);
        assert!(house.has("web/src/cases/"));
        assert!(!house.has("web/src/case/"));
        assert!(!house.has("web/src/cases"));
    }
}
