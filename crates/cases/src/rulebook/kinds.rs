//! What a case can be about (`kinds.csv`): two levels, of which only the lower one is filed.

use super::table::{Problem, read};
use jingwei_terms::KindCode;
use std::collections::BTreeMap;

/// A kind of matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its code.
    pub code: KindCode,
    /// The major kind above it; a major kind has none.
    pub parent: Option<KindCode>,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// `component`, `matter` or `hotline`.
    pub class: String,
    /// Where code and name come from.
    pub source: String,
    /// Words that residents use for it.
    pub keywords: Vec<String>,
    /// Whether its exact points are never public.
    pub sensitive: bool,
    /// Whether the emergency line is told at once.
    pub emergency: bool,
}

/// All kinds, by code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinds(BTreeMap<KindCode, Kind>);

const COLUMNS: &[&str] =
    &["code", "parent", "name", "name_en", "class", "source", "keywords", "sensitive", "emergency"];

impl Kinds {
    /// Reads the table; faults go to `problems`.
    pub(super) fn parse(text: &str, problems: &mut Vec<Problem>) -> Self {
        let file = "kinds.csv";
        let rows = read(file, text, COLUMNS, problems, |row| {
            let kind = Kind {
                code: row.parse("code")?,
                parent: row.optional("parent")?,
                name: row.text("name").to_owned(),
                name_en: row.text("name_en").to_owned(),
                class: row.text("class").to_owned(),
                source: row.text("source").to_owned(),
                keywords: row.list("keywords")?,
                sensitive: row.flag("sensitive")?,
                emergency: row.flag("emergency")?,
            };
            match (kind.name.is_empty(), kind.class.as_str()) {
                (true, _) => Err(row.problem("column `name` is empty; every kind has a name")),
                (false, "component" | "matter" | "hotline") => Ok((row.line(), kind)),
                (false, other) => {
                    Err(row.problem(format!("column `class` must be component, matter or hotline (found `{other}`)")))
                }
            }
        });
        let mut all = BTreeMap::new();
        for (line, kind) in &rows {
            if all.insert(kind.code.clone(), kind.clone()).is_some() {
                let message = format!("the kind `{}` stands here for the second time; remove one", kind.code);
                problems.push(Problem { file: file.to_owned(), line: *line, message });
            }
        }
        for (line, kind) in &rows {
            let Some(parent) = &kind.parent else { continue };
            let message = match all.get(parent) {
                None => format!("the parent `{parent}` is not in this file; add it or correct the code"),
                Some(above) if above.parent.is_some() => format!("the parent `{parent}` is itself a minor kind"),
                Some(_) => continue,
            };
            problems.push(Problem { file: file.to_owned(), line: *line, message });
        }
        Self(all)
    }

    /// The kind with this code.
    #[must_use]
    pub fn get(&self, code: &KindCode) -> Option<&Kind> {
        self.0.get(code)
    }

    /// All of them, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.0.values()
    }
}
