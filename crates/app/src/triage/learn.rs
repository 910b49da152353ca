//! `jingwei triage learn`: a model of kinds and a memory of handlings from what people have reviewed here, and nothing else.
//!
//! The worker that learns at night does the same ([`study`], [`keep`]); one is asked by a person, the other by the clock.

use super::choice;
use super::lesson::gather;
use crate::config::Config;
use crate::premises::{Premises, commit_failure, new_command, store_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jiff::tz::Offset;
use jingwei_cases::Rulebook;
use jingwei_store::{Commit, Learned, ModelTitle, Store, StoreError, StoredModel};
use jingwei_terms::{About, Actor, Change, Fact, Purpose};
use jingwei_triage::kind::Figures;
use jingwei_web::triage::choice::{Choice, choose};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Instant;

/// How to learn.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Args {
    /// 只学习并报告成绩，不保存 / learn and report the figures, keep nothing
    #[arg(long)]
    dry_run: bool,
    /// 只保存，不启用 / keep it, do not put it in force
    #[arg(long, conflicts_with = "dry_run")]
    keep: bool,
}

/// What is known of a model without opening it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Title {
    /// When it was learned.
    pub made_at: Timestamp,
    /// `command` when a person asked, `schedule` when the clock did, `demo` for the imaginary city.
    pub asked_by: String,
    /// The rulebook whose kinds and departments these are.
    pub rulebook: String,
    /// How many reviewed reports the kinds were learned from.
    pub rows: usize,
    /// How many kinds these were of.
    pub kinds: usize,
    /// How many confirmed handlings the memory holds.
    pub handlings: u32,
    /// SHA-256 over the reports in their order; the same data give the same text.
    pub data_sha256: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Figures on reports held back in turn, near-duplicates together; none when there were too few.
    pub figures: Option<Figures>,
    /// Facts before this ledger index were looked at.
    pub read_to: u64,
    /// How long learning took.
    pub seconds: f64,
}

/// What was learned, ready to be kept.
#[derive(Debug)]
pub struct Studied {
    /// What is known of it.
    pub title: Title,
    /// The bytes of the lessons.
    pub content: Vec<u8>,
}

/// Learns, and keeps what was learned.
///
/// # Errors
/// When nothing has been reviewed yet, there is no rulebook, or the store takes no writes.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    let premises = Premises::open(config).await?;
    let rules = premises.rulebook().await?;
    let now = Timestamp::now();
    let studied = study(&premises, &rules, "command", now).await?.ok_or_else(nothing_reviewed)?;
    let (version, in_force) = match args.dry_run {
        true => (None, false),
        false => {
            let wish = if args.keep { Wish::KeepOnly } else { Wish::UseUnlessWorse };
            let kept = keep(premises.store.as_ref(), &studied, wish, now).await?;
            (Some(kept.version), kept.in_force)
        }
    };
    answer.object(&json!({
        "version": version, "in_force": in_force, "dry_run": args.dry_run, "bytes": studied.content.len(),
        "title": studied.title,
    }));
    tell(&studied.title, version.as_deref(), in_force, answer);
    Ok(Verdict::Done)
}

