//! `jingwei grids changes`: what a net changes, grid by grid, worker by worker, case by case.

use crate::config::Config;
use crate::premises::Premises;
use crate::{Answer, Failure, Verdict};
use jingwei_grids::net::diff::{Fate, NetDiff};
use jingwei_grids::net::{NetVersion, Why};
use jingwei_web::grids::desk;

/// Which net.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网的编号 / the number of the net
    #[arg(value_name = "NET")]
    net: u32,
}

/// How many lines of each sort are told before it says how many more there are; `--json` tells all.
const LINES: usize = 20;

/// Shows it.
///
/// # Errors
/// When there is no such net, or the database fails.
pub async fn run(args: &Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let changes = desk::compare(premises.store.as_ref(), NetVersion::new(args.net)).await?;
    answer.object(&changes);
    tell(&changes, answer);
    Ok(Verdict::Done)
}

/// A diff in words.
pub fn tell(changes: &NetDiff, answer: Answer) {
    let from = changes.from.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let count = |fate| changes.count(fate);
    answer.say(format!("{from} → {}", changes.to));
    answer.say(format!(
        "网格 / grids: {} 不变 kept · {} 边界改变 changed · {} 新 new · {} 撤 gone",
        count(Fate::Kept),
        count(Fate::Changed),
        count(Fate::New),
        count(Fate::Gone)
    ));
    let homes = &changes.households;
    answer.say(format!(
        "户数 / households: {} → {}；换网格 move grid {} · 换网格员 change worker {} · 无网格 without grid {}",
        homes.before, homes.after, homes.move_grid, homes.change_worker, homes.without_grid
    ));
    let unplaced = changes.cases.iter().filter(|case| matches!(case.to.why, Why::Unknown)).count();
    answer.say(format!(
        "在办案件 / open cases: {} 不动 stay · {} 随网格移交 move · {unplaced} 需人工指定 for a person to place",
        changes.cases_kept,
        changes.cases.len() - unplaced
    ));
    list(
        answer,
        changes.workers.iter().map(|change| {
            let codes =
                |codes: &[jingwei_terms::GridCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            format!("  {}  −[{}] +[{}]", change.worker, codes(&change.leaves), codes(&change.takes))
        }),
    );
    list(
        answer,
        changes.cases.iter().map(|case| {
            let code =
                |code: &Option<jingwei_terms::GridCode>| code.as_ref().map_or("-".to_owned(), ToString::to_string);
            format!("  {}  {} → {}  {}", case.case, code(&case.from), code(&case.to.grid), case.to.why.zh())
        }),
    );
    list(
        answer,
        changes
            .uncovered
            .iter()
            .map(|gap| format!("  缺口 / gap: {} {:.0} m² @ {},{}", gap.grid, gap.area_m2, gap.at[0], gap.at[1])),
    );
    list(
        answer,
        changes.overlaps.iter().map(|overlap| {
            let [lng, lat] = overlap.at;
            format!("  重叠 / overlap: {} {} {:.0} m² @ {lng},{lat}", overlap.one, overlap.other, overlap.area_m2)
        }),
    );
}

fn list(answer: Answer, lines: impl Iterator<Item = String>) {
    let all: Vec<String> = lines.collect();
    for line in all.iter().take(LINES) {
        answer.say(line);
    }
    if let Some(more @ 1..) = all.len().checked_sub(LINES) {
        answer.say(format!("  … +{more}"));
    }
}
