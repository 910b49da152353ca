//! `jingwei linkage report`: how many records became how many persons, households or bodies, and how sure that is.

use super::kept::{Kept, Which, register};
use crate::config::Config;
use crate::ledger::verify::on_a_thread;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::history::act::Figures;
use jingwei_linkage::{Entities, History, Register};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

/// Of which linkage.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 归并所用的数据文件；给出则逐栏统计一户多码、一码多户 / the files that were linked; with them values are counted field by field
    #[arg(long, value_name = "FILE", num_args = 1)]
    input: Vec<PathBuf>,
}

/// Reports.
///
/// # Errors
/// When there is no such linkage, or a file cannot be read.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let kept = Kept::open(&args.which, config).await?;
    let entities = kept.history.entities();
    let mut object = counts(&kept, &entities);
    if !args.input.is_empty() {
        let (plan, sources) = kept.plan()?;
        let fields = on_a_thread(move || {
            let (register, called) = register(&plan, sources, &args.input, answer)?;
            let of: Vec<String> =
                (0..).take(register.len()).map(|row| entities.id(&called.name(&register, row)).to_string()).collect();
            Ok(register
                .fields()
                .iter()
                .enumerate()
                .map(|(at, name)| field(&register, at, name, &of))
                .collect::<Vec<_>>())
        });
        object["fields"] = json!(fields.await?);
    }
    answer.object(&object);
    tell(&object, answer);
    Ok(Verdict::Done)
}

fn counts(kept: &Kept, entities: &Entities) -> Value {
    let standing = &kept.standing;
    let mut sizes: BTreeMap<usize, u64> = BTreeMap::new();
    for (_, group) in entities.groups() {
        *sizes.entry(group.len().min(10)).or_default() += 1;
    }
    let sizes: BTreeMap<String, u64> =
        sizes.into_iter().map(|(size, n)| (if size == 10 { "10+".to_owned() } else { size.to_string() }, n)).collect();
    let grouped: u64 = entities.groups().iter().map(|(_, group)| group.len() as u64).sum();
    let groups = entities.groups().len() as u64;
    let after = standing.records.saturating_sub(grouped) + groups;
    let figures = figures(&kept.history);
    let share =
        |part: f64, whole: f64| if whole > 0.0 { Some((part / whole * 10_000.0).round() / 10_000.0) } else { None };
    #[expect(clippy::cast_precision_loss, reason = "pairs are far below 2^53")]
    let linked = figures.pairs_linked as f64;
    let answers = kept.history.answers();
    let same = answers.iter().filter(|(_, same)| *same).count();
    json!({
        "name": standing.name, "purpose": standing.purpose,
        "before": standing.records, "after": after,
        "many_files": groups, "files_of_those": grouped, "sizes": sizes,
        "pairs_linked": figures.pairs_linked, "pairs_scored": figures.pairs_scored,
        "precision_estimated": share(figures.expected_right, linked),
        "recall_estimated": share(figures.expected_right, figures.expected_all),
        "answers": { "same": same, "different": answers.len() - same },
        "waiting": super::review::open(&kept.history).len(),
        "acts": kept.history.acts().len(),
        "acts_undone": kept.history.acts().filter(|(number, _)| !kept.history.is_in_force(*number)).count(),
    })
}

/// The figures of the latest run and of the additions since.
fn figures(history: &History) -> Figures {
    let since = history.run().map_or(1, |(number, _)| number);
    let found = history.acts().filter(|(number, _)| *number >= since && history.is_in_force(*number));
    let mut sum = Figures::default();
    for figures in found.filter_map(|(_, act)| act.found()).map(|found| found.figures) {
        sum.records = figures.records;
        sum.pairs_scored += figures.pairs_scored;
        sum.pairs_linked += figures.pairs_linked;
        sum.expected_right += figures.expected_right;
        sum.expected_all += figures.expected_all;
    }
    sum
}

/// How a field's values are spread: over records before, over persons, households or bodies after.
fn field(register: &Register, at: usize, name: &str, of: &[String]) -> Value {
    let mut values: HashMap<&str, (u64, HashSet<&str>)> = HashMap::new();
    let mut entities: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (row, entity) in (0..).zip(of) {
        if let Some(value) = register.value(row, at) {
            let (records, holders) = values.entry(value).or_default();
            *records += 1;
            holders.insert(entity);
            entities.entry(entity).or_default().insert(value);
        }
    }
    let values_of_many_records = values.values().filter(|(records, _)| *records > 1).count();
    let values_of_many_entities = values.values().filter(|(_, holders)| holders.len() > 1).count();
    let entities_with_many_values = entities.values().filter(|values| values.len() > 1).count();
    json!({
        "field": name, "values": values.len(),
        "values_of_many_records": values_of_many_records,
        "values_of_many_entities": values_of_many_entities,
        "entities_with_many_values": entities_with_many_values,
    })
}

fn tell(object: &Value, answer: Answer) {
    let number = |name: &str| object[name].to_string();
    answer.say(format!(
        "{}：{} 条记录，{} 个对象；一人多档 {} 个，共 {} 份\n{} records of {} persons, households or bodies; {} of them have many files, {} in all",
        object["name"].as_str().unwrap_or_default(),
        number("before"), number("after"), number("many_files"), number("files_of_those"),
        number("before"), number("after"), number("many_files"), number("files_of_those"),
    ));
    answer.say(format!(
        "估计查准率 {}，查全率 {}（在比较过的对中） / estimated precision {}, recall {} (among the pairs compared)",
        number("precision_estimated"),
        number("recall_estimated"),
        number("precision_estimated"),
        number("recall_estimated"),
    ));
    answer.say(format!("待复核 {} 对 / {} pairs are waiting", number("waiting"), number("waiting")));
    for field in object["fields"].as_array().unwrap_or(&Vec::new()) {
        let (name, many, shared) = (
            field["field"].as_str().unwrap_or_default(),
            &field["entities_with_many_values"],
            &field["values_of_many_entities"],
        );
        answer.say(format!(
            "  {name}：一户多码 {many}，一码多户 {shared} / {many} with many values, {shared} values of many"
        ));
    }
}
