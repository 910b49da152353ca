//! Long functions, counted by indentation.
//!
//! Approximate on purpose: rustfmt puts a function's closing brace at the indent of its `fn`, so no parser is needed.
//! A raw string with a line that looks like `fn` or a brace at the right indent deceives it; for a share over the whole
//! house that does not matter.

use crate::house::indent;
use crate::{Finding, House};

/// A function past this many lines, signature and braces included, is long.
pub const LONG_LINES: usize = 70;

/// Long functions may be fewer than this many in a thousand.
pub const LONG_PER_MILLE: usize = 30;

/// How many of the longest are named when there are too many.
const SHOWN: usize = 12;

/// A function found in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Number of the line its `fn` stands on, from 1.
    pub line: usize,
    /// Lines from `fn` to closing brace, both counted.
    pub length: usize,
}

/// The longest functions, when too many of the house's functions are long.
pub fn check(house: &House) -> Vec<Finding> {
    let mut all: Vec<(&str, Function)> =
        house.rust().flat_map(|(path, text)| functions(text).into_iter().map(move |f| (path, f))).collect();
    all.sort_by_key(|(_, f)| std::cmp::Reverse(f.length));
    let long = all.iter().filter(|(_, f)| f.length > LONG_LINES).count();
    if long * 1000 < all.len() * LONG_PER_MILLE {
        return Vec::new();
    }
    let what = |f: &Function| {
        format!("`{}` has {} lines; {long} of {} functions are past {LONG_LINES}", f.name, f.length, all.len())
    };
    all.iter()
        .take(long.min(SHOWN))
        .map(|(path, f)| {
            Finding::new(
                format!("{path}:{}", f.line),
                what(f),
                "a function that does not fit a screen is read by nobody at an inconvenient hour",
                "give its parts names of their own, the longest first",
            )
        })
        .collect()
}

/// All functions with a body in a source formatted by rustfmt.
pub fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(name) = declared(line)
            && let Some(end) = end_of(&lines, index)
        {
            found.push(Function { name, line: index + 1, length: end - index + 1 });
        }
    }
    found
}

/// The name, when the line declares a function.
fn declared(line: &str) -> Option<String> {
    let mut rest = line.trim_start();
    loop {
        let (word, after) = rest.split_once(' ')?;
        let qualifier = matches!(word, "pub" | "async" | "const" | "unsafe" | "default") || word.starts_with("pub(");
        match word {
            "fn" => {
                let name = |c: char| c.is_alphanumeric() || c == '_';
                return Some(after.chars().take_while(|&c| name(c)).collect());
            }
            _ if qualifier => rest = after,
            _ => return None,
        }
    }
}

/// Index of the last line; none for a declaration without a body.
fn end_of(lines: &[&str], start: usize) -> Option<usize> {
    let depth = indent(lines[start]);
    let mut in_body = false;
    for (index, line) in lines.iter().enumerate().skip(start) {
        let text = line.trim_end();
        if !in_body {
            if text.ends_with(';') {
                return None;
            }
            if text.contains('{') && text.ends_with('}') {
                return Some(index);
            }
            in_body = text.ends_with('{');
        } else if indent(line) == depth && text.trim_start().starts_with('}') {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_measured_from_signature_to_closing_brace() {
        let text = "trait T {\n    fn none(&self);\n    fn one(&self) {}\n}\npub(crate) async fn three(\n    a: u8,\n) -> u8 {\n    if a > 1 {\n    }\n}\n";
        let lengths: Vec<(String, usize)> = functions(text).into_iter().map(|f| (f.name, f.length)).collect();
        assert_eq!(lengths, [("one".to_owned(), 1), ("three".to_owned(), 6)]);
    }

    #[test]
    fn one_long_function_among_many_passes_and_one_among_few_is_named() {
        let long = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(LONG_LINES));
        let short = "fn short() {}\n";
        let few = House::of(&[("a.rs", &long), ("b.rs", short)]);
        assert_eq!(check(&few)[0].place, "a.rs:1");
        let many = House::of(&[("a.rs", &long), ("b.rs", &short.repeat(40))]);
        assert!(check(&many).is_empty());
    }
}
