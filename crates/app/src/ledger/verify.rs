//! `jingwei ledger verify`: has anything been edited, deleted, inserted, reordered or cut off, and where?

use super::audit::{Report, Standard, audit, stored_checkpoints, waiting};
use super::prove::trust_of;
use super::tiles::Waiting;
use super::witness::{Witness, read};
use crate::backup::archive;
use crate::config::Config;
use crate::premises::Premises;
use crate::{Answer, Failure, Verdict};
use jingwei_ledger::{Checkpoint, Trust};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Handle;

/// What to verify, and against what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 另处保存的旧检查点，可重复 / an older checkpoint kept elsewhere; may be given several times
    #[arg(long, value_name = "CHECKPOINT")]
    since: Vec<PathBuf>,
    /// 核验备份文件，而非数据库 / verify this backup instead of the database
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// 备份的解密身份（age），默认用口令 / the identity (age) that opens the backup, a passphrase if not said
    #[arg(long, value_name = "FILE", requires = "backup")]
    identity: Option<PathBuf>,
    /// 账本公钥（文本或文件），默认取自数据目录 / the public key of the log, as text or a file; the data directory's if not said
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// Verifies.
///
/// # Errors
/// When there is nothing to verify, no key to believe, or the rows cannot be read to their end.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let report = match &args.backup {
        Some(path) => of_backup(path, &args, config).await?,
        None => of_store(&args, config).await?,
    };
    Ok(tell(&report, started, answer))
}

async fn of_store(args: &Args, config: &Config) -> Result<Report, Failure> {
    let trust = trust_of(config, args.key.as_deref())?;
    let premises = Premises::open(config).await?;
    let mut held = older(&args.since, &trust)?;
    // The place's own copies outside the database are witnesses too.
    held.extend(Witness::new(config.checkpoint_dir()).all(&trust)?);
    let standard = Standard { stored: stored_checkpoints(premises.store.as_ref()).await?, trust, held };
    let tiles = Waiting::new(Arc::clone(&premises.store), Handle::current());
    let rows = premises.store.dump();
    on_a_thread(move || audit(&standard, &tiles, waiting(rows))).await
}

async fn of_backup(path: &Path, args: &Args, config: &Config) -> Result<Report, Failure> {
    let opener = archive::Opener::ask(args.identity.as_deref())?;
    let (path, key, since, config) = (path.to_owned(), args.key.clone(), args.since.clone(), config.clone());
    on_a_thread(move || {
        let contents = archive::survey(&path, &opener)?;
        // A backup brings the public key along; one given on the command line, or the place's own, is believed before it.
        let trust = match key {
            Some(key) => trust_of(&config, Some(&key))?,
            None => trust_of(&config, None).or_else(|_| trust_of(&config, Some(&contents.head.ledger_key)))?,
        };
        let held = older(&since, &trust)?;
        let tiles = contents.tiles;
        let standard = Standard { trust, stored: contents.checkpoints, held };
        audit(&standard, &tiles, archive::rows(&path, &opener)?)
    })
    .await
}

fn older(paths: &[PathBuf], trust: &Trust) -> Result<Vec<Checkpoint>, Failure> {
    paths.iter().map(|path| read(path, trust)).collect()
}

/// Runs something that waits for disks and hashes a lot where it holds nobody up.
///
/// # Errors
/// As the work, and when its thread dies.
pub async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|why| {
        Err(Failure::new("thread_died", format!("作业中断：{why}"), format!("the work broke off: {why}")))
    })
}

fn tell(report: &Report, started: Instant, answer: Answer) -> Verdict {
    let seconds = started.elapsed().as_secs_f64();
    let mut object = json!(report);
    object["seconds"] = json!((seconds * 1000.0).round() / 1000.0);
    answer.object(&object);
    for finding in &report.findings {
        answer.say(format!("{} / {}", finding.zh, finding.en));
    }
    for finding in &report.rows {
        answer.say(finding);
    }
    let root = report.root.as_deref().unwrap_or("-");
    answer.say(match report.ok {
        true => format!(
            "核验通过：{} 条记录，{} 件案件，已证明至 {}\nverified: {} leaves, {} cases, proven up to {}",
            report.size, report.cases, report.proven, report.size, report.cases, report.proven
        ),
        false => format!(
            "发现改动 {} 处 / {} findings",
            report.findings.len() + report.rows.len(),
            report.findings.len() + report.rows.len()
        ),
    });
    answer.say(format!("root {root}  {seconds:.1} s"));
    Verdict::of(report.ok)
}
