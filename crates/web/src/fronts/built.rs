//! What was built: files of the two front ends, out of the program itself or out of a folder.

use crate::secret::sha256;
use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One file of a front end: its address below the front end's own, and its bytes.
pub type File = (&'static str, &'static [u8]);

/// The built front ends. The default has none, and says so at their addresses.
#[derive(Default)]
pub struct FrontEnds {
    pub(super) console: Front,
    pub(super) field: Front,
}

impl FrontEnds {
    /// Out of the program. A file that stands beside its compressed form (`app.js`, `app.js.br`, `app.js.gz`) is sent in the form
    /// that the browser takes.
    #[must_use]
    pub fn embedded(console: &[File], field: &[File]) -> Self {
        Self { console: Front::embedded(console), field: Front::embedded(field) }
    }

    /// Out of `console/dist` and `field/dist` below a folder, read anew at each request: for those who build them while the
    /// server runs, and for a city that wears its own.
    #[must_use]
    pub fn folder(folder: &Path) -> Self {
        let front = |name: &str| Front::Folder(folder.join(name).join("dist"));
        Self { console: front("console"), field: front("field") }
    }
}

impl fmt::Debug for FrontEnds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrontEnds").finish_non_exhaustive()
    }
}

/// One front end.
pub(super) enum Front {
    Embedded(HashMap<&'static str, Embedded>),
    Folder(PathBuf),
}

impl Default for Front {
    fn default() -> Self {
        Self::Embedded(HashMap::new())
    }
}

impl Front {
    fn embedded(files: &[File]) -> Self {
        let form = |path: &str, ending: &str| {
            let wanted = format!("{path}{ending}");
            files.iter().find(|(path, _)| *path == wanted).map(|(_, bytes)| *bytes)
        };
        let plain = files.iter().filter(|(path, _)| !path.ends_with(".br") && !path.ends_with(".gz"));
        let found = plain.map(|(path, bytes)| {
            let file =
                Embedded { plain: bytes, brotli: form(path, ".br"), gzip: form(path, ".gz"), ..Embedded::default() };
            (*path, file)
        });
        Self::Embedded(found.collect())
    }

    /// The file at this address, if there is one.
    pub(super) fn find(&self, path: &str) -> Option<Found<'_>> {
        match self {
            Self::Embedded(files) => files.get(path).map(Found::Embedded),
            Self::Folder(folder) => {
                // An address that climbs out of the folder is none.
                let plain =
                    |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0', ':']);
                path.split('/').all(plain).then(|| std::fs::read(folder.join(path)).ok()).flatten().map(Found::Read)
            }
        }
    }
}

/// A file of the program in every form that it is sent in. What is not there is made when it is first asked for.
#[derive(Default)]
pub(super) struct Embedded {
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
    packed: OnceLock<Bytes>,
    digest: OnceLock<String>,
}

/// A file that was found.
pub(super) enum Found<'f> {
    Embedded(&'f Embedded),
    Read(Vec<u8>),
}

/// A form in which a file travels, by its word in `Content-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Gzip,
    Brotli,
}

impl Found<'_> {
    /// Names these bytes; other bytes have another name.
    pub(super) fn digest(&self) -> Cow<'_, str> {
        match self {
            Self::Embedded(file) => file.digest.get_or_init(|| digest(file.plain)).into(),
            Self::Read(bytes) => digest(bytes).into(),
        }
    }

    /// Whether it can be sent in this form.
    pub(super) const fn has(&self, form: Form) -> bool {
        match (self, form) {
            (_, Form::Plain) | (Self::Embedded(_), Form::Gzip) => true,
            (Self::Embedded(file), Form::Brotli) => file.brotli.is_some(),
            (Self::Read(_), _) => false,
        }
    }

    /// The bytes in this form, of those that it has.
    pub(super) fn bytes(self, form: Form) -> Bytes {
        match self {
            Self::Read(bytes) => bytes.into(),
            Self::Embedded(file) => match (form, file.brotli, file.gzip) {
                (Form::Brotli, Some(bytes), _) | (Form::Gzip, _, Some(bytes)) => Bytes::from_static(bytes),
                (Form::Gzip, _, None) => file.packed.get_or_init(|| gzip(file.plain).into()).clone(),
                (Form::Plain | Form::Brotli, ..) => Bytes::from_static(file.plain),
            },
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory fails at nothing but memory itself, which ends the program anyway.
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("a vector takes every byte")
}

fn digest(bytes: &[u8]) -> String {
    sha256(bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
