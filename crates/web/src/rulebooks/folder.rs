//! A rulebook as a folder of files: its name, its faults, how it is stored, and in what it differs from another.

use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::{FILES, Files, HINTS, OPTIONAL, Problem as Fault};
use jingwei_evaluation::Threshold;
use jingwei_evaluation::figure::ThresholdError;
use jingwei_triage::hints::Hints;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// The level of compression: a rulebook is packed once and read often.
const LEVEL: i32 = 9;

/// The name of a version: the edition of its catalogue and a few digits of what it holds, so that two rulebooks with one name are one.
#[must_use]
pub fn version_of(files: &Files) -> String {
    let mut digest = Sha256::new();
    for (name, text) in files {
        // Lengths stand between the parts, so that no two rulebooks read as one text.
        digest.update((name.len() as u64).to_be_bytes());
        digest.update(name);
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    let mut short = String::new();
    for byte in digest.finalize().iter().take(4) {
        // Writing to a `String` cannot fail.
        let _ = write!(short, "{byte:02x}");
    }
    match edition(files) {
        Some(edition) => format!("{edition}+{short}"),
        None => short,
    }
}

/// The greatest version in the catalogue, number by number.
fn edition(files: &Files) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(files.get("catalogue.csv")?.as_bytes());
    let column = reader.headers().ok()?.iter().position(|name| name == "version")?;
    let versions = reader.records().filter_map(|row| Some(row.ok()?.get(column)?.to_owned()));
    let numbers = |text: &str| text.split('.').map(|part| part.parse::<u64>().unwrap_or(0)).collect::<Vec<_>>();
    versions.filter(|version| !version.is_empty()).max_by_key(|version| numbers(version))
}

/// The rulebook, if nothing in it is wrong: neither for the loop nor for the figures, the hints of triage and the templates.
///
/// # Errors
/// Every fault, with file and line.
pub fn understand(files: &Files) -> Result<Rulebook, Vec<Fault>> {
    let rules = Rulebook::parse(&version_of(files), files)?;
    let mut faults = of_lights(&rules);
    let (_, of_hints) = Hints::parse(HINTS, &rules.hints);
    faults.extend(of_hints.into_iter().map(|f| Fault { file: f.file, line: f.line, message: f.message }));
    faults.extend(super::templates::parse(&rules.templates).1);
    if faults.is_empty() { Ok(rules) } else { Err(faults) }
}

/// What cannot be meant among the lights of a rulebook.
fn of_lights(rules: &Rulebook) -> Vec<Fault> {
    let wrong = |set: &jingwei_cases::rulebook::settings::IndicatorLight| {
        let threshold =
            Threshold { code: set.code.clone(), green: set.green, yellow: set.yellow, basis: set.basis.clone() };
        let why = match threshold.check().err()? {
            ThresholdError::Unknown => "there is no such figure; `jingwei evaluation indicators` names them",
            ThresholdError::NoDirection => "this figure says how much there was to do, and has no better side",
            ThresholdError::Crossed => "yellow is better than green; exchange them",
        };
        let message = format!("`[[indicator]]` `{}`: {why}", set.code);
        Some(Fault { file: "city.toml".to_owned(), line: 0, message })
    };
    rules.settings.indicator.iter().filter_map(wrong).collect()
}

/// The files as they are stored.
///
/// # Errors
/// When they cannot be compressed.
pub fn pack(files: &Files) -> io::Result<Vec<u8>> {
    zstd::encode_all(serde_json::to_vec(files)?.as_slice(), LEVEL)
}

/// The files as they were stored.
///
/// # Errors
/// When the bytes are none of ours.
pub fn unpack(content: &[u8]) -> io::Result<Files> {
    Ok(serde_json::from_slice(&zstd::decode_all(content)?)?)
}

/// One line in which two rulebooks differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In which file.
    pub file: &'static str,
    /// Whether the newer one has it.
    pub added: bool,
    /// The line, from 1, in the rulebook that has it.
    pub line: usize,
    /// What it says.
    pub text: String,
}

/// In what two rulebooks differ, file by file, first what went and then what came. The order of lines is no difference.
#[must_use]
pub fn differences(old: &Files, new: &Files) -> Vec<Difference> {
    let mut found = Vec::new();
    for file in FILES.into_iter().chain(OPTIONAL) {
        let lines = |files: &Files| -> Vec<String> {
            files.get(file).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
        };
        let (before, after) = (lines(old), lines(new));
        let line = |added| move |(line, text): (usize, String)| Difference { file, added, line, text };
        found.extend(without(&before, &after).into_iter().map(line(false)));
        found.extend(without(&after, &before).into_iter().map(line(true)));
    }
    found
}

/// The lines that stand in `these` more often than in `those`, in order, with their numbers.
fn without(these: &[String], those: &[String]) -> Vec<(usize, String)> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in those {
        *left.entry(line).or_default() += 1;
    }
    let only_here = these.iter().enumerate().filter(|(_, line)| match left.get_mut(line.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    only_here.map(|(at, line)| (at + 1, line.clone())).collect()
}
