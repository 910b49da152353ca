//! Signed checkpoints kept outside the database: whoever rolls the database back does not roll these back with it.

use crate::{Failure, keys};
use jiff::Timestamp;
use jingwei_ledger::{Checkpoint, Trust};
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The file of the newest checkpoint.
const LATEST: &str = "latest.checkpoint";

/// A folder of checkpoints: the newest of all, and the last of every day (UTC).
#[derive(Debug, Clone)]
pub struct Witness {
    dir: PathBuf,
}

impl Witness {
    /// The witness in this folder.
    #[must_use]
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// The newest checkpoint, if one was ever kept.
    ///
    /// # Errors
    /// When it cannot be read, or the log's own key has not signed it.
    pub fn newest(&self, trust: &Trust) -> Result<Option<Checkpoint>, Failure> {
        let path = self.dir.join(LATEST);
        match fs::read_to_string(&path) {
            Ok(note) => open(&path, &note, trust).map(Some),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(Failure::unreadable(&path, &why)),
        }
    }

    /// Every checkpoint that is kept, in no order.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read, or the log's own key has not signed it.
    pub fn all(&self, trust: &Trust) -> Result<Vec<Checkpoint>, Failure> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(why) => return Err(Failure::unreadable(&self.dir, &why)),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let kept = paths.filter(|path| path.extension().is_some_and(|ending| ending == "checkpoint"));
        kept.map(|path| read(&path, trust)).collect()
    }

    /// Keeps a checkpoint, unless a newer one is kept.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, note: &str, now: Timestamp) -> Result<(), Failure> {
        keys::make_dir(&self.dir)?;
        let day = now.strftime("%Y-%m-%d.checkpoint").to_string();
        for name in [day.as_str(), LATEST] {
            replace(&self.dir, name, note.as_bytes()).map_err(|why| Failure::unwritable(&self.dir.join(name), &why))?;
        }
        Ok(())
    }
}

/// Reads one checkpoint from a file.
///
/// # Errors
/// When it cannot be read, or none of the trusted keys has signed it.
pub fn read(path: &Path, trust: &Trust) -> Result<Checkpoint, Failure> {
    let note = fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    open(path, &note, trust)
}

fn open(path: &Path, note: &str, trust: &Trust) -> Result<Checkpoint, Failure> {
    trust.open_text(note).map_err(|why| {
        let shown = path.display();
        Failure::new(
            "bad_checkpoint",
            format!("检查点 `{shown}` 不可信：{why}"),
            format!("the checkpoint `{shown}` is not to be believed: {why}"),
        )
        .next("核对文件与账本公钥", "check the file and the public key of the log")
    })
}

/// Writes beside and renames, so that a crash leaves the old file or the new one, never half of either.
fn replace(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let beside = dir.join(format!("{name}.{}.new", std::process::id()));
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, dir.join(name))?;
    // The new name is as durable as the folder that holds it.
    File::open(dir)?.sync_all()
}
