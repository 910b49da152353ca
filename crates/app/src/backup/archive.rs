//! The file of a backup: age around zstd around JSON lines. The first line is the [`Head`], then every row of the dump, then the [`Tail`].

use super::keys;
use crate::Failure;
use crate::ledger::tiles::Fetched;
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt, x25519};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use jingwei_ledger::tile::grow;
use jingwei_ledger::{Frontier, Hash, SigningKey, leaf_hash};
use jingwei_store::StoreError;
use jingwei_store::dump::DumpRow;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

/// The variable that may hold the passphrase, for a backup made by night.
pub const PASSPHRASE: &str = "JINGWEI_PASSPHRASE";

/// The fewest characters of a passphrase: this file holds a whole city and may lie anywhere for years.
const PASSPHRASE_CHARS: usize = 12;

const FORMAT: u32 = 1;

/// The first line: what this is, and the keys without which the rest would be mute.
#[derive(Clone, Serialize, Deserialize)]
pub struct Head {
    jingwei_backup: u32,
    made_at: Timestamp,
    program: String,
    /// The public key of the log.
    pub ledger_key: String,
    /// The key that signs the log, as its file holds it.
    pub(super) ledger_secret: String,
    case_secret: String,
}

impl Head {
    /// The head of a backup made now.
    #[must_use]
    pub fn new(now: Timestamp, key: &SigningKey, case_secret: &[u8]) -> Self {
        Self {
            jingwei_backup: FORMAT,
            made_at: now,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            ledger_key: key.verifier().to_string(),
            ledger_secret: key.to_secret_text(),
            case_secret: BASE64.encode(case_secret),
        }
    }

    /// The secret of the keys of cases.
    ///
    /// # Errors
    /// When it is damaged.
    pub(super) fn secret(&self) -> Result<Vec<u8>, Failure> {
        BASE64.decode(&self.case_secret).map_err(|why| damaged(&why))
    }
}

/// The last line: what the file must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    /// How many rows stand between head and tail.
    pub rows: u64,
    /// How many of them are cases.
    pub cases: u64,
    /// How many of them are leaves of the ledger.
    pub leaves: u64,
    /// The root over the leaves.
    pub root: String,
    /// SHA-256 over every line before this one, with its line feed.
    sha256: String,
}

/// With what a backup is locked.
pub enum Sealer {
    /// A passphrase.
    Passphrase(SecretString),
    /// Public keys of age.
    Recipients(Vec<x25519::Recipient>),
}

impl Sealer {
    /// The recipients that were named, otherwise a passphrase from the environment or the terminal.
    ///
    /// # Errors
    /// When a recipient is none, or there is no good passphrase.
    pub fn ask(recipients: &[String]) -> Result<Self, Failure> {
        if recipients.is_empty() {
            return passphrase(true).map(Self::Passphrase);
        }
        let parse = |text: &String| {
            text.parse::<x25519::Recipient>().map_err(|why| {
                Failure::bad_argument(
                    format!("收件公钥 `{text}` 不成立：{why}"),
                    format!("`{text}` is no recipient: {why}"),
                )
            })
        };
        recipients.iter().map(parse).collect::<Result<_, _>>().map(Self::Recipients)
    }

    fn encryptor(&self) -> Result<Encryptor, Failure> {
        match self {
            Self::Passphrase(phrase) => Ok(Encryptor::with_user_passphrase(phrase.clone())),
            Self::Recipients(all) => Encryptor::with_recipients(all.iter().map(|r| r as &dyn age::Recipient))
                .map_err(|why| Failure::bad_argument(format!("收件公钥不可用：{why}"), why.to_string())),
        }
    }
}

/// With what a backup is opened.
#[derive(Clone)]
pub enum Opener {
    /// A passphrase.
    Passphrase(SecretString),
    /// Identities of age.
    Identities(Vec<x25519::Identity>),
}

impl Opener {
    /// The identities in this file, otherwise a passphrase from the environment or the terminal.
    ///
    /// # Errors
    /// When the file holds no identity, or there is no passphrase.
    pub fn ask(identity: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = identity else { return passphrase(false).map(Self::Passphrase) };
        let text = fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let found: Vec<x25519::Identity> = lines.filter_map(|line| line.parse().ok()).collect();
        if found.is_empty() {
            let shown = path.display();
            return Err(Failure::bad_argument(
                format!("`{shown}` 中没有 age 身份"),
                format!("`{shown}` holds no age identity"),
            ));
        }
        Ok(Self::Identities(found))
    }

    fn open(&self, path: &Path) -> Result<impl std::io::Read + use<>, Failure> {
        let file = File::open(path).map_err(|why| Failure::unreadable(path, &why))?;
        let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|why| not_opened(path, &why))?;
        let opened = match self {
            Self::Passphrase(phrase) => {
                let mut identity = scrypt::Identity::new(phrase.clone());
                // The work factor grows with machines; a backup made on a fast one must open on a slow one.
                identity.set_max_work_factor(22);
                decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
            }
            Self::Identities(all) => decryptor.decrypt(all.iter().map(|i| i as &dyn age::Identity)),
        };
        let opened = opened.map_err(|why| not_opened(path, &why))?;
        zstd::Decoder::new(opened).map_err(|why| damaged(&why))
    }
}

