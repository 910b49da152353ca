//! `jingwei grids withdraw`: a draft, or a net before its day, is taken back.

use super::nets::told;
use super::when::asking;
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_grids::net::NetVersion;
use jingwei_web::grids::desk;

/// Which net, and why.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网的编号 / the number of the net
    #[arg(value_name = "NET")]
    net: u32,
    /// 撤回的原因 / why
    #[arg(long, value_name = "WHY")]
    reason: String,
    /// 作出决定的账号 / the account of whoever decides it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// 只看是否可以撤回，不写入 / say whether it could be withdrawn, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Withdraws it.
///
/// # Errors
/// When there is no such net, it is in force, or the store takes no writes.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let now = Timestamp::now();
    let asking = asking(&premises, args.by.as_deref(), now).await?;
    let (store, number) = (premises.store.as_ref(), NetVersion::new(args.net));
    let title = match args.dry_run {
        true => desk::rehearse_withdrawal(store, number, &args.reason, &asking).await?,
        false => desk::withdraw(store, number, &args.reason, &asking).await?,
    };
    let titles = store.nets().await.map_err(|error| store_failure(&error))?;
    let mut object = told(&title, &titles, now);
    object["dry_run"] = serde_json::json!(args.dry_run);
    answer.object(&object);
    answer.say(match args.dry_run {
        true => format!("第 {number} 号网可以撤回，未写入 / net {number} could be withdrawn; nothing was written"),
        false => format!("第 {number} 号网已撤回 / net {number} is withdrawn"),
    });
    Ok(Verdict::Done)
}
