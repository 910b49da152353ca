//! Follow-ups: done at least once, in turn, and put aside when they cannot be done.

use crate::sample;
use crate::stage::play;
use jiff::SignedDuration;
use jingwei_store::Commit;
use jingwei_store::outbox::MAX_ATTEMPTS;
use jingwei_terms::{Change, FollowUp};
use serde_json::json;

fn file(n: u64, job: &str, key: &str, minutes: Option<i64>) -> Commit<jingwei_cases::Docket> {
    let command = sample::command(n, 0);
    let docket = sample::docket(n);
    let fact = sample::fact(command, sample::at(n), "file", docket.case.id);
    let not_before = minutes.map(|m| sample::at(n) + SignedDuration::from_mins(m));
    let follow_up = FollowUp { job: job.to_owned(), key: key.to_owned(), not_before, payload: json!({ "n": n }) };
    Commit::new(command, sample::payload(n), Change::made(docket, fact).then(follow_up))
}

#[test]
fn work_is_claimed_once_until_its_lease_runs_out() {
    play(|stage| async move {
        let store = &stage.store;
        store.commit(file(1, "notify", "a", None)).await.unwrap();
        store.commit(file(2, "notify", "b", None)).await.unwrap();
        store.commit(file(3, "notify", "a", None)).await.unwrap();
        store.commit(file(4, "notify", "c", Some(60))).await.unwrap();
        let (now, lease) = (sample::at(5), SignedDuration::from_secs(30));
        let claimed = store.claim(now, lease, 10).await.unwrap();
        // The two with the key `a` are one piece of work; `c` has to wait for its hour.
        let keys: Vec<_> = claimed.iter().map(|claimed| (&*claimed.follow_up.key, claimed.attempt)).collect();
        assert_eq!(keys, [("a", 1), ("b", 1)]);
        assert_eq!(store.claim(now, lease, 10).await.unwrap(), []);
        store.finish(claimed[0].id, now).await.unwrap();
        // The worker of `b` died; after its lease the work is somebody else's.
        let again = store.claim(now + lease, lease, 10).await.unwrap();
        assert_eq!(again.iter().map(|c| (&*c.follow_up.key, c.attempt)).collect::<Vec<_>>(), [("b", 2)]);
        let later = store.claim(sample::at(5) + SignedDuration::from_hours(2), lease, 10).await.unwrap();
        assert_eq!(later.iter().map(|c| &*c.follow_up.key).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn work_that_keeps_failing_is_put_aside_for_a_person() {
    play(|stage| async move {
        let store = &stage.store;
        store.commit(file(1, "notify", "a", None)).await.unwrap();
        let (mut now, lease) = (sample::at(2), SignedDuration::from_secs(30));
        for attempt in 1..=MAX_ATTEMPTS {
            let claimed = store.claim(now, lease, 10).await.unwrap();
            assert_eq!(claimed.iter().map(|c| c.attempt).collect::<Vec<_>>(), [attempt]);
            store.fail(claimed[0].id, now, "短信网关没有应答").await.unwrap();
            assert_eq!(store.claim(now + SignedDuration::from_secs(9), lease, 10).await.unwrap(), []);
            now += SignedDuration::from_hours(2);
        }
        assert_eq!(store.claim(now, lease, 10).await.unwrap(), []);
        let aside = store.put_aside(10).await.unwrap();
        assert_eq!((aside.len(), &*aside[0].why, &*aside[0].follow_up.key), (1, "短信网关没有应答", "a"));
        store.revive(aside[0].id, now).await.unwrap();
        assert_eq!(store.claim(now, lease, 10).await.unwrap()[0].attempt, 1);
        assert_eq!(store.put_aside(10).await.unwrap(), []);
    });
}
