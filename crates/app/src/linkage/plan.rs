//! `jingwei linkage plan`: a plan proposed from the data, as TOML with remarks that say why.

use super::read::{Wanted, read};
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::plan::Plan;
use jingwei_linkage::propose::{Column, NoPlan, Proposal, propose};
use serde_json::json;
use std::path::PathBuf;

/// For which data.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 数据文件（CSV、Parquet、JSONL 或 XLSX），一个查重、两个互连 / one file to find duplicates in, or two to link
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    input: Vec<PathBuf>,
}

/// Proposes.
///
/// # Errors
/// When a file cannot be read, or no plan can be made of it.
pub async fn run(args: Args, answer: Answer) -> Result<Verdict, Failure> {
    on_a_thread(move || {
        super::at_most_two(&args.input)?;
        let mut columns: Vec<Column> = Vec::new();
        for (source, path) in args.input.iter().enumerate() {
            let table = read(path, &Wanted::All)?;
            for (name, cells) in table.columns {
                match columns.iter_mut().find(|column| column.name == name) {
                    Some(column) => column.cells.push(cells),
                    None => columns.push(Column { name, cells: vec![cells] }),
                }
            }
            // Only what every source has can be compared without somebody saying which column is which.
            columns.retain(|column| column.cells.len() == source + 1);
        }
        let proposal = propose(&columns).map_err(|why| none(&why))?;
        let text = written(&proposal);
        answer.object(&json!({ "plan": text }));
        answer.say(text.trim_end());
        Ok(Verdict::Done)
    })
    .await
}

fn none(why: &NoPlan) -> Failure {
    let (zh, en) = match why {
        NoPlan::NoIdentifier => ("没有一列能区分每一条记录", "no column tells each record from all others"),
        NoPlan::NothingToCompare => ("没有可比较的列", "there is no column to compare"),
        NoPlan::NoKey => ("没有一个键能让记录对数可承受", "no key keeps the number of pairs payable"),
    };
    let next = ("给数据加一列编号，或手写方案", "give the records an identifier, or write the plan by hand");
    Failure::new("no_plan", zh, en).next(next.0, next.1)
}

/// The plan as TOML, with remarks for whoever goes on from it.
fn written(proposal: &Proposal) -> String {
    let mut text = String::from(
        "# 归并方案，由数据提出；改完后交给 jingwei linkage run。\n# A plan proposed from the data; change it as you like, then run it.\n",
    );
    let left_out = |name: &str| proposal.plan.position(name).is_none();
    for remark in proposal.remarks.iter().filter(|remark| left_out(&remark.column)) {
        text += &format!("# 不用 {0}：{1} / {0} is left out: {2}\n", remark.column, remark.zh, remark.en);
    }
    let plan = toml(&proposal.plan);
    let (mut field, mut block) = (0, 0);
    for line in plan.lines() {
        if line == "[[field]]" {
            let name = &proposal.plan.fields[field].name;
            let remark = proposal.remarks.iter().find(|remark| remark.column == *name);
            if let Some(remark) = remark {
                text += &format!("# {}：{} / {}\n", name, remark.zh, remark.en);
            }
            field += 1;
        }
        if line == "[[block]]" {
            text += &format!("# 约 {0:.0} 对 / about {0:.0} pairs\n", proposal.pairs[block]);
            block += 1;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn toml(plan: &Plan) -> String {
    toml::to_string(plan).expect("a plan is made of tables, texts and numbers")
}
