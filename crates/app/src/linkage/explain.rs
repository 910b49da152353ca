//! `jingwei linkage explain`: why two records are held to be one, or not.

use super::places::{Places, grader};
use super::read::{Inputs, register};
use crate::ledger::verify::on_a_thread;
use crate::triage::table::table;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::explain::{Explanation, explain};
use jingwei_linkage::{Comparer, Register, Row, link};
use serde_json::json;

/// Which two records, of which data.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// 一条记录的编号 / the identifier of one record
    #[arg(long, value_name = "ID")]
    left: String,
    /// 另一条记录的编号 / the identifier of the other
    #[arg(long, value_name = "ID")]
    right: String,
}

/// Explains.
///
/// # Errors
/// When the plan or data cannot be read, or a record is not there.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        let (plan, register) = register(&args.inputs, answer)?;
        let (a, b) = pair(&register, &args.left, &args.right)?;
        let places = Places::of(&plan);
        let comparer = Comparer::new(&register, &plan, grader(places.as_ref()));
        let weights = link::weigh(&comparer, &plan).map_err(|why| super::read::bad_plan(&args.inputs.plan, &why))?;
        let explanation = explain(&comparer, &plan, &weights, a, b);
        answer.object(&object(&explanation, &args));
        tell(&explanation, answer);
        Ok(Verdict::Done)
    })
    .await
}

/// The two records; of an identifier that both sources use, the left one is the first source's and the right one the second's.
fn pair(register: &Register, left: &str, right: &str) -> Result<(Row, Row), Failure> {
    let find = |id: &str, last: bool| {
        let found = register.find(id);
        let row = if last { found.last() } else { found.first() };
        row.copied().ok_or_else(|| {
            Failure::new("no_record", format!("没有编号为 `{id}` 的记录"), format!("there is no record `{id}`"))
                .next("核对编号", "check the identifier")
        })
    };
    let (a, b) = (find(left, false)?, find(right, true)?);
    if a == b {
        return Err(Failure::bad_argument("两个编号是同一条记录", "both identifiers are the same record"));
    }
    Ok((a, b))
}

fn object(explanation: &Explanation, args: &Args) -> serde_json::Value {
    let bits = |millibits: i32| f64::from(millibits) / 1000.0;
    let fields: Vec<_> = explanation
        .fields
        .iter()
        .map(|says| {
            json!({
                "field": says.field, "left": says.left, "right": says.right, "agreement": says.en, "agreement_zh": says.zh,
                "weight": bits(says.agreement + says.rarity),
                "millibits": says.agreement + says.rarity,
                "of_agreement": says.agreement, "of_rarity": says.rarity,
            })
        })
        .collect();
    json!({
        "left": args.left, "right": args.right, "prior": bits(explanation.prior), "prior_millibits": explanation.prior,
        "fields": fields, "score": bits(explanation.score), "score_millibits": explanation.score,
        "probability": explanation.probability,
    })
}

fn tell(explanation: &Explanation, answer: Answer) {
    if answer.is_json() {
        return;
    }
    let bits = |millibits: i32| format!("{:+.3}", f64::from(millibits) / 1000.0);
    let mut rows =
        vec![["字段 / field", "一 / left", "二 / right", "如何 / how", "证据 / bits"].map(str::to_owned).to_vec()];
    rows.push(vec![
        "（事先 / before）".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        bits(explanation.prior),
    ]);
    for says in &explanation.fields {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
        let how = format!("{} / {}", says.zh, says.en);
        let weight = bits(says.agreement + says.rarity);
        rows.push(vec![says.field.clone(), value(&says.left), value(&says.right), how, weight]);
    }
    answer.say(table(&rows));
    let (score, chance) = (bits(explanation.score), explanation.probability * 100.0);
    answer
        .say(format!("合计 {score} 比特，是同一者的概率 {chance:.2}% / {score} bits in all, {chance:.2} % likely one"));
}
