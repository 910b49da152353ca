//! Database, ledger and workers: is everything kept, signed and done?

use super::Problem;
use crate::ledger::folding::Folder;
use crate::premises::{Premises, store_failure};
use jiff::{SignedDuration, Timestamp};
use jingwei_ledger::Entry;
use jingwei_store::StoreError;

/// What is wrong with what is kept here.
pub async fn look(premises: &Premises) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(database(premises).await);
    problems.extend(premises.secret().err().map(Problem::from));
    match Folder::new(premises) {
        Ok(folder) => {
            problems.extend(folder.check_past().await.err().map(Problem::from));
            problems.extend(checked(unsigned(premises, &folder).await));
        }
        Err(failure) => problems.push(failure.into()),
    }
    problems.extend(checked(clock_went_back(premises).await));
    problems.extend(checked(put_aside(premises).await));
    problems.extend(checked(asleep(premises).await));
    problems
}

/// What a check found, or that it could not look.
pub(super) fn checked(found: Result<Option<Problem>, StoreError>) -> Option<Problem> {
    found.unwrap_or_else(|error| Some(store_failure(&error).into()))
}

async fn database(premises: &Premises) -> Vec<Problem> {
    let health = match premises.store.health(true).await {
        Ok(health) => health,
        Err(error) => return vec![store_failure(&error).into()],
    };
    let mut problems: Vec<Problem> = health
        .problems
        .iter()
        .map(|why| {
            Problem::new(
                "database_problem",
                (&format!("数据库：{why}"), &format!("the database says: {why}")),
                (
                    "立即备份，再用 jingwei ledger verify 核验",
                    "make a backup at once, then verify with `jingwei ledger verify`",
                ),
            )
        })
        .collect();
    if !health.writable {
        problems.push(Problem::new(
            "store_read_only",
            ("数据库不接受写入", "the database takes no writes"),
            ("检查磁盘和权限后重新启动", "look at disk and permissions, then start again"),
        ));
    }
    problems
}

async fn unsigned(premises: &Premises, folder: &Folder) -> Result<Option<Problem>, StoreError> {
    let size = premises.store.size().await?;
    let signed = match folder.last().await {
        Ok(last) => last.map_or(0, |(checkpoint, _)| checkpoint.size()),
        Err(failure) => return Ok(Some(failure.into())),
    };
    Ok((signed < size).then(|| {
        let waiting = size - signed;
        Problem::new(
            "unsigned_leaves",
            (&format!("{waiting} 条记录尚未签署"), &format!("{waiting} leaves are not signed yet")),
            ("运行 jingwei ledger checkpoint，或启动 serve", "run `jingwei ledger checkpoint`, or start `serve`"),
        )
    }))
}

/// The last leaf was recorded by a clock that was ahead of ours.
async fn clock_went_back(premises: &Premises) -> Result<Option<Problem>, StoreError> {
    let size = premises.store.size().await?;
    let last = premises.store.leaves(size.saturating_sub(1), 1).await?;
    let Some(at) = last.first().and_then(|leaf| Entry::decode(&leaf.entry).ok()).map(|entry| entry.recorded_at_ms())
    else {
        return Ok(None);
    };
    let ahead_s = (at - Timestamp::now().as_millisecond()) / 1000;
    Ok((ahead_s > 60).then(|| {
        Problem::new(
            "clock_went_back",
            (
                &format!("最近一条记录比现在晚 {ahead_s} 秒：时钟被拨回"),
                &format!("the last leaf is {ahead_s} seconds in the future: the clock was set back"),
            ),
            ("校准时间", "set the clock"),
        )
    }))
}

async fn put_aside(premises: &Premises) -> Result<Option<Problem>, StoreError> {
    let stuck = premises.store.put_aside(100).await?;
    Ok(stuck.first().map(|first| {
        let (count, job, why) = (stuck.len(), &first.follow_up.job, &first.why);
        Problem::new(
            "follow_ups_put_aside",
            (
                &format!("{count} 项后续作业屡次失败，如 {job}：{why}"),
                &format!("{count} follow-ups failed too often, such as {job}: {why}"),
            ),
            ("查明原因后重试", "find out why, then try again"),
        )
    }))
}

/// Cases that should have been looked at an hour ago: nobody runs the workers.
async fn asleep(premises: &Premises) -> Result<Option<Problem>, StoreError> {
    let hour_ago = Timestamp::now() - SignedDuration::from_hours(1);
    let waiting = premises.store.waking(hour_ago, 1).await?;
    Ok((!waiting.is_empty()).then(|| {
        Problem::new(
            "nobody_wakes_cases",
            ("有案件早该唤醒：后台作业没有运行", "cases should have been woken long ago: no worker runs"),
            ("启动 jingwei serve", "start `jingwei serve`"),
        )
    }))
}
