//! The city's grids: does every open case stand in a grid that is on the map, and is there something about the nets that somebody ought
//! to know?

use super::Problem;
use super::keeping::checked;
use crate::premises::{Premises, store_failure};
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::{Rulebook, State};
use jingwei_grids::net::Standing;
use jingwei_store::{CaseQuery, NetTitle, StoreError, TallyBy};

/// How many households a grid is to have, by the city's regulation on grids and the plan of one network.
const HOUSEHOLDS: std::ops::RangeInclusive<u32> = 300..=500;

/// A net whose day is this near is worth a word.
const NEAR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long after a net's instant its cases may still be on their way.
const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(1);

/// What is wrong with the grids.
pub async fn look(premises: &Premises) -> Vec<Problem> {
    let Ok(rules) = premises.rulebook().await else { return Vec::new() };
    checked(left_behind(premises, &rules).await).into_iter().collect()
}

/// What is worth a word and stops nobody.
pub async fn remarks(premises: &Premises) -> Vec<Problem> {
    let Ok(rules) = premises.rulebook().await else { return Vec::new() };
    let titles = match premises.store.nets().await {
        Ok(titles) => titles,
        Err(error) => return vec![store_failure(&error).into()],
    };
    let now = Timestamp::now();
    let mut remarks: Vec<Problem> = titles.iter().filter_map(|title| near(title, now)).collect();
    remarks.extend(sizes(&rules));
    remarks
}

/// Open cases in grids that are not on the map: their net has been replaced, and nobody moved them.
async fn left_behind(premises: &Premises, rules: &Rulebook) -> Result<Option<Problem>, StoreError> {
    let states = State::ALL.into_iter().filter(|state| *state != State::Closed).collect();
    let titles = premises.store.nets().await?;
    let since = titles.iter().find(|title| Some(title.net.number()) == rules.net).map(|title| title.effective_from);
    if since.is_none_or(|since| Timestamp::now() < since + ON_THE_WAY) {
        return Ok(None);
    }
    let tally = premises.store.tally(&CaseQuery { states, ..CaseQuery::default() }, TallyBy::Grid).await?;
    let known = |code: &str| code.parse().is_ok_and(|code| rules.areas.grid(&code).is_some());
    let lost: Vec<&(String, u64)> = tally.iter().filter(|(code, _)| !code.is_empty() && !known(code)).collect();
    let cases: u64 = lost.iter().map(|(_, count)| count).sum();
    Ok(lost.first().map(|(code, _)| {
        Problem::new(
            "cases_left_behind",
            (
                &format!("{cases} 件在办案件还在已不存在的网格中，如 `{code}`"),
                &format!("{cases} open cases stand in grids that are not on the map any more, such as `{code}`"),
            ),
            (
                "启动 jingwei serve，它会把案件移交到现行的网",
                "start `jingwei serve`: it moves them into the net in force",
            ),
        )
    }))
}

fn near(title: &NetTitle, now: Timestamp) -> Option<Problem> {
    let (net, at) = (title.net, title.effective_from);
    let near = at > now && now.duration_until(at) <= NEAR;
    match title.standing {
        Standing::Activated { .. } if near => Some(Problem::new(
            "net_is_near",
            (&format!("第 {net} 号网将于 {at} 生效"), &format!("net {net} takes effect at {at}")),
            (
                &format!("用 jingwei grids changes {net} 查看改变，通知网格员"),
                &format!("see what changes with `jingwei grids changes {net}` and tell the workers"),
            ),
        )),
        Standing::Draft if at <= now => Some(Problem::new(
            "draft_is_late",
            (
                &format!("第 {net} 号网草案拟于 {at} 生效，日期已过"),
                &format!("the draft of net {net} was meant for {at}, which is past"),
            ),
            (
                &format!("jingwei grids activate {net} --effective 日期，或撤回它"),
                &format!("`jingwei grids activate {net} --effective WHEN`, or withdraw it"),
            ),
        )),
        Standing::Draft if near => Some(Problem::new(
            "draft_is_near",
            (
                &format!("第 {net} 号网草案拟于 {at} 生效，还没有激活"),
                &format!("the draft of net {net} is meant for {at} and is not activated"),
            ),
            (&format!("jingwei grids activate {net}"), &format!("`jingwei grids activate {net}`")),
        )),
        _ => None,
    }
}

fn sizes(rules: &Rulebook) -> Option<Problem> {
    let grids = rules.areas.grids();
    let outside: Vec<_> = grids.iter().filter(|grid| !HOUSEHOLDS.contains(&grid.households)).collect();
    let first = outside.first()?;
    let (count, all, least, most) = (outside.len(), grids.len(), HOUSEHOLDS.start(), HOUSEHOLDS.end());
    Some(Problem::new(
        "grids_out_of_bounds",
        (
            &format!(
                "{all} 个网格中 {count} 个不在 {least}–{most} 户之间，如 `{}`（{} 户）",
                first.code, first.households
            ),
            &format!(
                "{count} of {all} grids do not have {least} to {most} households, such as `{}` ({})",
                first.code, first.households
            ),
        ),
        ("用 jingwei grids cut 重新划分", "cut them anew with `jingwei grids cut`"),
    ))
}
