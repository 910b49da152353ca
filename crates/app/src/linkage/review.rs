//! `jingwei linkage review`: the pairs that a person should look at, the most telling first, and what persons answer.

use super::kept::{Called, Kept, Which, register};
use super::places::{Places, grader};
use crate::config::Config;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::explain::explain;
use jingwei_linkage::history::act::{Act, Doubt, Run};
use jingwei_linkage::keep;
use jingwei_linkage::{Comparer, History, Plan, Register, review};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What to list or answer.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 归并所用的数据文件；给出则逐栏并列两条记录 / the files that were linked; with them both records are shown field by field
    #[arg(long, value_name = "FILE", num_args = 1)]
    input: Vec<PathBuf>,
    /// 最多列出多少对 / how many pairs to list at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
    /// 被问的一条记录 / one record of the pair that is answered
    #[arg(long, value_name = "ID", requires_all = ["right", "answer"])]
    left: Option<String>,
    /// 被问的另一条记录 / the other
    #[arg(long, value_name = "ID", requires = "left")]
    right: Option<String>,
    /// 是同一者还是不是 / whether they are one
    #[arg(long, value_name = "ANSWER", requires = "left")]
    answer: Option<Said>,
    /// 只看结果，不写入 / tell what would come of it, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What a person says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Said {
    /// 同一者 / they are one
    Same,
    /// 不是同一者 / they are not
    Different,
}

/// Lists or answers.
///
/// # Errors
/// When there is no such linkage, a file cannot be read, the answer contradicts another, or nothing can be written.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let kept = Kept::open(&args.which, config).await?;
    match (&args.left, &args.right, args.answer) {
        (Some(left), Some(right), Some(said)) => {
            let (left, right) = (left.clone(), right.clone());
            answered(kept, &left, &right, said, &args, answer).await
        }
        _ => list(kept, args, answer).await,
    }
}

async fn list(kept: Kept, args: Args, answer: Answer) -> Result<Verdict, Failure> {
    let open = open(&kept.history);
    let waiting = open.len();
    let doubts: Vec<Doubt> = open.into_iter().take(args.most).cloned().collect();
    let mut told: Vec<Value> = doubts.iter().map(plain).collect();
    if !args.input.is_empty() && !doubts.is_empty() {
        let (plan, sources) = kept.plan()?;
        let history = kept.history;
        told = on_a_thread(move || {
            let (register, called) = register(&plan, sources, &args.input, answer)?;
            let (_, run) = history.run().expect("the plan was taken from the latest run");
            Ok(side_by_side(&register, &called, &plan, run, &doubts))
        })
        .await?;
    }
    answer.object(&json!({ "name": args.which.name, "waiting": waiting, "pairs": told }));
    answer.say(format!("待复核 {waiting} 对 / {waiting} pairs are waiting"));
    for pair in &told {
        let bits = pair["score"].as_f64().unwrap_or_default();
        let (left, right) = (pair["left"].as_str().unwrap_or_default(), pair["right"].as_str().unwrap_or_default());
        answer.say(format!("{left} ~ {right}  {bits:+.1} bits"));
        for field in pair["fields"].as_array().unwrap_or(&Vec::new()) {
            let text = |name: &str| field[name].as_str().unwrap_or("—").to_owned();
            let (how_zh, how) = (text("agreement_zh"), text("agreement"));
            answer.say(format!("    {}: {} | {}  {how_zh} / {how}", text("field"), text("left"), text("right")));
        }
    }
    Ok(Verdict::Done)
}

/// The questions that nobody has answered, by word or by what follows.
pub fn open(history: &History) -> Vec<&Doubt> {
    let since = history.run().map_or(1, |(number, _)| number);
    let found = history.acts().filter(|(number, _)| *number >= since && history.is_in_force(*number));
    let doubts = found.filter_map(|(_, act)| act.found()).flat_map(|found| &found.doubts);
    doubts.filter(|doubt| !history.is_said(&doubt.left, &doubt.right)).collect()
}

fn plain(doubt: &Doubt) -> Value {
    let bits = f64::from(doubt.score) / 1000.0;
    json!({ "left": doubt.left, "right": doubt.right, "score": bits, "decides": doubt.decides })
}

fn side_by_side(register: &Register, called: &Called, plan: &Plan, run: &Run, doubts: &[Doubt]) -> Vec<Value> {
    let places = Places::of(plan);
    let comparer = Comparer::new(register, plan, grader(places.as_ref()));
    let tell = |doubt: &Doubt| {
        let mut object = plain(doubt);
        let rows = called.row(register, &doubt.left).zip(called.row(register, &doubt.right));
        if let Some((a, b)) = rows {
            let why = explain(&comparer, plan, &run.weights, a, b);
            let fields = why.fields.iter().map(|says| {
                json!({ "field": says.field, "left": says.left, "right": says.right, "agreement": says.en,
                        "agreement_zh": says.zh, "weight": f64::from(says.agreement + says.rarity) / 1000.0 })
            });
            object["fields"] = fields.collect();
        }
        object
    };
    doubts.iter().map(tell).collect()
}

async fn answered(
    mut kept: Kept,
    left: &str,
    right: &str,
    said: Said,
    args: &Args,
    answer: Answer,
) -> Result<Verdict, Failure> {
    let asked = open(&kept.history);
    let either =
        |doubt: &&&Doubt| (doubt.left == left && doubt.right == right) || (doubt.left == right && doubt.right == left);
    let score = asked.iter().find(either).map(|doubt| doubt.score);
    let act = match said {
        Said::Same => Act::Same { left: left.to_owned(), right: right.to_owned(), score },
        Said::Different => kept.history.differ(left, right, score).map_err(|why| keep::unacceptable(&why))?,
    };
    kept.take(act, args.dry_run).await?;
    let entities = kept.history.entities();
    let (act, waiting) = (kept.history.acts().len(), open(&kept.history).len());
    let shift = f64::from(review::shift(&kept.history.answers())) / 1000.0;
    answer.object(&json!({
        "name": args.which.name, "act": act, "waiting": waiting, "shift": shift, "dry_run": args.dry_run,
        "entities": [super::show::group_object(&entities, left), super::show::group_object(&entities, right)],
    }));
    answer.say(format!(
        "已记下（第 {act} 步），还有 {waiting} 对待复核；下次运行的界线移动 {shift:+.2} 比特\n\
         noted (act {act}), {waiting} pairs are waiting; the line of the next run moves by {shift:+.2} bits"
    ));
    Ok(Verdict::Done)
}
