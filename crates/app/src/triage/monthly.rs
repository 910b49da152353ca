//! `jingwei triage monthly`: 每月一题, the matters of the months with the departments that lead them.

use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use serde_json::json;

/// Lists them.
///
/// # Errors
/// When there is no place, or its database fails.
pub async fn run(config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let topics = premises.store.monthly_topics().await.map_err(|error| store_failure(&error))?;
    answer.object(&json!({ "topics": topics }));
    for topic in topics.iter().rev() {
        let (month, label, lead) = (topic.month, &topic.label, &topic.lead);
        answer.say(format!("{month}  {label}  {lead}  {} 件 / cases", topic.cases.len()));
    }
    if topics.is_empty() {
        answer.say("还没有每月一题 / no month has its topic yet");
    }
    Ok(Verdict::Done)
}
