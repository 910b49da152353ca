//! One small file that proves one fact, and the check of such a file.

use super::folding::Folder;
use super::tiles::fetch;
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jingwei_ledger::proof::{inclusion_proof, tiles_for_inclusion};
use jingwei_ledger::{Entry, LogProof, SignedNote, Trust, VerifierKey};
use jingwei_store::Leaf;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What to prove.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 记录序号，从 0 起 / the index of the leaf, from 0
    #[arg(value_name = "INDEX")]
    index: u64,
    /// 写入此文件；默认标准输出 / into this file; standard output if not said
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 只证明次序，不附正文 / prove the place alone, hand out no body
    #[arg(long)]
    without_body: bool,
}

/// Makes a proof against the last signed checkpoint.
///
/// # Errors
/// When there is no such leaf, or it is not signed yet.
pub async fn run(args: &Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let folder = Folder::new(&premises)?;
    let last = folder.last().await?.filter(|(checkpoint, _)| args.index < checkpoint.size());
    let (checkpoint, note) = last.ok_or_else(|| {
        let index = args.index;
        Failure::new(
            "not_signed",
            format!("第 {index} 号记录不存在或尚未签署"),
            format!("the leaf {index} is not there or not signed yet"),
        )
        .next("先运行 jingwei ledger checkpoint", "run `jingwei ledger checkpoint` first")
    })?;
    let leaf = leaf(&premises, args.index).await?;
    let needed = tiles_for_inclusion(checkpoint.size(), args.index).map_err(|why| unproven(&why))?;
    let tiles = fetch(premises.store.as_ref(), needed).await?;
    let hashes = inclusion_proof(&tiles, checkpoint.size(), args.index).map_err(|why| unproven(&why))?;
    let entry = Entry::decode(&leaf.entry).map_err(|why| unproven(&why))?;
    let body = leaf.body.filter(|_| !args.without_body).map(|body| (body.salt, body.bytes));
    let note = SignedNote::parse(&note).map_err(|why| unproven(&why))?;
    let proof = LogProof::new(&entry, body, args.index, hashes, note);
    // A proof that does not hold is worse than none, so it is checked before it is handed out.
    proof.verify(folder.trust()).map_err(|why| unproven(&why))?;
    hand_out(&proof, args.out.as_deref(), answer)?;
    answer.object(&json!({
        "ok": true, "index": args.index, "size": checkpoint.size(), "root": checkpoint.root().to_string(),
        "proof": proof.to_string(),
    }));
    Ok(Verdict::Done)
}

fn hand_out(proof: &LogProof, out: Option<&Path>, answer: Answer) -> Result<(), Failure> {
    match out {
        Some(path) => {
            std::fs::write(path, proof.to_string()).map_err(|why| Failure::unwritable(path, &why))?;
            answer.say(format!("证明写入 {} / the proof is written", path.display()));
        }
        None => answer.say(proof.to_string().trim_end()),
    }
    Ok(())
}

async fn leaf(premises: &Premises, index: u64) -> Result<Leaf, Failure> {
    let leaves = premises.store.leaves(index, 1).await.map_err(|error| store_failure(&error))?;
    let found = leaves.into_iter().find(|leaf| leaf.index == index);
    found.ok_or_else(|| unproven(&format!("the leaf {index} is missing")))
}

/// Checks a proof file with the key of this place.
///
/// # Errors
/// When the file cannot be read or does not hold.
pub async fn check(path: &Path, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let trust = trust_of(config, None)?;
    let text = std::fs::read_to_string(path).map_err(|why| Failure::unreadable(path, &why))?;
    let proven = LogProof::parse(&text).and_then(|proof| proof.verify(&trust)).map_err(|why| {
        let shown = path.display();
        Failure::new(
            "bad_proof",
            format!("证明 `{shown}` 不成立：{why}"),
            format!("the proof `{shown}` does not hold: {why}"),
        )
        .next("核对文件与账本公钥", "check the file and the public key of the log")
    })?;
    let body = proven.body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned());
    answer.object(&json!({
        "ok": true, "index": proven.index, "size": proven.checkpoint.size(), "recorded_at_ms": proven.entry.recorded_at_ms(),
        "body": body,
    }));
    answer.say(format!("第 {} 号记录成立 / the leaf {} is proven", proven.index, proven.index));
    if let Some(body) = body {
        answer.say(body);
    }
    Ok(Verdict::Done)
}

/// Whom to believe: the key given as text or as a file, otherwise this place's own.
///
/// # Errors
/// When there is no key, or it is none.
pub fn trust_of(config: &Config, key: Option<&str>) -> Result<Trust, Failure> {
    if let Some(text) = key {
        let from_file = std::fs::read_to_string(text).ok();
        let key: VerifierKey = from_file.as_deref().unwrap_or(text).trim().parse().map_err(|why| {
            Failure::bad_argument(format!("公钥不成立：{why}"), format!("this is no public key: {why}"))
        })?;
        return Ok(Trust::from(&key));
    }
    let path = config.ledger_key_file();
    let key = crate::keys::read_ledger_key(&path)?.ok_or_else(|| {
        let shown = path.display();
        Failure::new("no_key", format!("没有账本密钥 `{shown}`"), format!("there is no key of the ledger `{shown}`"))
            .next("用 --key 给出账本公钥", "give the public key with `--key`")
    })?;
    Ok(Trust::from(key.verifier()))
}

fn unproven(why: &impl std::fmt::Display) -> Failure {
    Failure::new("cannot_prove", format!("无法生成证明：{why}"), format!("no proof can be made: {why}"))
        .next("用 jingwei ledger verify 核验", "verify with `jingwei ledger verify`")
}
