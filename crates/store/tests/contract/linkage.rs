//! Linkages: every act is kept as it was made, sealed, and brought back to the last join.

use crate::sample;
use crate::stage::play;
use jingwei_linkage::history::act::{Act, Figures, Found, Join, Run};
use jingwei_linkage::keep::{Desk, LinkageRecord, run, step};
use jingwei_linkage::{History, Plan};
use jingwei_store::{Commit, CommitError, Fault, Store};
use jingwei_terms::{About, Actor, Change, Role, StaffId, Version};

const PLAN: &str = r#"
id = "no"
[purpose]
what = "一人一档"
ground = "市政府令第1号第三条"
expires = "2999-12-31"
[[field]]
name = "name"
kind = "name"
[[block]]
on = ["name"]
"#;

fn desk(n: u64) -> Desk {
    Desk {
        now: sample::at(n),
        today: jiff::civil::date(2026, 11, 24),
        actor: Actor::staff(Role::Administrator, StaffId::new("yan").unwrap(), None),
        command: sample::command(n, 11),
    }
}

fn commit(n: u64, change: Change<LinkageRecord>) -> Commit<LinkageRecord> {
    Commit::new(sample::command(n, 11), sample::payload(n), change)
}

fn joined(pairs: &[(&str, &str)]) -> Act {
    let join =
        |(left, right): &(&str, &str)| Join { left: (*left).to_owned(), right: (*right).to_owned(), score: 7_125 };
    let figures = Figures { records: 9, pairs_scored: 20, pairs_linked: 2, expected_right: 1.75, expected_all: 2.5 };
    let found = Found { joins: pairs.iter().map(join).collect(), figures, ..Found::default() };
    let weights = serde_json::from_str(r#"{"prior":-9000,"grades":[[0,1,2,3,4,5,6,7]],"rarity":[[5]]}"#).unwrap();
    Act::Run(Box::new(Run { plan: PLAN.to_owned(), sources: 1, weights, found }))
}

/// A run, and one group of it taken apart: two facts.
pub(crate) async fn keep(store: &dyn Store, n: u64) {
    let mut history = History::new("居民", Vec::new());
    let plan = Plan::parse(PLAN).unwrap();
    let act = joined(&[("甲", "乙"), ("丙", "丁")]);
    let change = run(None, &mut history, &plan, act, &desk(n)).unwrap();
    store.commit_linkage(commit(n, change)).await.unwrap();
    let (standing, mut history) = store.linkage("居民").await.unwrap().unwrap();
    let split = history.split(&["乙".to_owned()]).unwrap();
    let change = step(&standing, &mut history, split, &desk(n + 1)).unwrap();
    store.commit_linkage(commit(n + 1, change)).await.unwrap();
}

#[test]
fn a_linkage_comes_back_as_it_was_kept_with_its_purpose_in_the_ledger() {
    play(|stage| async move {
        let store = &*stage.store;
        assert_eq!(store.linkage("居民").await.unwrap(), None);
        keep(store, 1).await;
        let (standing, history) = store.linkage("居民").await.unwrap().unwrap();
        assert_eq!((standing.version, standing.groups, standing.grouped, standing.records), (Version::new(2), 1, 2, 9));
        assert_eq!(history.act(1), Some(&joined(&[("甲", "乙"), ("丙", "丁")])));
        assert_eq!(history.entities().groups()[0].1, ["丁", "丙"]);
        assert_eq!(store.linkages().await.unwrap(), [standing]);
        assert_eq!(store.linkage("居").await.unwrap(), None, "another name, although it begins alike");
        let told = store.timeline(&About::Linkage("居民".to_owned()), 0, 10).await.unwrap();
        assert_eq!(told.iter().map(|f| &*f.fact.verb).collect::<Vec<_>>(), ["link", "split"]);
        for fact in &told {
            assert_eq!(fact.fact.detail["ground"], "市政府令第1号第三条");
            let text = fact.fact.detail.to_string();
            assert!(!text.contains('甲') && !text.contains('乙'), "no identifier of a record: {text}");
        }
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn two_who_decide_at_once_do_not_both_win() {
    play(|stage| async move {
        let store = &*stage.store;
        keep(store, 1).await;
        let (standing, history) = store.linkage("居民").await.unwrap().unwrap();
        let split = history.split(&["丁".to_owned()]).unwrap();
        let one = step(&standing, &mut history.clone(), split.clone(), &desk(5)).unwrap();
        let other = step(&standing, &mut history.clone(), split, &desk(6)).unwrap();
        store.commit_linkage(commit(5, one.clone())).await.unwrap();
        assert!(store.commit_linkage(commit(5, one)).await.unwrap().repeated);
        let late = store.commit_linkage(commit(6, other)).await;
        assert!(matches!(late, Err(CommitError::Conflict { present: Some(_), .. })), "{late:?}");
        let begun =
            run(None, &mut History::new("居民", Vec::new()), &Plan::parse(PLAN).unwrap(), joined(&[]), &desk(7));
        let again = store.commit_linkage(commit(7, begun.unwrap())).await;
        assert!(matches!(again, Err(CommitError::Conflict { .. })), "a linkage is begun once: {again:?}");
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn whoever_edits_an_act_or_how_a_linkage_stands_is_found() {
    play(|stage| async move {
        keep(&*stage.store, 1).await;
        stage.tamper("DELETE FROM linkage_acts WHERE act LIKE '%2'").await;
        stage.tamper("UPDATE linkages SET version = 7").await;
        let found = stage.audit().await;
        let faults: Vec<_> = found.iter().map(|finding| (finding.row.as_str(), &finding.fault)).collect();
        let skewed = Fault::Skewed("version".to_owned());
        assert!(faults.contains(&("linkage_act/居民/0000000002", &Fault::Deleted)), "{faults:?}");
        assert!(faults.contains(&("linkage/居民", &skewed)), "{faults:?}");
    });
}
