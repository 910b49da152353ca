//! `jingwei ledger`: sign the log as it stands, prove one fact of it, verify all of it.

pub mod audit;
pub mod folding;
pub mod prove;
pub mod tiles;
pub mod verify;
pub mod witness;

use crate::config::Config;
use crate::premises::Premises;
use crate::{Answer, Failure, Verdict};
use folding::Folder;
use serde_json::json;
use std::path::PathBuf;

/// What to do with the ledger.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 并入新记录，签署并打印检查点 / fold in what is new, sign and print the checkpoint
    Checkpoint {
        /// 只看最近一次签署的检查点 / show the last one signed, sign nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// 为一条记录生成可离线核验的证明 / a proof of one fact that anybody can check offline
    Prove(prove::Args),
    /// 核验数据目录、数据库或备份中的全部记录 / verify every record of a data directory, a database or a backup
    Verify(verify::Args),
    /// 打印账本公钥 / print the public key of the ledger
    Key {
        /// 用账本公钥核验一份证明文件 / check this proof file with it
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
    },
}

/// Does it.
///
/// # Errors
/// When there is no place, its key is missing, or what was asked is not there.
pub async fn run(command: Command, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    match command {
        Command::Checkpoint { dry_run } => checkpoint(dry_run, config, answer).await,
        Command::Prove(args) => prove::run(&args, config, answer).await,
        Command::Verify(args) => verify::run(args, config, answer).await,
        Command::Key { check: None } => {
            let key = Premises::open(config).await?.ledger_key()?;
            answer.object(&json!({ "key": key.verifier().to_string() }));
            answer.say(key.verifier());
            Ok(Verdict::Done)
        }
        Command::Key { check: Some(path) } => prove::check(&path, config, answer).await,
    }
}

async fn checkpoint(dry_run: bool, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let folder = Folder::new(&premises)?;
    if !dry_run {
        folder.fold_all().await?;
    }
    let (checkpoint, note) = folder.last().await?.ok_or_else(|| {
        Failure::new("no_checkpoint", "还没有签署过检查点", "no checkpoint has been signed yet")
            .next("jingwei ledger checkpoint", "jingwei ledger checkpoint")
    })?;
    answer.object(&json!({
        "ok": true, "size": checkpoint.size(), "root": checkpoint.root().to_string(),
        "origin": checkpoint.origin(), "checkpoint": note,
    }));
    answer.say(note.trim_end());
    Ok(Verdict::Done)
}
