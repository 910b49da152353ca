//! `jingwei cases show`: one case, whole, and its facts in order.

use super::filter::receipt_number;
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jingwei_cases::Case;
use jingwei_cases::state::Verb;
use jingwei_store::{CaseRef, RecordedFact};
use jingwei_terms::About;
use serde_json::json;

/// Which case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 案件编号 / the receipt number
    #[arg(value_name = "NUMBER")]
    number: String,
}

/// How many facts are read at a time.
const PAGE: u32 = 500;

/// Shows a case.
///
/// # Errors
/// When there is no such case.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let number = receipt_number(&args.number)?;
    let premises = Premises::open(config).await?;
    let case = premises.store.load(CaseRef::Number(number.clone())).await.map_err(|error| store_failure(&error))?;
    let case = case.ok_or_else(|| {
        Failure::new("no_case", format!("没有案件 `{number}`"), format!("there is no case `{number}`"))
            .next("用 jingwei cases list 查找", "look for it with `jingwei cases list`")
    })?;
    let facts = timeline(&premises, &case).await?;
    let told: Vec<_> = facts.iter().map(|f| json!({ "ledger_index": f.index, "fact": f.fact })).collect();
    answer.object(&json!({ "case": case, "timeline": told }));
    answer.say(head(&case));
    for fact in &facts {
        answer.say(line(fact));
    }
    Ok(Verdict::Done)
}

async fn timeline(premises: &Premises, case: &Case) -> Result<Vec<RecordedFact>, Failure> {
    let (mut facts, mut from) = (Vec::new(), 0);
    loop {
        let page = premises.store.timeline(&About::Case(case.id), from, PAGE).await;
        let page = page.map_err(|error| store_failure(&error))?;
        match page.last() {
            Some(last) => from = last.index + 1,
            None => return Ok(facts),
        }
        facts.extend(page);
    }
}

fn head(case: &Case) -> String {
    let lead = case.lead().map_or("-", |lead| lead.as_str());
    let kind = case.kind.as_ref().map_or("-", |kind| kind.as_str());
    format!(
        "{}  {}  {kind}  {lead}\n{}\n{}\n{}",
        case.number,
        case.state.zh(),
        case.intake.title,
        case.intake.description,
        case.place.address
    )
}

fn line(recorded: &RecordedFact) -> String {
    let fact = &recorded.fact;
    let verb = Verb::from_code(&fact.verb).map_or_else(|| fact.verb.to_string(), |verb| verb.zh().to_owned());
    let who = fact.by.staff.as_ref().map_or(fact.by.role.zh().to_owned(), |id| format!("{} {id}", fact.by.role.zh()));
    format!("{}  {}  {verb}  {who}  {}", recorded.index, fact.at, fact.detail)
}
