//! A rulebook folder as it is sent: its files by name, or packed as a zip.

use crate::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jingwei_cases::rulebook::{FILES, Files, OPTIONAL};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use utoipa::ToSchema;
use zip::ZipArchive;

/// The largest body that carries one: a city's grids take some megabytes.
pub(super) const MOST_BODY: usize = 48 << 20;

/// The largest file in it. A packed one that says it is smaller and grows beyond is none.
const MOST_FILE: u64 = 32 << 20;

/// A rulebook folder. Files that a rulebook does not have are left aside.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "files": { "city.toml": "…", "kinds.csv": "…" } }))]
pub(crate) struct Folder {
    /// The text of each file by its name.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// The folder as a zip in base64, instead.
    #[serde(default)]
    zip: Option<String>,
}

impl Folder {
    /// The files of a rulebook among those that were sent.
    ///
    /// # Errors
    /// When the zip is none, a file in it is no UTF-8, or one is too large.
    pub(super) fn into_files(self) -> Result<Files, Problem> {
        let known = |name: &str| FILES.into_iter().chain(OPTIONAL).any(|known| known == name);
        match self.zip {
            None => Ok(self.files.into_iter().filter(|(name, _)| known(name)).collect()),
            Some(text) => {
                let bytes = STANDARD.decode(text.trim()).map_err(|_| Problem::malformed("`zip`: it is no base64"))?;
                unzip(&bytes, &known)
            }
        }
    }
}

fn unzip(bytes: &[u8], known: &dyn Fn(&str) -> bool) -> Result<Files, Problem> {
    let bad = |why: &dyn std::fmt::Display| Problem::malformed(&format!("`zip`: {why}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|why| bad(&why))?;
    let mut files = Files::new();
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|why| bad(&why))?;
        // The folder may have been packed with its own name around it; nothing is ever written to a disk.
        let name = file.name().map_err(|why| bad(&why))?.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if !known(&name) {
            continue;
        }
        let mut text = String::new();
        let read = file.take(MOST_FILE + 1).read_to_string(&mut text);
        read.map_err(|_| bad(&format!("`{name}` is no UTF-8")))?;
        if text.len() as u64 > MOST_FILE {
            return Err(Problem::too_large(usize::try_from(MOST_FILE).unwrap_or(usize::MAX)));
        }
        if files.insert(name.clone(), text).is_some() {
            return Err(bad(&format!("`{name}` is in it twice")));
        }
    }
    Ok(files)
}
