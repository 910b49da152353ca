//! `jingwei cases list`: one page of the cases that match.

use super::filter::Filter;
use crate::config::Config;
use crate::premises::{Premises, list_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_store::{CaseSummary, Cursor};
use serde_json::json;

/// Which cases, and how many.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// 至多多少件（1–200）/ at most so many, 1 to 200
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// 上一页给出的翻页标记 / where the page before ended
    #[arg(long)]
    cursor: Option<String>,
}

/// Lists cases.
///
/// # Errors
/// When there is no place, or the cursor belongs to another list.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let mut query = args.filter.query(Timestamp::now(), args.limit);
    query.cursor = args.cursor.map(Cursor::new);
    let page = premises.store.list(&query).await.map_err(|error| list_failure(&error))?;
    let next = page.next.as_ref().map(Cursor::as_str);
    answer.object(&json!({ "items": page.items, "next": next }));
    for item in &page.items {
        answer.say(line(item));
    }
    if let Some(next) = next {
        answer.say(format!("… --cursor {next}"));
    }
    Ok(Verdict::Done)
}

fn line(item: &CaseSummary) -> String {
    let lead = item.lead.as_ref().map_or("-", |lead| lead.as_str());
    let due = item.due_at.map_or("-".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%MZ").to_string());
    format!("{}  {}  {due}  {lead}  {}", item.number, item.state.zh(), item.headline)
}
