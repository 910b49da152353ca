//! What was learned and adopted: models stored once, one choice among them that can be taken back, topics of the months.

use crate::sample;
use crate::stage::play;
use jingwei_store::{Commit, CommitError, Learned, ModelInForce, StoredModel, Walk};
use jingwei_terms::{About, Actor, Change, Fact, Purpose, TopicId, Version};
use jingwei_triage::topics::MonthlyTopic;
use serde_json::json;

pub(crate) fn model(version: &str) -> StoredModel {
    let title = json!({ "rulebook": "2026.1", "figures": { "macro_f1": 0.93 } });
    StoredModel { version: version.to_owned(), title, content: vec![0, 159, 146, 150] }
}

pub(crate) fn choice(model: Option<&str>, before: &[Option<&str>]) -> ModelInForce {
    let own = |name: &Option<&str>| name.map(str::to_owned);
    ModelInForce {
        version: Version::FIRST,
        model: own(&model),
        before: before.iter().map(own).collect(),
        since: sample::at(9),
    }
}

pub(crate) fn topic(n: u64, month: &str) -> MonthlyTopic {
    MonthlyTopic {
        id: TopicId::new(sample::id(n).uuid()),
        month: month.parse().unwrap(),
        label: "路灯不亮".to_owned(),
        area: None,
        lead: "power".parse().unwrap(),
        cases: vec![sample::id(n)],
        voices: 9,
        usual: 1.5,
        adopted_at: sample::at(n),
        version: Version::FIRST,
    }
}

/// A record with its fact; a version that was seen makes it a change of one that is there.
pub(crate) fn change(n: u64, learned: Learned, seen: Option<Version>) -> Change<Learned> {
    let (verb, about) = match &learned {
        Learned::Model(model) => ("learn", About::Model(model.version.clone())),
        Learned::InForce(choice) => ("use", About::Model(choice.name().to_owned())),
        Learned::Topic(topic) => ("adopt", About::Topic(topic.id)),
    };
    let fact = Fact::new(sample::command(n, 0), sample::at(n), Actor::system(), verb, about);
    let fact = fact.for_purpose(Purpose::Administration);
    match seen {
        None => Change::made(learned, fact),
        Some(version) => Change::changed(learned, version, fact),
    }
}

pub(crate) fn commit(n: u64, change: Change<Learned>) -> Commit<Learned> {
    Commit::new(sample::command(n, 0), sample::payload(n), change)
}

#[test]
fn a_model_is_learned_and_used_in_one_step_and_taken_back_in_one() {
    play(|stage| async move {
        let store = &stage.store;
        assert_eq!(store.model_in_force().await.unwrap(), None);
        let first = change(1, Learned::Model(model("a")), None).and(change(
            1,
            Learned::InForce(choice(Some("a"), &[None])),
            None,
        ));
        store.commit_learned(commit(1, first)).await.unwrap();
        store.commit_learned(commit(2, change(2, Learned::Model(model("b")), None))).await.unwrap();
        assert_eq!(store.model_in_force().await.unwrap().unwrap().model.as_deref(), Some("a"));

        let next = change(3, Learned::InForce(choice(Some("b"), &[None, Some("a")])), Some(Version::FIRST));
        store.commit_learned(commit(3, next.clone())).await.unwrap();
        assert!(store.commit_learned(commit(3, next)).await.unwrap().repeated);
        // Two processes that choose at once: the second one is told.
        let late = change(4, Learned::InForce(choice(Some("a"), &[])), Some(Version::FIRST));
        let late = store.commit_learned(commit(4, late)).await;
        assert!(
            matches!(late, Err(CommitError::Conflict { present: Some(version), .. }) if version == Version::new(2))
        );

        let back = change(5, Learned::InForce(choice(None, &[])), Some(Version::new(2)));
        store.commit_learned(commit(5, back)).await.unwrap();
        let now = store.model_in_force().await.unwrap().unwrap();
        assert_eq!((now.name(), now.version), ("catalogue", Version::new(3)));
        assert_eq!(store.timeline(&About::Model("b".to_owned()), 0, 9).await.unwrap().len(), 2);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_model_never_changes_and_is_listed_without_its_bytes() {
    play(|stage| async move {
        let store = &stage.store;
        for (n, version) in [(1, "z"), (2, "a")] {
            store.commit_learned(commit(n, change(n, Learned::Model(model(version)), None))).await.unwrap();
        }
        let again = store.commit_learned(commit(3, change(3, Learned::Model(model("a")), None))).await;
        assert!(matches!(again, Err(CommitError::Conflict { present: Some(_), .. })));
        let over = change(4, Learned::Model(model("a")), Some(Version::FIRST));
        assert!(matches!(store.commit_learned(commit(4, over)).await, Err(CommitError::Malformed(_))));
        let titles = store.models().await.unwrap();
        assert_eq!(titles.iter().map(|title| &*title.version).collect::<Vec<_>>(), ["z", "a"]);
        assert_eq!(titles[0].title["figures"]["macro_f1"], 0.93);
        assert_eq!(store.model("a").await.unwrap(), Some(model("a")));
        assert_eq!(store.model("c\0").await.unwrap(), None);
        stage.tamper(&stage.edit("models", "title", "0.93", "0.99", "version = 'a'")).await;
        assert_eq!(stage.audit().await.len(), 1);
    });
}

#[test]
fn topics_of_the_months_are_kept_and_reviews_are_counted() {
    play(|stage| async move {
        let store = &stage.store;
        for (n, month) in [(1, "2026-11"), (2, "2026-10")] {
            store.commit_learned(commit(n, change(n, Learned::Topic(topic(n, month)), None))).await.unwrap();
        }
        assert_eq!(store.monthly_topics().await.unwrap(), [topic(2, "2026-10"), topic(1, "2026-11")]);

        store.commit(sample::file(10)).await.unwrap();
        assert_eq!(store.reviews_since(0).await.unwrap(), 0);
        let case = store.load(jingwei_store::CaseRef::Id(sample::id(10))).await.unwrap().unwrap();
        let receipt = store.commit(sample::change(case, 1, 10, "triage", |_| {})).await.unwrap();
        assert_eq!(store.reviews_since(0).await.unwrap(), 1);
        assert_eq!(store.reviews_since(receipt.ledger_index() + 1).await.unwrap(), 0);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_walk_goes_from_the_newest_case_to_the_oldest_and_meets_each_once() {
    play(|stage| async move {
        let store = &stage.store;
        for n in 1..=45 {
            store.commit(sample::file(n)).await.unwrap();
        }
        for open_only in [false, true] {
            let (mut met, mut before) = (Vec::new(), None);
            loop {
                let stretch = store.walk(Walk { open_only, before, limit: 2 }).await.unwrap();
                assert!(stretch.cases.iter().all(|case| !case.number.is_empty()));
                met.extend(stretch.cases.into_iter().map(|case| case.id));
                before = stretch.next;
                if before.is_none() {
                    break;
                }
            }
            let open = |n: &u64| sample::case(*n).state.is_open();
            let expected: Vec<_> = (1..=45).rev().filter(|n| !open_only || open(n)).map(sample::id).collect();
            assert_eq!(met, expected, "open only: {open_only}");
        }
    });
}
