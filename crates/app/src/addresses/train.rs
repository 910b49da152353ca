//! `jingwei addresses train`: a model from marked addresses.

use super::examples::examples;
use super::pairs;
use super::shipped::Names;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::{Learning, Parser, grammar};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to learn from, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 标注过的地址（JSONL），可给多个 / marked addresses (JSONL); several may be given
    #[arg(long, value_name = "F.jsonl", required_unless_present = "generate", num_args = 1..)]
    pub(super) input: Vec<PathBuf>,
    /// 学两个地址是否同一处的判据（输入每行为 query 和带 grade 的 candidates），而不是解析 / learn how pairs of addresses are graded instead
    #[arg(long)]
    matching: bool,
    /// 另由语法和区划生成这么多条来学习；随程序的模型即由此而来 / learn from so many addresses made from the grammar and the divisions, too
    #[arg(long, value_name = "N")]
    pub(super) generate: Option<usize>,
    /// 生成所用的种子 / the seed for making them
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(super) seed: u64,
    /// 模型写到这里 / where to write the model
    #[arg(long, value_name = "MODEL")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) names: Names,
    /// 最多走多少步 / at most so many steps
    #[arg(long, value_name = "N", default_value_t = Learning::default().walk.steps)]
    steps: usize,
    /// 只训练，不写文件 / train, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// Trains.
///
/// # Errors
/// When the input cannot be read, or the model cannot be written.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        if args.matching {
            return pairs::learn(&args, answer);
        }
        let gazetteer = args.names.gazetteer()?;
        let mut examples = if args.input.is_empty() { Vec::new() } else { examples(&args.input)? };
        examples.extend(grammar::addresses(&gazetteer, args.generate.unwrap_or_default(), args.seed));
        if examples.is_empty() {
            return Err(Failure::bad_argument("没有可学的地址", "there is no address to learn from"));
        }
        let mut learning = Learning::default();
        learning.walk.steps = args.steps;
        let bar = answer.bar(args.steps as u64 * learning.pool, "学习 / learning");
        let started = Instant::now();
        let parser = Parser::learn(&examples, gazetteer, learning, |_, _| bar.inc(1));
        bar.finish_and_clear();
        let seconds = started.elapsed().as_secs_f64();
        let mut bytes = parser.to_bytes();
        if args.out.extension().is_some_and(|ending| ending == "zst") {
            bytes = zstd::encode_all(bytes.as_slice(), 19).map_err(|why| Failure::unwritable(&args.out, &why))?;
        }
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
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let unwritable = |why: std::io::Error| Failure::unwritable(path, &why);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|why| Failure::unwritable(path, &why.error))?;
    Ok(())
}
