//! The two secrets of a place: the one from which the keys of cases are made, and the one that signs the ledger. Each is a file that only
//! its owner may read, made once and never again.

use crate::Failure;
use jingwei_ledger::SigningKey;
use jingwei_web::Secret;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Reads the secret of the keys of cases; `None` when there is none yet.
///
/// # Errors
/// When the file cannot be read or is not 32 bytes long.
pub fn read_secret(path: &Path) -> Result<Option<Secret>, Failure> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(bytes) => Ok(Some(Secret::new(bytes))),
        Err(_) => Err(damaged(path, "应为 32 字节", "it must hold 32 bytes")),
    }
}

/// Makes the secret of the keys of cases.
///
/// # Errors
/// When there is one already, the file cannot be written, or the system gives no randomness.
pub fn make_secret(path: &Path) -> Result<Secret, Failure> {
    let bytes = random()?;
    write_new(path, &bytes)?;
    Ok(Secret::new(bytes))
}

/// Reads the key that signs the ledger; `None` when there is none yet.
///
/// # Errors
/// When the file cannot be read or holds no such key.
pub fn read_ledger_key(path: &Path) -> Result<Option<SigningKey>, Failure> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    let text = String::from_utf8(bytes).map_err(|_| damaged(path, "不是文本", "it is not text"))?;
    SigningKey::from_secret_text(&text).map(Some).map_err(|why| damaged(path, "不是账本私钥", &why.to_string()))
}

/// Makes the key that signs the ledger of this name.
///
/// # Errors
/// When there is one already, the file cannot be written, or the system gives no randomness.
pub fn make_ledger_key(path: &Path, origin: &str) -> Result<SigningKey, Failure> {
    let key =
        SigningKey::from_seed(origin, random()?).map_err(|why| damaged(path, "账本名称不成立", &why.to_string()))?;
    write_new(path, format!("{}\n", key.to_secret_text()).as_bytes())?;
    Ok(key)
}

/// Writes a file that only its owner may read, and never over another one.
///
/// # Errors
/// When it is there already or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    if let Some(dir) = path.parent() {
        make_dir(dir)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    // A key that was lost with the power would make every key handed out in the meantime worthless.
    file.sync_all().map_err(unwritable)
}

/// Makes a folder that only its owner may enter, unless it is there.
///
/// # Errors
/// When it cannot be made.
pub fn make_dir(dir: &Path) -> Result<(), Failure> {
    if dir.as_os_str().is_empty() || dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|why| Failure::unwritable(dir, &why))
}

/// Whether others than the owner may read a file; `None` when it is not there or the system has no such notion.
#[must_use]
pub fn is_open_to_others(path: &Path) -> Option<bool> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).ok()?.permissions());
        Some(mode & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(why) => Err(Failure::unreadable(path, &why)),
    }
}

fn random() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|why| {
        Failure::new(
            "no_randomness",
            format!("系统没有给出随机数：{why}"),
            format!("the system gives no randomness: {why}"),
        )
    })?;
    Ok(bytes)
}

fn damaged(path: &Path, zh: &str, en: &str) -> Failure {
    let shown = path.display();
    Failure::new(
        "damaged_key",
        format!("密钥文件 `{shown}` 不可用：{zh}"),
        format!("the key file `{shown}` cannot be used: {en}"),
    )
    .next("从备份恢复该文件", "bring the file back from a backup")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/secret.key");
        assert!(read_secret(&path).unwrap().is_none());
        make_secret(&path).unwrap();
        assert!(read_secret(&path).unwrap().is_some());
        assert_eq!(is_open_to_others(&path), Some(false));
        assert_eq!(make_secret(&path).unwrap_err().code, "unwritable", "an old key is never overwritten");
    }

    #[test]
    fn a_damaged_key_is_refused_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.key");
        fs::write(&path, b"short").unwrap();
        assert_eq!(read_secret(&path).unwrap_err().code, "damaged_key");
        assert_eq!(read_ledger_key(&path).unwrap_err().code, "damaged_key");
    }

    #[test]
    fn the_ledger_key_comes_back_as_it_was_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.key");
        let made = make_ledger_key(&path, "city.example/ledger").unwrap();
        assert_eq!(read_ledger_key(&path).unwrap().unwrap().verifier(), made.verifier());
    }
}
