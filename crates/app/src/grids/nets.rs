//! `jingwei grids nets`: every net that was ever drafted, and which one is in force.

use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_grids::net::Standing;
use jingwei_store::{NetTitle, net_in_force};
use serde_json::{Value, json};

/// Lists the nets.
///
/// # Errors
/// When there is no place or its database fails.
pub async fn run(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let titles = premises.store.nets().await.map_err(|error| store_failure(&error))?;
    let now = Timestamp::now();
    let items: Vec<Value> = titles.iter().map(|title| told(title, &titles, now)).collect();
    let in_force = net_in_force(&titles, now).map(|title| title.net);
    answer.object(&json!({ "in_force": in_force, "nets": items }));
    for title in &titles {
        let (zh, _) = standing(title, &titles, now);
        answer.say(format!(
            "{:>4}  {zh}  {}  {} 个网格 / grids  {} 户 / households",
            title.net.number(),
            title.effective_from,
            title.grids,
            title.households
        ));
    }
    if titles.is_empty() {
        answer.say("还没有网：网格取自规则手册 / no net yet: the grids are those of the rulebook");
    }
    Ok(Verdict::Done)
}

/// A net for programs.
#[must_use]
pub fn told(title: &NetTitle, all: &[NetTitle], now: Timestamp) -> Value {
    json!({
        "net": title.net, "standing": standing(title, all, now).1, "effective_from": title.effective_from,
        "based_on": title.based_on, "grids": title.grids, "households": title.households,
    })
}

/// How far a net has come, as things stand now.
fn standing(title: &NetTitle, all: &[NetTitle], now: Timestamp) -> (&'static str, &'static str) {
    match title.standing {
        Standing::Draft => ("草案", "draft"),
        Standing::Withdrawn { .. } => ("已撤回", "withdrawn"),
        Standing::Activated { .. } if title.effective_from > now => ("待生效", "planned"),
        Standing::Activated { .. } if net_in_force(all, now).is_some_and(|present| present.net != title.net) => {
            ("已被替换", "replaced")
        }
        Standing::Activated { .. } => ("现行", "in_force"),
    }
}
