//! `jingwei linkage show`: the linkages, the acts of one, or one group with every join that made it.

use super::kept::Kept;
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::triage::table::table;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::history::act::Act;
use jingwei_linkage::{Entities, EntityId, History};
use serde_json::{Value, json};

/// What to show.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 归并的名称；不写则列出全部 / the name of the linkage; without it, all are listed
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// 记录编号或组号 / the identifier of a record, or of a group
    #[arg(value_name = "ID", requires = "name")]
    id: Option<String>,
}

/// Shows it.
///
/// # Errors
/// When there is no such linkage, or the database fails.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let Some(name) = args.name else { return all(config, answer).await };
    let kept = Kept::open(&super::kept::Which { name, by: None }, config).await?;
    match &args.id {
        Some(id) => one(&kept.history, id, answer),
        None => acts(&kept, answer),
    }
    Ok(Verdict::Done)
}

async fn all(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let standings = premises.store.linkages().await.map_err(|error| store_failure(&error))?;
    answer.object(&json!({ "linkages": standings }));
    let mut rows = vec![
        ["名称 / name", "目的 / purpose", "期限 / expires", "记录 / records", "组 / groups"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for s in &standings {
        let purpose = &s.purpose;
        let row = [
            s.name.clone(),
            purpose.what.clone(),
            purpose.expires.to_string(),
            s.records.to_string(),
            s.groups.to_string(),
        ];
        rows.push(row.to_vec());
    }
    answer.say(table(&rows));
    Ok(Verdict::Done)
}

fn acts(kept: &Kept, answer: Answer) {
    let acts: Vec<Value> = kept.history.acts().map(|(number, act)| told(&kept.history, number, act)).collect();
    answer.object(&json!({ "standing": kept.standing, "acts": acts }));
    let mut rows =
        vec![["步 / act", "做了什么 / what", "有效 / in force", "详情 / details"].map(str::to_owned).to_vec()];
    for act in &acts {
        let yes = if act["in_force"] == true { "✓" } else { "—" };
        rows.push(vec![act["act"].to_string(), act["verb"].to_string(), yes.to_owned(), act["details"].to_string()]);
    }
    answer.say(table(&rows));
}

fn told(history: &History, number: u32, act: &Act) -> Value {
    let details = match act {
        Act::Run(run) => json!({ "joins": run.found.joins.len(), "doubts": run.found.doubts.len() }),
        Act::Add(add) => json!({ "new": add.records.len(), "joins": add.found.joins.len() }),
        Act::Same { left, right, .. } => json!({ "left": left, "right": right }),
        Act::Split { out, rest, .. } => json!({ "out": out, "rest": rest }),
        Act::Undo { of, join } => json!({ "of": of, "join": join }),
        Act::Handed { what, entities } => json!({ "what": what, "entities": entities }),
    };
    json!({ "act": number, "verb": act.verb(), "in_force": history.is_in_force(number), "details": details })
}

fn one(history: &History, id: &str, answer: Answer) {
    let entities = history.entities();
    // A group's own name first: an identifier of a record that looks like one would be a rare accident.
    let group = EntityId::parse(id).and_then(|id| entities.group(&id).cloned());
    let records = group.map_or_else(|| entities.records(id), |(_, records)| records);
    let first = records.first().cloned().unwrap_or_default();
    let within = |record: &String| records.contains(record);
    let mut why = Vec::new();
    for (number, act) in history.acts() {
        let in_force = history.is_in_force(number);
        for (at, join) in (1_u32..).zip(act.found().map_or(&[][..], |found| &found.joins)) {
            if within(&join.left) && within(&join.right) {
                let bits = f64::from(join.score) / 1000.0;
                why.push(json!({ "act": format!("{number}.{at}"), "verb": act.verb(), "in_force": in_force,
                    "left": join.left, "right": join.right, "score": bits }));
            }
        }
        let touches = match act {
            Act::Same { left, right, .. } => within(left) || within(right),
            Act::Split { out, rest, .. } => out.iter().chain(rest).any(within),
            _ => false,
        };
        if touches {
            why.push(told(history, number, act));
        }
    }
    let mut object = group_object(&entities, &first);
    answer.say(format!("{}：{}", object["entity"].as_str().unwrap_or_default(), records.join(", ")));
    for line in &why {
        answer.say(format!("  {line}"));
    }
    object["why"] = json!(why);
    answer.object(&object);
}

/// A record's group, as an object.
#[must_use]
pub fn group_object(entities: &Entities, record: &str) -> Value {
    json!({ "entity": entities.id(record).to_string(), "records": entities.records(record) })
}