/// Writes a backup; without a path everything is read and nothing kept.
///
/// # Errors
/// When the rows cannot be read to their end or the file cannot be written. Then no file is left behind.
pub fn write(
    path: Option<&Path>,
    sealer: &Sealer,
    head: &Head,
    rows: tokio::sync::mpsc::Receiver<Result<DumpRow, StoreError>>,
) -> Result<Tail, Failure> {
    let Some(path) = path else {
        return write_into(std::io::sink(), sealer, head, rows, Path::new("-")).map(|(tail, _)| tail);
    };
    let beside = beside(path);
    keys::write_new(&beside, b"")?;
    let finished = (|| {
        let file = File::options().write(true).open(&beside).map_err(|why| Failure::unwritable(&beside, &why))?;
        let (tail, file) = write_into(BufWriter::new(file), sealer, head, rows, path)?;
        let file = file.into_inner().map_err(|why| Failure::unwritable(path, &why))?;
        file.sync_all().map_err(|why| Failure::unwritable(path, &why))?;
        // Only a whole backup ever bears the name that was asked for.
        fs::rename(&beside, path).map_err(|why| Failure::unwritable(path, &why))?;
        Ok(tail)
    })();
    if finished.is_err() {
        drop(fs::remove_file(&beside));
    }
    finished
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn write_into<W: Write>(
    out: W,
    sealer: &Sealer,
    head: &Head,
    rows: tokio::sync::mpsc::Receiver<Result<DumpRow, StoreError>>,
    path: &Path,
) -> Result<(Tail, W), Failure> {
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    let locked = sealer.encryptor()?.wrap_output(out).map_err(unwritable)?;
    let mut packed = zstd::Encoder::new(locked, 6).map_err(unwritable)?;
    let mut count = Count::default();
    let mut line = |json: String, count: &mut Count| {
        let json = json + "\n";
        count.digest.update(&json);
        packed.write_all(json.as_bytes()).map_err(unwritable)
    };
    line(json(head), &mut count)?;
    for row in crate::ledger::audit::waiting(rows) {
        let row = row?;
        count.take(&row);
        line(json(&row), &mut count)?;
    }
    let tail = count.tail();
    let last = json(&tail) + "\n";
    packed.write_all(last.as_bytes()).map_err(unwritable)?;
    let locked = packed.finish().map_err(unwritable)?;
    let mut out = locked.finish().map_err(unwritable)?;
    out.flush().map_err(unwritable)?;
    Ok((tail, out))
}

/// What a backup holds besides its rows.
pub struct Contents {
    /// Its first line.
    pub head: Head,
    /// Its last line, which the rows agree with.
    pub tail: Tail,
    /// The checkpoints among its rows.
    pub checkpoints: Vec<String>,
    /// The tiles over its leaves.
    pub tiles: Fetched,
}

/// Reads a backup to its end and compares it with its last line.
///
/// # Errors
/// When it cannot be opened, breaks off, or does not hold what it says.
pub fn survey(path: &Path, opener: &Opener) -> Result<Contents, Failure> {
    let mut lines = Lines::open(path, opener)?;
    let mut checkpoints = Vec::new();
    let mut trees = Trees::default();
    while let Some(row) = lines.next_row()? {
        match &row {
            DumpRow::Checkpoint(row) => checkpoints.push(row.note.clone()),
            DumpRow::Leaf(leaf) => trees.add(leaf_hash(&leaf.entry))?,
            _ => {}
        }
    }
    let tail = lines.tail.take().ok_or_else(|| damaged(&"the last line is missing"))?;
    Ok(Contents { head: lines.head, tail, checkpoints, tiles: trees.finish()? })
}

/// The rows of a backup, one after the other.
///
/// # Errors
/// When it cannot be opened.
pub fn rows(path: &Path, opener: &Opener) -> Result<impl Iterator<Item = Result<DumpRow, Failure>> + use<>, Failure> {
    let mut lines = Lines::open(path, opener)?;
    Ok(std::iter::from_fn(move || lines.next_row().transpose()))
}

/// The tiles over leaves that come one by one.
#[derive(Default)]
struct Trees {
    size: u64,
    waiting: Vec<Hash>,
    tiles: Fetched,
}

impl Trees {
    const AT_ONCE: usize = 1 << 16;

    fn add(&mut self, leaf: Hash) -> Result<(), Failure> {
        self.waiting.push(leaf);
        if self.waiting.len() == Self::AT_ONCE { self.grow() } else { Ok(()) }
    }

    fn grow(&mut self) -> Result<(), Failure> {
        let grown = grow(&self.tiles, self.size, &self.waiting).map_err(|why| damaged(&why))?;
        self.size += self.waiting.len() as u64;
        self.waiting.clear();
        self.tiles.extend(grown);
        Ok(())
    }

    fn finish(mut self) -> Result<Fetched, Failure> {
        self.grow()?;
        Ok(self.tiles)
    }
}

struct Lines<R> {
    head: Head,
    reader: BufReader<R>,
    count: Count,
    tail: Option<Tail>,
}

impl Lines<()> {
    fn open(path: &Path, opener: &Opener) -> Result<Lines<impl std::io::Read + use<>>, Failure> {
        let mut reader = BufReader::with_capacity(1 << 18, opener.open(path)?);
        let mut count = Count::default();
        let mut first = String::new();
        reader.read_line(&mut first).map_err(|why| damaged(&why))?;
        count.digest.update(&first);
        let head: Head = serde_json::from_str(&first).map_err(|why| damaged(&why))?;
        if head.jingwei_backup != FORMAT {
            let (found, known) = (head.jingwei_backup, FORMAT);
            let failure = Failure::new(
                "newer_backup",
                format!("备份格式 {found}，本程序只懂 {known}"),
                format!("the backup has format {found}, only {known} is known"),
            );
            return Err(failure.next("用较新的程序恢复", "restore it with a newer program"));
        }
        Ok(Lines { head, reader, count, tail: None })
    }
}

impl<R: std::io::Read> Lines<R> {
    fn next_row(&mut self) -> Result<Option<DumpRow>, Failure> {
        if self.tail.is_some() {
            return Ok(None);
        }
        let mut line = String::new();
        self.reader.read_line(&mut line).map_err(|why| damaged(&why))?;
        if line.is_empty() {
            return Err(damaged(&"the file breaks off before its last line"));
        }
        if let Ok(tail) = serde_json::from_str::<Tail>(&line) {
            let counted = std::mem::take(&mut self.count).tail();
            if tail != counted {
                return Err(damaged(&"it does not hold what its last line says"));
            }
            self.tail = Some(tail);
            return Ok(None);
        }
        let row: DumpRow = serde_json::from_str(&line).map_err(|why| damaged(&why))?;
        self.count.digest.update(&line);
        self.count.take(&row);
        Ok(Some(row))
    }
}

/// What was written or read so far.
#[derive(Default)]
struct Count {
    rows: u64,
    cases: u64,
    frontier: Frontier,
    digest: Sha256,
}

impl Count {
    fn take(&mut self, row: &DumpRow) {
        self.rows += 1;
        match row {
            DumpRow::Case(_) => self.cases += 1,
            DumpRow::Leaf(leaf) => self.frontier.append(leaf_hash(&leaf.entry)),
            _ => {}
        }
    }

    fn tail(self) -> Tail {
        let sha256 = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let root = self.frontier.root().to_string();
        Tail { rows: self.rows, cases: self.cases, leaves: self.frontier.size(), root, sha256 }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("rows have text keys and whole numbers only")
}

fn passphrase(new: bool) -> Result<SecretString, Failure> {
    let none = |why: &dyn std::fmt::Display| {
        Failure::new("no_passphrase", format!("没有口令：{why}"), format!("there is no passphrase: {why}"))
            .next(format!("设置环境变量 {PASSPHRASE}，或给出公钥"), format!("set {PASSPHRASE}, or give a public key"))
    };
    let text = match std::env::var(PASSPHRASE) {
        Ok(text) => text,
        Err(_) if std::io::stdin().is_terminal() => {
            rpassword::prompt_password("备份口令 / passphrase of the backup: ").map_err(|why| none(&why))?
        }
        Err(_) => return Err(none(&"no terminal to ask on")),
    };
    if new && text.chars().count() < PASSPHRASE_CHARS {
        let zh = format!("口令至少 {PASSPHRASE_CHARS} 个字符");
        let failure =
            Failure::new("short_passphrase", zh, format!("a passphrase has at least {PASSPHRASE_CHARS} characters"));
        return Err(failure.next("用几个不相干的词", "take several words that have nothing to do with each other"));
    }
    Ok(SecretString::from(text))
}

fn not_opened(path: &Path, why: &DecryptError) -> Failure {
    let shown = path.display();
    match why {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            Failure::new(
                "wrong_key",
                format!("口令或密钥打不开 `{shown}`"),
                format!("the passphrase or key does not open `{shown}`"),
            )
            .next("核对口令或身份文件", "check the passphrase or the identity file")
        }
        DecryptError::Io(why) => Failure::unreadable(path, why),
        why => Failure::new(
            "not_a_backup",
            format!("`{shown}` 不是完好的备份：{why}"),
            format!("`{shown}` is not a sound backup: {why}"),
        )
        .next("换用另一份备份", "take another backup"),
    }
}

fn damaged(why: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        "damaged_backup",
        format!("备份已损坏或被篡改：{why}"),
        format!("the backup is damaged or was tampered with: {why}"),
    )
    .next("换用另一份备份", "take another backup")
}
