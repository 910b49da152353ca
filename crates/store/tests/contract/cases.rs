//! Filing, repeating, changing, joining, revealing and erasing cases.

use crate::sample;
use crate::stage::{Stage, play};
use futures_util::future::join_all;
use jiff::SignedDuration;
use jingwei_cases::case::{Docket, Hidden};
use jingwei_cases::state::State;
use jingwei_store::{CaseRef, Commit, CommitError, Neighbourhood, is_receipt_number};
use jingwei_terms::{About, Change, Datum, Location, Version};

#[test]
fn a_case_is_filed_once_however_often_it_is_sent() {
    play(|stage| async move {
        let receipt = stage.store.commit(sample::file(1)).await.unwrap();
        assert_eq!(receipt.number(), "202611010000016");
        assert!(is_receipt_number(receipt.number()));
        assert_eq!((receipt.ledger_index(), receipt.first().version, receipt.repeated), (0, Version::FIRST, false));

        let again = stage.store.commit(sample::file(1)).await.unwrap();
        assert!(again.repeated);
        assert_eq!(again.steps, receipt.steps);

        let mut other = sample::file(1);
        other.payload_sha256[0] ^= 1;
        assert!(matches!(stage.store.commit(other).await, Err(CommitError::CommandReused)));
        assert_eq!(stage.store.size().await.unwrap(), 1);

        let mut filed = sample::case(1);
        filed.number = receipt.number().to_owned();
        for which in [CaseRef::Id(filed.id), CaseRef::Number(filed.number.clone())] {
            assert_eq!(stage.store.load(which).await.unwrap(), Some(filed.clone()));
        }
        assert_eq!(stage.store.load(CaseRef::Number("1".to_owned())).await.unwrap(), None);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn many_at_once_get_numbers_without_a_gap() {
    play(|stage| async move {
        let filings = (1..=700).flat_map(|n| [n, n]).map(|n| stage.store.commit(sample::file(n)));
        let receipts: Vec<_> = join_all(filings).await.into_iter().map(Result::unwrap).collect();
        let mut numbers: Vec<&str> = receipts.iter().filter(|r| !r.repeated).map(|r| r.number()).collect();
        assert_eq!(numbers.len(), 700);
        numbers.sort_unstable();
        numbers.dedup();
        let serials: Vec<u32> = numbers.iter().map(|number| number[8..14].parse().unwrap()).collect();
        assert_eq!(serials, (1..=700).collect::<Vec<u32>>());
        assert_eq!(stage.store.size().await.unwrap(), 700);
        assert_eq!(*stage.store.watch().borrow(), 700);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_change_is_made_only_to_the_version_that_was_seen() {
    play(|stage| async move {
        stage.store.commit(sample::file(1)).await.unwrap();
        let seen = stage.store.load(CaseRef::Id(sample::id(1))).await.unwrap().unwrap();
        let close = |round| sample::change(seen.clone(), round, 1, "close", |case| case.state = State::Closed);
        // Both come in one group or in two; one wins in either case.
        let (first, second) = tokio::join!(stage.store.commit(close(1)), stage.store.commit(close(2)));
        let (won, lost) = if first.is_ok() { (first, second) } else { (second, first) };
        assert_eq!(won.unwrap().first().version.number(), 2);
        let present = Some(Version::new(2));
        assert!(matches!(lost, Err(CommitError::Conflict { present: p, about: About::Case(_) }) if p == present));

        let absent = sample::change(sample::case(2), 1, 2, "close", |_| {});
        assert!(matches!(stage.store.commit(absent).await, Err(CommitError::Conflict { present: None, .. })));
        let anew = sample::file_as(sample::command(1, 9), 1);
        assert!(
            matches!(stage.store.commit(anew).await, Err(CommitError::Conflict { present: p, .. }) if p == present)
        );
        let case = stage.store.load(CaseRef::Id(sample::id(1))).await.unwrap().unwrap();
        assert_eq!((case.state, case.version), (State::Closed, Version::new(2)));
        assert_eq!(stage.store.size().await.unwrap(), 2);
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn the_same_line_of_the_same_source_is_filed_once() {
    play(|stage| async move {
        let receipt = stage.store.commit(sample::file(5)).await.unwrap();
        let source = sample::case(5).intake.source.unwrap();
        let again = || {
            let mut docket = sample::docket(6);
            docket.case.intake.source = Some(source.clone());
            let fact = sample::fact(sample::command(6, 0), sample::at(6), "file", docket.case.id);
            Commit::new(sample::command(6, 0), sample::payload(6), Change::made(docket, fact))
        };
        match stage.store.commit(again()).await {
            Err(CommitError::AlreadyFiled { id, number }) => {
                assert_eq!((id, number.as_str()), (sample::id(5), receipt.number()));
            }
            other => panic!("{other:?}"),
        }
        let found = stage.store.load(CaseRef::Source(source.clone())).await.unwrap().unwrap();
        assert_eq!(found.id, sample::id(5));
        assert_eq!(stage.store.size().await.unwrap(), 1);
    });
}

#[test]
fn two_cases_are_joined_whole_or_not_at_all() {
    play(|stage| async move {
        for n in [1, 2] {
            stage.store.commit(sample::file(n)).await.unwrap();
        }
        let join = |round: u64, seen: u32| {
            let command = sample::command(1, round);
            let one = |n: u64, state: State, seen: u32| {
                let mut docket = sample::docket(n);
                docket.case.state = state;
                docket.reporter = None;
                let fact = sample::fact(command, sample::at(9), "merge", docket.case.id);
                Change::changed(docket, Version::new(seen), fact)
            };
            let change = one(1, State::Handling, 1).and(one(2, State::Merged, seen));
            Commit::new(command, sample::payload(round), change)
        };
        // The second record is at another version than was seen, so the first stays as it was, too.
        assert!(matches!(stage.store.commit(join(1, 7)).await, Err(CommitError::Conflict { .. })));
        assert_eq!(stage.store.size().await.unwrap(), 2);
        let receipt = stage.store.commit(join(2, 1)).await.unwrap();
        assert_eq!(receipt.steps.iter().map(|step| step.ledger_index).collect::<Vec<_>>(), [2, 3]);
        let merged = stage.store.load(CaseRef::Id(sample::id(2))).await.unwrap().unwrap();
        assert_eq!((merged.state, merged.version), (State::Merged, Version::new(2)));
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_reporter_is_read_only_with_its_fact_and_is_gone_after_erasure() {
    play(|stage| async move {
        stage.store.commit(sample::file(1)).await.unwrap();
        let load = || async { stage.store.load(CaseRef::Id(sample::id(1))).await.unwrap().unwrap() };
        let ask = sample::change(load().await, 1, 1, "reveal", |_| {});
        let (receipt, reporter) = stage.store.reveal(ask.clone()).await.unwrap();
        assert_eq!(reporter, sample::docket(1).reporter);
        let facts = stage.store.timeline(&About::Case(sample::id(1)), 0, 10).await.unwrap();
        assert_eq!((facts.len(), facts[1].index, &*facts[1].fact.verb), (2, receipt.ledger_index(), "reveal"));

        let erase = sample::change(load().await, 2, 1, "erase", |case| case.contact_erased_at = Some(sample::at(2)));
        stage.store.commit(erase).await.unwrap();
        let (receipt, reporter) = stage.store.reveal(ask).await.unwrap();
        assert!(receipt.repeated && reporter.is_none());
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn a_case_filed_and_changed_in_one_group_stands_as_changed_and_is_found_by_its_words() {
    play(|stage| async move {
        let hide = |case: &mut jingwei_cases::Case| {
            case.hidden = Some(Hidden { at: sample::at(1), reason: "涉及隐私".to_owned() });
        };
        let (filed, hidden) = tokio::join!(
            stage.store.commit(sample::file(1)),
            stage.store.commit(sample::change(sample::case(1), 1, 1, "hide", hide))
        );
        assert_eq!((filed.unwrap().ledger_index(), hidden.unwrap().ledger_index()), (0, 1));
        let number = stage.store.load(CaseRef::Id(sample::id(1))).await.unwrap().unwrap().number;
        let query = jingwei_store::CaseQuery { q: Some(number), hidden: Some(true), ..Default::default() };
        assert_eq!(stage.store.list(&query).await.unwrap().items[0].id, sample::id(1));
        assert_eq!(stage.audit().await, []);
    });
}

#[test]
fn whoever_waits_is_woken_in_turn_and_neighbours_are_found() {
    play(|stage| async move {
        let dockets: Vec<Docket> = (0..200).map(sample::docket).collect();
        join_all((0..200).map(|n| stage.store.commit(sample::file(n)))).await;
        let now = sample::at(0) + SignedDuration::from_hours(24);
        let mut waiting: Vec<_> =
            dockets.iter().filter_map(|d| d.wake_at.filter(|at| *at <= now).map(|at| (at, d.case.id))).collect();
        waiting.sort();
        let expected: Vec<_> = waiting.into_iter().map(|(_, id)| id).collect();
        assert!(expected.len() > 3);
        assert_eq!(stage.store.waking(now, 1000).await.unwrap(), expected);
        assert_eq!(stage.store.waking(now, 2).await.unwrap(), expected[..2]);

        let corner = |lng, lat| Location::new(lng, lat, Datum::Cgcs2000).unwrap();
        let near = Neighbourhood {
            south_west: corner(114.1, 22.6),
            north_east: corner(114.4, 22.9),
            filed_from: sample::at(20),
            kind: None,
            limit: 200,
        };
        let inside = |d: &&Docket| {
            d.case
                .place
                .location
                .is_some_and(|p| (114.1..=114.4).contains(&p.lng()) && (22.6..=22.9).contains(&p.lat()))
                && d.case.state.is_open()
                && d.case.intake.filed_at >= sample::at(20)
        };
        let expected: Vec<_> = dockets.iter().rev().filter(inside).map(|d| d.case.id).collect();
        let found = stage.store.similar(&near).await.unwrap();
        assert_eq!(found.iter().map(|s| s.id).collect::<Vec<_>>(), expected);
        let kind = found[0].kind.clone();
        let same = stage.store.similar(&Neighbourhood { kind: kind.clone(), ..near }).await.unwrap();
        assert!(!same.is_empty() && same.iter().all(|s| s.kind == kind));
    });
}

#[test]
fn a_fact_about_another_record_is_not_taken() {
    play(|stage: Stage| async move {
        let command = sample::command(1, 0);
        let fact = sample::fact(command, sample::at(1), "file", sample::id(2));
        let commit = Commit::new(command, sample::payload(1), Change::made(sample::docket(1), fact));
        assert!(matches!(stage.store.commit(commit).await, Err(CommitError::Malformed(_))));
        let fact = sample::fact(sample::command(2, 0), sample::at(1), "file", sample::id(1));
        let commit = Commit::new(command, sample::payload(1), Change::made(sample::docket(1), fact));
        assert!(matches!(stage.store.commit(commit).await, Err(CommitError::Malformed(_))));
        assert_eq!(stage.store.size().await.unwrap(), 0);
    });
}
