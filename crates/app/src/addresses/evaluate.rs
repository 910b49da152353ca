//! `jingwei addresses evaluate`: how well a model does on addresses whose elements are known.

use super::examples::examples;
use super::shipped::{Names, parser};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_addresses::evaluate::{cut_all, evaluate, parse_all};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// What to evaluate, and on what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 模型文件，由 addresses train 训练；默认用随程序的模型 / the model, made with `addresses train`; the one that ships if not said
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    /// 标注过的地址（JSONL），可重复 / marked addresses (JSONL); may be given several times
    #[arg(long, value_name = "F.jsonl", required = true, num_args = 1..)]
    input: Vec<PathBuf>,
    #[command(flatten)]
    names: Names,
}

/// So many addresses at least are parsed for the rate: a few thousand are over before a core has warmed up.
const ENOUGH: usize = 40_000;

/// Evaluates.
///
/// # Errors
/// When the model or the input cannot be read.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let parser = parser(args.model.as_deref(), &args.names)?;
        let examples = examples(&args.input)?;
        let texts: Vec<&str> = examples.iter().map(jingwei_addresses::Example::text).collect();
        let evaluation = evaluate(&examples, &parse_all(&parser, &texts));
        let (mut rounds, mut seconds) = (0_u32, 0.0);
        while rounds == 0 || (rounds as usize * texts.len() < ENOUGH) {
            let started = Instant::now();
            std::hint::black_box(cut_all(&parser, &texts));
            seconds += started.elapsed().as_secs_f64();
            rounds += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate, not a count")]
        let rate = (texts.len() as f64 * f64::from(rounds) / seconds.max(1e-9)).round();
        answer.say(format!(
            "{} 条：F1 {:.4}（准确 {:.4}，找全 {:.4}），整条全对 {:.4}，每秒 {rate} 条",
            evaluation.n, evaluation.f1, evaluation.precision, evaluation.recall, evaluation.exact
        ));
        for (label, f1) in &evaluation.by_label {
            answer.say(format!("  {label:<14}{f1:.4}"));
        }
        let mut object = json!(evaluation);
        object["addresses_per_second"] = json!(rate);
        answer.object(&object);
        Ok(Verdict::Done)
    })
    .await
}