/// Learns from everything that was reviewed here, the newest cases first up to the setting's number. `None` when there is nothing.
///
/// # Errors
/// When the database fails.
pub async fn study(
    premises: &Premises,
    rules: &Arc<Rulebook>,
    asked_by: &str,
    now: Timestamp,
) -> Result<Option<Studied>, Failure> {
    let started = Instant::now();
    let store = premises.store.as_ref();
    let read_to = store.size().await.map_err(|error| store_failure(&error))?;
    let lesson = gather(store, premises.config().learn_cases()).await.map_err(|error| store_failure(&error))?;
    if lesson.is_empty() {
        return Ok(None);
    }
    let (rules, asked_by) = (Arc::clone(rules), asked_by.to_owned());
    let learned = tokio::task::spawn_blocking(move || lesson.learn(&rules));
    let learned = learned.await.map_err(|why| cannot_learn(&why.to_string()))?;
    let (lessons, rulebook) = learned.map_err(|why| cannot_learn(&why))?;
    let content = lessons.to_bytes();
    let about = lessons.kinds.as_ref().map(|model| model.about());
    let title = Title {
        made_at: now,
        asked_by,
        rulebook,
        rows: about.map_or(0, |about| about.trained_on),
        kinds: lessons.kinds.as_ref().map_or(0, |model| model.kinds().len()),
        handlings: lessons.memory.handlings(),
        data_sha256: about.map_or_else(String::new, |about| about.data_sha256.clone()),
        sha256: hex(&Sha256::digest(&content)),
        figures: about.and_then(|about| about.figures),
        read_to,
        seconds: (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    Ok(Some(Studied { title, content }))
}

/// Whether what was learned also advises from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It is only kept.
    KeepOnly,
    /// It advises unless it is worse than what advises now. What cannot be judged advises only where nothing was learned before.
    UseUnlessWorse,
    /// The same, but what cannot be judged never advises: nobody is looking when the clock asks.
    UseIfProven,
}

/// What became of it.
#[derive(Debug)]
pub struct Kept {
    /// Its version.
    pub version: String,
    /// Whether it advises now.
    pub in_force: bool,
}

/// Keeps what was learned with its fact, and puts it in force in the same transaction if it is wished and not worse.
///
/// # Errors
/// When somebody else was quicker, or the store takes no writes.
pub async fn keep(store: &dyn Store, studied: &Studied, wish: Wish, now: Timestamp) -> Result<Kept, Failure> {
    let failed = |error: StoreError| store_failure(&error);
    let titles = store.models().await.map_err(failed)?;
    let present = store.model_in_force().await.map_err(failed)?;
    let version = next_version(&titles, now);
    let title = &studied.title;
    let in_force_now = present.as_ref().and_then(|choice| choice.model.as_deref());
    let rival = titles.iter().find(|title| Some(title.version.as_str()) == in_force_now).and_then(figures_of);
    let in_force = match (wish, &title.figures) {
        (Wish::KeepOnly, _) => false,
        (_, Some(figures)) => rival.is_none_or(|rival| !is_worse(figures, &rival)),
        (Wish::UseUnlessWorse, None) => in_force_now.is_none(),
        (Wish::UseIfProven, None) => false,
    };
    let command = new_command();
    let value = serde_json::to_value(title).expect("a title has text keys and finite numbers only");
    let fact = Fact::new(command, now, Actor::system(), "learn", About::Model(version.clone()))
        .for_purpose(Purpose::Administration)
        .with(value.clone());
    let model = StoredModel { version: version.clone(), title: value, content: studied.content.clone() };
    let mut change = Change::made(Learned::Model(model), fact);
    if in_force {
        let why = if rival.is_some() { "not worse than the one before" } else { "the first that can be used" };
        let (model, actor, why) = (Some(version.clone()), Actor::system(), why.to_owned());
        change = change.and(choose(present, Choice { model, actor, why, command, now }));
    }
    let commit = Commit::new(command, [0; 32], change);
    store.commit_learned(commit).await.map_err(|error| commit_failure(&error))?;
    Ok(Kept { version, in_force })
}

/// Worse by more than chance explains: the shares of right answers, each on its own reports, differ by more than two standard errors
/// of their difference.
fn is_worse(new: &Figures, present: &Figures) -> bool {
    let variance =
        |f: &Figures| f.accuracy * (1.0 - f.accuracy) / f64::from(u32::try_from(f.n.max(1)).unwrap_or(u32::MAX));
    let spread = (variance(new) + variance(present)).sqrt();
    present.accuracy - new.accuracy > 2.0 * spread
}

fn figures_of(title: &ModelTitle) -> Option<Figures> {
    choice::read_title(title).and_then(|title| title.figures)
}

/// The day in Asia/Shanghai and its next number: `2026-11-23.1`.
fn next_version(titles: &[ModelTitle], now: Timestamp) -> String {
    let day = Offset::constant(8).to_datetime(now).date();
    let free = |nth: &u32| {
        let version = format!("{day}.{nth}");
        titles.iter().all(|title| title.version != version)
    };
    let nth = (1..).find(free).expect("there are fewer models than numbers");
    format!("{day}.{nth}")
}

fn tell(title: &Title, version: Option<&str>, in_force: bool, answer: Answer) {
    let name = version.unwrap_or("（未保存 / not kept）");
    answer.say(format!(
        "{name}：审定诉求 {} 件，{} 类；确认承办 {} 件；用时 {} 秒\n{name}: {} reviewed reports of {} kinds; {} confirmed handlings; {} seconds",
        title.rows, title.kinds, title.handlings, title.seconds, title.rows, title.kinds, title.handlings, title.seconds
    ));
    match &title.figures {
        Some(f) => answer.say(format!(
            "  宏 F1 {:.3}，准确率 {:.3}，有把握时 {:.3}（占 {:.1}%） / macro-F1 {:.3}, accuracy {:.3}, when sure {:.3} (of {:.1} %)",
            f.macro_f1, f.accuracy, f.accuracy_covered, f.coverage * 100.0, f.macro_f1, f.accuracy, f.accuracy_covered, f.coverage * 100.0
        )),
        None => answer.say("  样本太少，无法交叉检验 / too few to say how good it is"),
    }
    if version.is_some() {
        answer.say(match in_force {
            true => "  已启用 / in force now".to_owned(),
            false => format!("  已保存，未启用；启用：jingwei triage use {name} / kept, not in force; `jingwei triage use {name}` puts it in force"),
        });
    }
}

fn nothing_reviewed() -> Failure {
    Failure::new(
        "nothing_reviewed",
        "还没有人工审定过的案件，无可学习",
        "nothing has been reviewed yet, so there is nothing to learn from",
    )
    .next(
        "先在受理分流中由人确认类别、由部门签收派单；此前由目录用语提供建议",
        "let people confirm kinds at triage and departments accept dispatches first; until then the catalogue's own words advise",
    )
}

fn cannot_learn(why: &str) -> Failure {
    Failure::new("cannot_learn", format!("学习没有完成：{why}"), format!("nothing could be learned: {why}"))
        .next("核对 kinds.csv 与已审定案件的类别", "check kinds.csv against the kinds of the reviewed cases")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(n: usize, accuracy: f64) -> Figures {
        Figures { n, accuracy, ..Figures::default() }
    }

    #[test]
    fn a_model_is_worse_only_by_more_than_chance_explains() {
        assert!(!is_worse(&figures(100, 0.90), &figures(100, 0.93)));
        assert!(is_worse(&figures(10_000, 0.90), &figures(10_000, 0.93)));
        assert!(!is_worse(&figures(10_000, 0.95), &figures(10_000, 0.93)));
        assert!(!is_worse(&figures(0, 0.0), &figures(0, 0.0)));
    }

    #[test]
    fn versions_are_numbered_by_the_day() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let title = |version: &str| ModelTitle { version: version.to_owned(), title: json!({}), ledger_index: 0 };
        assert_eq!(next_version(&[], now), "2026-11-23.1");
        assert_eq!(next_version(&[title("2026-11-23.1"), title("2026-11-22.7")], now), "2026-11-23.2");
    }
}
