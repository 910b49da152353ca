//! Versions of the rulebook: each stored once, and in force from its instant on.

use crate::sample;
use crate::stage::play;
use jiff::{SignedDuration, Timestamp};
use jingwei_store::{Commit, CommitError, StoredRulebook};
use jingwei_terms::{About, Actor, Change, Fact};

fn publish(n: u64, version: &str, effective_at: Timestamp) -> Commit<StoredRulebook> {
    let command = sample::command(n, 0);
    let fact = Fact::new(command, sample::at(n), Actor::system(), "publish", About::Rulebook(version.to_owned()));
    let rulebook = StoredRulebook { version: version.to_owned(), effective_at, content: vec![0, 159, 146, 150] };
    Commit::new(command, sample::payload(n), Change::made(rulebook, fact))
}

#[test]
fn the_version_in_force_is_the_one_that_began_last() {
    play(|stage| async move {
        let (early, late) = (sample::at(100), sample::at(200));
        stage.store.publish(publish(1, "2026.1", early)).await.unwrap();
        stage.store.publish(publish(2, "2026.2", late)).await.unwrap();
        // A correction in force from the same instant: the one stored last holds.
        stage.store.publish(publish(3, "2026.2a", late)).await.unwrap();
        let taken = stage.store.publish(publish(4, "2026.1", early)).await;
        assert!(matches!(taken, Err(CommitError::Conflict { present: Some(_), .. })));
        let at = |when: Timestamp| {
            let store = stage.store.clone();
            async move { store.rulebook_at(when).await.unwrap().map(|rulebook| rulebook.version) }
        };
        assert_eq!(at(early - SignedDuration::from_secs(1)).await, None);
        assert_eq!(at(early).await.as_deref(), Some("2026.1"));
        assert_eq!(at(late).await.as_deref(), Some("2026.2a"));
        let titles = stage.store.rulebooks().await.unwrap();
        assert_eq!(titles.iter().map(|title| &*title.version).collect::<Vec<_>>(), ["2026.1", "2026.2", "2026.2a"]);
        let whole = stage.store.rulebook("2026.2").await.unwrap().unwrap();
        assert_eq!((whole.effective_at, whole.content), (late, vec![0, 159, 146, 150]));
        assert_eq!(stage.store.rulebook("2027").await.unwrap(), None);
        assert_eq!(stage.audit().await, []);
    });
}
