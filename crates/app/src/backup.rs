//! `jingwei backup` and `jingwei restore`: everything that is authoritative, and the two keys, in one encrypted file.
//!
//! What is derived (search, tiles) is not in it and is made again. The file is an ordinary age file around zstd around JSON lines, so it
//! can be read in twenty years without this program.

pub mod archive;

use crate::config::Config;
use crate::ledger::folding::Folder;
use crate::ledger::verify::on_a_thread;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict, keys};
use archive::{Head, Opener, Sealer, Tail};
use jiff::Timestamp;
use jingwei_store::Trouble;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Where to write a backup, and for whom.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// 备份文件；不得已存在 / the backup; it may not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 收件公钥（age1…），可重复；不给则用口令 / a recipient (age1…), may be given several times; a passphrase if none is given
    #[arg(long, value_name = "AGE1…")]
    recipient: Vec<String>,
    /// 只检查，不写入 / check, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Which backup to bring back.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// 备份文件 / the backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 解密身份文件（age）；不给则用口令 / the identity (age) that opens it; a passphrase if not said
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    /// 只核验备份，不写入 / verify the backup, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// How many rows wait between the file and the database.
const IN_BETWEEN: usize = 1024;

/// Writes a backup.
///
/// # Errors
/// When there is no place, the file is there already or cannot be written, or there is no key to lock it with.
pub async fn save(args: BackupArgs, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    if args.file.exists() {
        let shown = args.file.display();
        let failure = Failure::new(
            "file_exists",
            format!("文件 `{shown}` 已存在"),
            format!("the file `{shown}` is there already"),
        );
        return Err(failure.next("换一个文件名", "choose another name"));
    }
    let sealer = Sealer::ask(&args.recipient)?;
    let premises = Premises::open(config).await?;
    let key = premises.ledger_key()?;
    let secret =
        std::fs::read(config.case_key_file()).map_err(|why| Failure::unreadable(&config.case_key_file(), &why))?;
    if !args.dry_run {
        // What is signed can be proved after a restore, so the latest facts are signed first.
        Folder::new(&premises)?.fold_all().await?;
    }
    let head = Head::new(Timestamp::now(), &key, &secret);
    let rows = premises.store.dump();
    let path = (!args.dry_run).then(|| args.file.clone());
    let tail = on_a_thread(move || archive::write(path.as_deref(), &sealer, &head, rows)).await?;
    Ok(tell(&tail, "备份完成", "saved", args.dry_run, answer))
}

/// Brings a backup back into an empty place.
///
/// # Errors
/// When the file cannot be opened or is damaged, or the place is not empty.
pub async fn restore(args: RestoreArgs, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let opener = Opener::ask(args.identity.as_deref())?;
    let (path, lock) = (args.file.clone(), opener.clone());
    // The whole file is read once before anything is written: a backup that breaks off leaves no half of a city.
    let contents = on_a_thread(move || archive::survey(&path, &lock)).await?;
    if args.dry_run {
        return Ok(tell(&contents.tail, "备份完好", "the backup is sound", true, answer));
    }
    put_keys(&contents.head, config)?;
    let premises = Premises::found(config).await?;
    fill(&premises, &args.file, opener).await?;
    Folder::new(&premises)?.fold_all().await?;
    Ok(tell(&contents.tail, "恢复完成", "restored", false, answer))
}

fn put_keys(head: &Head, config: &Config) -> Result<(), Failure> {
    let (secret, ledger) = (config.case_key_file(), config.ledger_key_file());
    for path in [&secret, &ledger] {
        if path.exists() {
            return Err(not_empty(path));
        }
    }
    keys::write_new(&secret, &head.secret()?)?;
    keys::write_new(&ledger, format!("{}\n", head.ledger_secret).as_bytes())
}

fn not_empty(path: &Path) -> Failure {
    let shown = path.display();
    Failure::new(
        "not_empty",
        format!("恢复只能到空的地方，`{shown}` 已存在"),
        format!("a backup is restored into an empty place alone, and `{shown}` is there"),
    )
    .next("换一个 --data-dir", "choose another `--data-dir`")
}

async fn fill(premises: &Premises, path: &Path, opener: Opener) -> Result<(), Failure> {
    let (send, receive) = tokio::sync::mpsc::channel(IN_BETWEEN);
    let path = path.to_owned();
    let reading = on_a_thread(move || {
        for row in archive::rows(&path, &opener)? {
            // The store says itself why it takes no more.
            if send.blocking_send(row?).is_err() {
                break;
            }
        }
        Ok(())
    });
    let (read, restored) = tokio::join!(reading, premises.store.restore(receive));
    read?;
    restored.map(drop).map_err(|error| match error.trouble() {
        Trouble::Unfit => Failure::new("not_empty", format!("数据库不是空的：{error}"), error.to_string())
            .next("换一个空的数据库", "choose an empty database"),
        _ => store_failure(&error),
    })
}

fn tell(tail: &Tail, zh: &str, en: &str, dry_run: bool, answer: Answer) -> Verdict {
    answer.object(&json!({
        "cases": tail.cases, "leaves": tail.leaves, "rows": tail.rows, "root": tail.root, "dry_run": dry_run,
    }));
    let preview = if dry_run { "（未写入 / nothing written）" } else { "" };
    answer.say(format!(
        "{zh}{preview}：{} 件案件，{} 条记录\n{en}: {} cases, {} leaves\nroot {}",
        tail.cases, tail.leaves, tail.cases, tail.leaves, tail.root
    ));
    Verdict::Done
}
