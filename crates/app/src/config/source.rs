//! Where the values come from: the file (with line numbers), the environment, the flags.

use super::settings::{SETTINGS, find};
use crate::Failure;
use crate::cli::Common;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// In front of every variable of ours.
pub const PREFIX: &str = "JINGWEI__";

/// The file that is read when it is there and no other is named.
pub const DEFAULT_FILE: &str = "jingwei.toml";

/// Every setting with its value and where that came from.
#[derive(Debug, Clone)]
pub struct Values(BTreeMap<&'static str, (String, Source)>);

impl Values {
    fn defaults() -> Self {
        Self(SETTINGS.iter().map(|s| (s.key, (s.default.to_owned(), Source::Default))).collect())
    }

    /// The value of a setting.
    ///
    /// # Panics
    /// When there is no such setting; keys are written in this crate alone.
    #[must_use]
    pub fn get(&self, key: &str) -> &str {
        &self.0.get(key).expect("every key asked for stands in the table of settings").0
    }

    /// Where the value of a setting came from.
    ///
    /// # Panics
    /// As [`Values::get`].
    #[must_use]
    pub fn source(&self, key: &str) -> &Source {
        &self.0.get(key).expect("every key asked for stands in the table of settings").1
    }

    /// Sets a value as a flag does.
    pub fn force(&mut self, key: &'static str, value: &str) {
        self.0.insert(key, (value.to_owned(), Source::Flag));
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// This line of that file.
    File(PathBuf, usize),
    /// This variable.
    Environment(String),
    /// The command line.
    Flag,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("默认 / default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag => f.write_str("命令行 / flag"),
        }
    }
}

/// Something wrong in the configuration, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// `FILE:LINE` or the name of the variable.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Reads everything and says everything that is wrong.
///
/// # Errors
/// When a file that was named cannot be read.
pub fn read(
    common: &Common,
    environment: impl Iterator<Item = (String, String)>,
) -> Result<(Values, Vec<Fault>), Failure> {
    let (mut values, mut faults) = (Values::defaults(), Vec::new());
    let file = match &common.config {
        Some(path) => Some(path.clone()),
        None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()),
    };
    if let Some(path) = file {
        let text = std::fs::read_to_string(&path).map_err(|why| Failure::unreadable(&path, &why))?;
        from_file(&path, &text, &mut values, &mut faults);
    }
    from_environment(environment, &mut values, &mut faults);
    if let Some(dir) = &common.data_dir {
        values.force("store.data_dir", &dir.display().to_string());
    }
    if let Some(url) = &common.database {
        set(&mut values, &mut faults, "store.database", url, Source::Flag, "--database");
    }
    Ok((values, faults))
}

fn from_file(path: &Path, text: &str, values: &mut Values, faults: &mut Vec<Fault>) {
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let place = |at: usize| format!("{}:{}", path.display(), line_of(at));
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(why) => {
            let at = why.span().map_or(0, |span| span.start);
            faults.push(Fault { place: place(at), message: why.message().to_owned() });
            return;
        }
    };
    for (section, inner) in &table {
        let at = section.span().start;
        let Some(inner) = inner.get_ref().as_table() else {
            let message = format!("`{}` stands outside every section, such as `[web]`", section.get_ref());
            faults.push(Fault { place: place(at), message });
            continue;
        };
        for (name, value) in inner {
            let key = format!("{}.{}", section.get_ref(), name.get_ref());
            let at = name.span().start;
            match scalar(value.get_ref()) {
                Some(text) => {
                    let source = Source::File(path.to_owned(), line_of(at));
                    set(values, faults, &key, &text, source, &place(at));
                }
                None => faults.push(Fault { place: place(at), message: format!("`{key}` must be a text or a number") }),
            }
        }
    }
}

fn from_environment(environment: impl Iterator<Item = (String, String)>, values: &mut Values, faults: &mut Vec<Fault>) {
    for (name, value) in environment {
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        let key = rest.to_ascii_lowercase().replacen("__", ".", 1);
        set(values, faults, &key, &value, Source::Environment(name.clone()), &name);
    }
}

fn set(values: &mut Values, faults: &mut Vec<Fault>, key: &str, value: &str, source: Source, place: &str) {
    let fault = |message: String| Fault { place: place.to_owned(), message };
    let Some(setting) = find(key) else {
        faults.push(fault(format!("`{key}` is not a setting{}", nearest(key))));
        return;
    };
    match setting.holds.fault(value) {
        Some(why) => faults.push(fault(format!("`{key}` {why} (found `{value}`)"))),
        None => drop(values.0.insert(setting.key, (value.to_owned(), source))),
    }
}

/// The known key that shares the longest beginning or end with this one, as a hint.
fn nearest(key: &str) -> String {
    let name = key.rsplit('.').next().unwrap_or(key);
    let likeness = |known: &str| {
        let begin = known.bytes().zip(key.bytes()).take_while(|(a, b)| a == b).count();
        let end = known.bytes().rev().zip(key.bytes().rev()).take_while(|(a, b)| a == b).count();
        begin.max(end)
    };
    let best = SETTINGS.iter().map(|s| s.key).max_by_key(|known| likeness(known));
    match best.filter(|known| likeness(known) >= name.len().min(4)) {
        Some(known) => format!("; did you mean `{known}`?"),
        None => "; see `jingwei config explain`".to_owned(),
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().replace('_', "")),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Values, Vec<String>) {
        let (mut values, mut faults) = (Values::defaults(), Vec::new());
        from_file(Path::new("jingwei.toml"), text, &mut values, &mut faults);
        (values, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_value_knows_the_line_it_stands_on() {
        let (values, faults) = read_text("# words\n[web]\nlisten = \"0.0.0.0:80\"\n\n[ledger]\nfold_leaves = 1_000\n");
        assert_eq!(faults, [""; 0]);
        assert_eq!(values.get("web.listen"), "0.0.0.0:80");
        assert_eq!(values.get("ledger.fold_leaves"), "1000");
        assert_eq!(*values.source("web.listen"), Source::File("jingwei.toml".into(), 3));
        assert_eq!(*values.source("web.behind_tls"), Source::Default);
    }

    #[test]
    fn unknown_keys_and_bad_values_are_all_named_with_their_lines() {
        let (_, faults) =
            read_text("loose = 1\n[web]\nlisten = \"here\"\nlissten = \"127.0.0.1:1\"\ngrace_seconds = [1]\n");
        assert_eq!(
            faults,
            [
                "jingwei.toml:1: `loose` stands outside every section, such as `[web]`",
                "jingwei.toml:5: `web.grace_seconds` must be a text or a number",
                "jingwei.toml:4: `web.lissten` is not a setting; did you mean `web.listen`?",
                "jingwei.toml:3: `web.listen` must be an address such as `127.0.0.1:8460` (found `here`)",
            ]
        );
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        let (_, faults) = read_text("[web]\nlisten = \n");
        assert!(faults[0].starts_with("jingwei.toml:2: "), "{faults:?}");
    }

    #[test]
    fn the_environment_overrules_the_file_and_its_typos_are_faults_too() {
        let (mut values, mut faults) = (Values::defaults(), Vec::new());
        let pairs = [("JINGWEI__WEB__LISTEN", "[::1]:9"), ("JINGWEI__WEB__LISTN", "x"), ("HOME", "/")];
        from_environment(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter(), &mut values, &mut faults);
        assert_eq!(values.get("web.listen"), "[::1]:9");
        assert_eq!(faults.len(), 1);
        assert!(faults[0].to_string().contains("did you mean `web.listen`"), "{}", faults[0]);
    }
}
