//! Piles of records in files without a name: whatever happens to this process, nothing of them stays on the disk.

use jingwei_linkage::parts::{Pile, Shelf};
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Piles in the files of a folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    files: Vec<Option<Arc<File>>>,
    written: u64,
}

impl Folder {
    /// In this folder.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path, files: Vec::new(), written: 0 }
    }

    /// How many bytes were written in all.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    fn file(&self, pile: Pile) -> Result<&Arc<File>> {
        self.files.get(pile).and_then(Option::as_ref).ok_or_else(|| Error::new(ErrorKind::NotFound, "a pile is gone"))
    }

    fn named(&self, why: &Error) -> Error {
        Error::new(why.kind(), format!("`{}`: {why}", self.path.display()))
    }
}

impl Shelf for Folder {
    fn begin(&mut self) -> Result<Pile> {
        let file = tempfile::tempfile_in(&self.path).map_err(|why| self.named(&why))?;
        self.files.push(Some(Arc::new(file)));
        Ok(self.files.len() - 1)
    }

    fn put(&mut self, pile: Pile, bytes: &[u8]) -> Result<()> {
        let mut file: &File = self.file(pile)?;
        file.write_all(bytes).map_err(|why| self.named(&why))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    fn read(&self, pile: Pile) -> Result<Box<dyn Read>> {
        Ok(Box::new(From { file: Arc::clone(self.file(pile)?), at: 0 }))
    }

    fn clear(&mut self, pile: Pile) {
        if let Some(file) = self.files.get_mut(pile) {
            *file = None;
        }
    }
}

/// Reads a file from a place of its own, whoever else reads it.
struct From {
    file: Arc<File>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
