//! `jingwei triage drift`: where advice and what people confirmed have come apart, by kind and area, and why.

use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_web::triage::drift::{Held, held_up};

/// Tells it.
///
/// # Errors
/// When there is no place, or its database fails.
pub async fn run(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let drift = held_up(premises.store.as_ref(), Timestamp::now()).await.map_err(|error| store_failure(&error))?;
    answer.object(&drift);
    answer.say(format!(
        "近 {} 天与此前 {} 天相比 / the last {} days against the {} before",
        drift.recent_days, drift.reference_days, drift.recent_days, drift.reference_days
    ));
    tell("类别 / kinds", &drift.kinds, answer);
    tell("承办部门 / departments", &drift.departments, answer);
    Ok(Verdict::Done)
}

fn tell(what: &str, held: &Held, answer: Answer) {
    let Held { reviewed, answered, right, report } = held;
    answer.say(format!("{what}: 审定 {reviewed}，其中有建议 {answered}，建议正确 {right} / {reviewed} reviewed, {answered} answered, {right} right"));
    for worse in &report.worse {
        answer.say(format!("  {} / {}", worse.zh, worse.en));
    }
    if report.worse.is_empty() {
        answer.say("  没有变差 / nothing got worse");
    }
}
