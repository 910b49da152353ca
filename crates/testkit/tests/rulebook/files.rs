//! The files of the rulebook, read as plainly as can be, so that a fault of the real loader cannot hide one here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

pub(crate) type Row = BTreeMap<String, String>;

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan")
}

pub(crate) fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap_or_else(|why| panic!("`{file}` cannot be read: {why}"))
}

pub(crate) fn rows(file: &str) -> Vec<Row> {
    csv::Reader::from_reader(text(file).as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|why| panic!("`{file}`: {why}"))
}

pub(crate) fn codes(file: &str, column: &str) -> BTreeSet<String> {
    let all: Vec<String> = rows(file).iter().map(|row| row[column].clone()).collect();
    let unique: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), unique.len(), "`{column}` of {file} is not unique");
    unique
}

pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|part| !part.is_empty())
}

pub(crate) fn minors() -> BTreeSet<String> {
    rows("kinds.csv").into_iter().filter(|row| !row["parent"].is_empty()).map(|row| row["code"].clone()).collect()
}

pub(crate) fn is_limit(text: &str) -> bool {
    let Some((number, unit)) = text.split_once(' ') else { return false };
    number.parse::<u32>().is_ok_and(|n| n > 0) && ["分钟", "紧急工作时", "工作时", "工作日", "自然日"].contains(&unit)
}
