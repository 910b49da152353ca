//! `jingwei grids activate`: a draft takes effect at an instant; the open cases follow by themselves, each with its fact.

use super::changes::tell;
use super::nets::told;
use super::when::{asking, instant};
use crate::config::Config;
use crate::premises::{Premises, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_grids::net::NetVersion;
use jingwei_web::grids::desk;
use serde_json::json;

/// Which net, and when.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网的编号 / the number of the net
    #[arg(value_name = "NET")]
    net: u32,
    /// 生效时间：now、2026-12-01 或 RFC 3339，默认取草案的日期 / when: now, 2026-12-01 or RFC 3339; the draft's day if not said
    #[arg(long, value_name = "WHEN")]
    effective: Option<String>,
    /// 作出决定的账号 / the account of whoever decides it
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// 只看影响，不写入 / show what it would change, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Activates it.
///
/// # Errors
/// When there is no such draft, it may not take effect, or the store takes no writes.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let rules = premises.rulebook().await?;
    let now = Timestamp::now();
    let asking = asking(&premises, args.by.as_deref(), now).await?;
    let at = args.effective.as_deref().map(|text| instant(text, &rules, now)).transpose()?;
    let (store, number) = (premises.store.as_ref(), NetVersion::new(args.net));
    let (title, changes) = match args.dry_run {
        true => desk::rehearse(store, number, at, &asking).await?,
        false => desk::activate(store, number, at, &asking).await?,
    };
    let titles = store.nets().await.map_err(|error| store_failure(&error))?;
    let mut object = told(&title, &titles, now);
    object["dry_run"] = json!(args.dry_run);
    object["diff"] = json!(changes);
    answer.object(&object);
    tell(&changes, answer);
    let at = title.effective_from;
    answer.say(match args.dry_run {
        true => format!("可以从 {at} 起生效，未写入 / it may take effect at {at}; nothing was written"),
        false => format!("第 {number} 号网从 {at} 起生效；在办案件由 jingwei serve 移交 / net {number} takes effect at {at}; `jingwei serve` moves the open cases"),
    });
    Ok(Verdict::Done)
}
