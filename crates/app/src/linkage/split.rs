//! `jingwei linkage split` and `undo`: records are taken out of their group, and any act or single join is taken back.

use super::kept::{Kept, Which};
use super::show::group_object;
use crate::config::Config;
use crate::{Answer, Failure, Verdict};
use jingwei_linkage::history::act::Act;
use jingwei_linkage::keep;
use serde_json::json;

/// Which records to take out.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// 要拆出的记录，可重复；它们之间仍在一起 / a record to take out; several stay together
    #[arg(long, value_name = "ID", required = true, num_args = 1)]
    record: Vec<String>,
    /// 只看结果，不写入 / tell what would come of it, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Which act to take back.
#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    #[command(flatten)]
    which: Which,
    /// 第几步，或其中第几次合并：3 或 3.17 / the act, or one join of it: 3 or 3.17
    #[arg(value_name = "ACT[.JOIN]")]
    act: String,
    /// 只看结果，不写入 / tell what would come of it, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Takes records out of their group.
///
/// # Errors
/// When they are not in one group, a person said otherwise, or nothing can be written.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let mut kept = Kept::open(&args.which, config).await?;
    let act = kept.history.split(&args.record).map_err(|why| keep::unacceptable(&why))?;
    let Act::Split { rest, .. } = &act else { return Ok(Verdict::Refused) };
    let left = rest.first().cloned().unwrap_or_default();
    kept.take(act, args.dry_run).await?;
    let entities = kept.history.entities();
    let number = kept.history.acts().len();
    let taken = args.record.first().map(String::as_str).unwrap_or_default();
    let groups = [group_object(&entities, taken), group_object(&entities, &left)];
    answer.object(&json!({ "name": args.which.name, "act": number, "entities": groups, "dry_run": args.dry_run }));
    answer.say(format!("已拆开（第 {number} 步），可用 undo 恢复 / taken apart (act {number}); undo brings it back"));
    for group in &groups {
        answer.say(format!("  {} {}", group["entity"], group["records"]));
    }
    Ok(Verdict::Done)
}

/// Takes an act or join back.
///
/// # Errors
/// When there is none, it was taken back already, persons would contradict themselves, or nothing can be written.
pub async fn undo(args: UndoArgs, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let (of, join) = number(&args.act)?;
    let mut kept = Kept::open(&args.which, config).await?;
    let before = kept.standing.clone();
    kept.take(Act::Undo { of, join }, args.dry_run).await?;
    let act = kept.history.acts().len();
    let after = &kept.standing;
    answer.object(&json!({
        "name": args.which.name, "act": act, "of": of, "join": join, "dry_run": args.dry_run,
        "before": { "groups": before.groups, "grouped": before.grouped },
        "after": { "groups": after.groups, "grouped": after.grouped },
    }));
    answer.say(format!(
        "已撤回 {0}（第 {act} 步）：{1} 组变为 {2} 组 / {0} is taken back (act {act}): {1} groups became {2}",
        args.act, before.groups, after.groups
    ));
    Ok(Verdict::Done)
}

fn number(text: &str) -> Result<(u32, Option<u32>), Failure> {
    let (act, join) = text.split_once('.').map_or((text, None), |(act, join)| (act, Some(join)));
    let read = || Some((act.parse().ok()?, join.map(str::parse).transpose().ok()?));
    read().ok_or_else(|| {
        Failure::bad_argument(
            format!("`{text}` 不是步号：写 3 或 3.17"),
            format!("`{text}` is no act: write 3, or 3.17 for one join of it"),
        )
    })
}
