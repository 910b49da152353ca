//! Layers from files, as every command of `jingwei grids` reads and writes them.

use crate::Failure;
use jingwei_grids::layer::Read;
use jingwei_grids::{Layer, Problem};
use jingwei_terms::Datum;
use serde_json::{Value, json};
use std::path::Path;

/// Reads a layer, in the datum that the caller knows it to be in.
///
/// # Errors
/// When the file cannot be read, or is no layer.
pub fn read(path: &Path, datum: Option<Datum>) -> Result<Read, Failure> {
    let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
    Layer::parse(&bytes, datum).map_err(|refusal| {
        let shown = path.display();
        let mut failure = Failure::from(refusal);
        failure.zh = format!("`{shown}`：{}", failure.zh);
        failure.en = format!("`{shown}`: {}", failure.en);
        failure
    })
}

/// Writes a layer.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, layer: &Layer, datum: Datum) -> Result<(), Failure> {
    std::fs::write(path, layer.write(datum)).map_err(|why| Failure::unwritable(path, &why))
}

/// A problem for people, in one line.
#[must_use]
pub fn line(problem: &Problem) -> String {
    let at = problem.place.at.map(|[lng, lat]| format!(" [{lng:.6}, {lat:.6}]")).unwrap_or_default();
    let repair = problem.repair.as_ref().map(|repair| format!(" — {} / {}", repair.zh, repair.en)).unwrap_or_default();
    format!("{}{at}: {} / {}{repair}", problem.code, problem.zh, problem.en)
}

/// The datum of a layer and whether anybody said it.
#[must_use]
pub fn datum(read: &Read) -> Value {
    json!({ "datum": read.layer.datum.name(), "datum_stated": read.datum_stated })
}
