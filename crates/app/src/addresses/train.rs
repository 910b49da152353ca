//! `jingwei addresses train`: a model from marked addresses.

use super::examples::examples;
use super::shipped::Names;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::{Learning, Parser};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to learn from, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 标注过的地址（JSONL），可重复 / marked addresses (JSONL); may be given several times
    #[arg(long, value_name = "F.jsonl", required = true, num_args = 1..)]
    input: Vec<PathBuf>,
    /// 模型写到这里 / where to write the model
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    #[command(flatten)]
    names: Names,
    /// 最多走多少步 / at most so many steps
    #[arg(long, value_name = "N", default_value_t = Learning::default().walk.steps)]
    steps: usize,
    /// 只训练，不写文件 / train, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Trains.
///
/// # Errors
/// When the input cannot be read, or the model cannot be written.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let examples = examples(&args.input)?;
        let gazetteer = args.names.gazetteer()?;
        let mut learning = Learning::default();
        learning.walk.steps = args.steps;
        let bar = answer.bar(args.steps as u64 * learning.pool, "学习 / learning");
        let started = Instant::now();
        let parser = Parser::learn(&examples, gazetteer, learning, |_, _| bar.inc(1));
        bar.finish_and_clear();
        let seconds = started.elapsed().as_secs_f64();
        let bytes = parser.to_bytes();
        if !args.dry_run {
            write(&args.out, &bytes)?;
        }
        let (features, weights) = parser.model().size();
        answer.say(format!(
            "学习 {n} 条，{seconds:.1} 秒；{features} 个特征，模型 {k} KiB\n{n} addresses, {seconds:.1} s; {features} features, {k} KiB",
            n = examples.len(),
            k = bytes.len() / 1024,
        ));
        answer.object(&json!({
            "rows": examples.len(), "labels": parser.model().labels().len(), "features": features, "weights": weights,
            "seconds": seconds, "bytes": bytes.len(), "model": args.out, "dry_run": args.dry_run,
        }));
        Ok(Verdict::Done)
    })
    .await
}

/// Written beside and moved into place: a reader finds the old file or the new one, never half of either.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|why| Failure::unwritable(path, &why.error))?;
    Ok(())
}
