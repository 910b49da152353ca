//! `jingwei linkage golden`: one record for each person, household or body, with the source of every field. Handing it out is a fact.

use super::kept::{Called, Kept, Which, register};
use super::run::{cell, create};
use crate::cases::export::harmless;
use crate::config::Config;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::golden::golden;
use jingwei_linkage::history::act::Act;
use jingwei_linkage::{Entities, Plan, Register, Row};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Of which linkage, and where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 归并所用的数据文件 / the files that were linked
    #[arg(long, value_name = "FILE", required = true, num_args = 1)]
    input: Vec<PathBuf>,
    /// 各文件的名称，供“trusted”规则比照；默认为文件名 / names of the files for the rule `trusted`; by default, what the files are called
    #[arg(long, value_name = "NAME", num_args = 1)]
    source: Vec<String>,
    /// 写到哪里（CSV）/ where to write (CSV)
    #[arg(long, value_name = "OUT.csv")]
    out: PathBuf,
}

/// Writes golden records.
///
/// # Errors
/// When there is no such linkage, a file cannot be read or written, or the fact cannot be.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let mut kept = Kept::open(&args.which, config).await?;
    let (plan, sources) = kept.plan()?;
    let entities = kept.history.entities();
    let names: Vec<String> = args.input.iter().enumerate().map(|(at, path)| named(&args.source, at, path)).collect();
    let (inputs, out) = (args.input.clone(), args.out.clone());
    // The fact comes before the file: whoever hands out joined records has said so.
    let (register, called) = {
        let plan = plan.clone();
        on_a_thread(move || register(&plan, sources, &inputs, answer)).await?
    };
    let groups = groups(&register, &called, &entities);
    let count = u64::try_from(groups.len()).unwrap_or(u64::MAX);
    kept.take(Act::Handed { what: "golden".to_owned(), entities: count }, false).await?;
    on_a_thread(move || write(&out, &register, &called, &plan, &names, &entities, &groups)).await?;
    answer.object(&json!({ "name": args.which.name, "entities": count, "act": kept.history.acts().len() }));
    answer.say(format!("已写出 {count} 条 / {count} golden records are written"));
    Ok(Verdict::Done)
}

fn named(given: &[String], at: usize, path: &Path) -> String {
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    given.get(at).cloned().unwrap_or_else(stem)
}

/// Every group, those of one record included, by its first record in the register.
fn groups(register: &Register, called: &Called, entities: &Entities) -> Vec<Vec<Row>> {
    let mut done: BTreeSet<Row> = BTreeSet::new();
    let mut groups = Vec::new();
    for row in (0..).take(register.len()) {
        if done.contains(&row) {
            continue;
        }
        let records = entities.records(&called.name(register, row));
        let mut group: Vec<Row> = records.iter().filter_map(|record| called.row(register, record)).collect();
        group.sort_unstable();
        done.extend(group.iter().skip(1));
        groups.push(group);
    }
    groups
}

fn write(
    path: &Path,
    register: &Register,
    called: &Called,
    plan: &Plan,
    names: &[String],
    entities: &Entities,
    groups: &[Vec<Row>],
) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::unwritable(path, &why);
    let fields = plan.fields.iter().map(|field| format!(",{0},{0}_from", cell(&field.name)));
    let mut file = create(path, &format!("entity,records{}\n", fields.collect::<String>()))?;
    let sources: Vec<&str> = names.iter().map(String::as_str).collect();
    for group in groups {
        let Some(first) = group.first() else { continue };
        let mut line = format!("{},{}", entities.id(&called.name(register, *first)), group.len());
        for survivor in golden(register, plan, &sources, group) {
            match survivor {
                None => line.push_str(",,"),
                Some(survivor) => {
                    let from = called.name(register, survivor.from);
                    line += &format!(",{},{}", cell(&harmless(survivor.value)), cell(&harmless(&from)));
                }
            }
        }
        writeln!(file, "{line}").map_err(failed)?;
    }
    file.flush().map_err(failed)
}
