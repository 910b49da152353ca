//! Lists: whatever is asked for, both databases show the same cases in the same order, and they are the right ones.

use crate::sample::{self, scatter};
use crate::stage::Stage;
use futures_util::future::join_all;
use jiff::SignedDuration;
use jingwei_cases::case::{Case, Channel, Docket, Property};
use jingwei_cases::state::State;
use jingwei_store::{CaseQuery, Cursor, Hands, ListError, Sort, Store, TallyBy, words};
use jingwei_terms::CaseId;
use std::collections::{BTreeMap, BTreeSet};

const CASES: u64 = 2000;

/// A case with its words, which are slow to make anew for every question.
type Known = (Docket, BTreeSet<String>);

#[test]
fn every_combination_of_filters_gives_the_right_cases_on_both_databases() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let dockets: Vec<Known> = (0..CASES).map(known).collect();
        for stage in Stage::both().await {
            for piece in (0..CASES).collect::<Vec<_>>().chunks(250) {
                for filed in join_all(piece.iter().map(|n| stage.store.commit(sample::file(*n)))).await {
                    filed.unwrap();
                }
            }
            let mut seen = 0;
            for chance in 0..300 {
                let query = query(chance);
                let expected = expected(&dockets, &query);
                let found = pages(&*stage.store, &query).await;
                assert_eq!(found, expected, "sqlite: {}, number {chance}: {query:?}", stage.is_sqlite());
                seen += found.len();
                if chance % 10 == 0 {
                    tallies(&*stage.store, &dockets, &query).await;
                }
            }
            assert!(seen > 5_000, "the questions find too little to show anything: {seen}");
        }
    });
}

#[test]
fn a_cursor_of_another_order_or_of_nobody_is_refused() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for stage in Stage::both().await {
            for n in 0..3 {
                stage.store.commit(sample::file(n)).await.unwrap();
            }
            let query = CaseQuery { limit: 1, ..CaseQuery::default() };
            let next = stage.store.list(&query).await.unwrap().next;
            assert!(next.is_some());
            let other = CaseQuery { cursor: next, sort: Sort::FiledOldest, ..query.clone() };
            assert!(matches!(stage.store.list(&other).await, Err(ListError::BadCursor)));
            let garbage = CaseQuery { cursor: Some(Cursor::new("'; DROP TABLE cases; --")), ..query };
            assert!(matches!(stage.store.list(&garbage).await, Err(ListError::BadCursor)));
        }
    });
}

/// All pages, and each page no longer than it may be.
async fn pages(store: &dyn Store, query: &CaseQuery) -> Vec<CaseId> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = store.list(&query).await.unwrap();
        assert!(page.items.len() <= query.limit as usize);
        found.extend(page.items.iter().map(|item| item.id));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return found,
        }
    }
}

/// A question made of the properties of some case, so that most questions have answers; some are crossed and have none.
fn query(chance: u64) -> CaseQuery {
    let model = sample::docket(scatter(chance) % CASES).case;
    let other = sample::docket(scatter(chance + 5000) % CASES).case;
    let dice = |k: u32, sides: u64| (scatter(chance * 31 + u64::from(k)) >> 7).is_multiple_of(sides);
    CaseQuery {
        states: match scatter(chance * 7) % 6 {
            0 => vec![model.state],
            1 => vec![State::Closed, State::Received, State::Received],
            2 => vec![State::Handling, State::Dispatched, State::ToDispatch],
            _ => vec![],
        },
        open: dice(1, 4).then_some(chance.is_multiple_of(2)),
        department: dice(2, 4).then(|| model.lead().cloned()).flatten(),
        hands: dice(16, 6).then(|| hands(&model)).flatten(),
        grid: dice(3, 9).then(|| model.place.grid.clone()).flatten(),
        area: dice(4, 4).then(|| area(&model, chance)),
        kind: dice(5, 4).then(|| kind(if dice(6, 3) { &other } else { &model }, chance)).flatten(),
        channel: dice(7, 5).then_some(if dice(8, 3) { Channel::Letter } else { model.intake.channel }),
        property: dice(9, 5).then_some(Property::Complaint),
        overdue_at: dice(10, 5).then(|| sample::at(scatter(chance) % 20_000)),
        hidden: dice(11, 5).then_some(chance.is_multiple_of(3)),
        q: dice(12, 3).then(|| question(&model, chance)),
        filed_from: dice(13, 4).then(|| sample::at(scatter(chance) % CASES)),
        filed_to: dice(14, 4).then(|| sample::at(scatter(chance + 1) % CASES)),
        source: dice(15, 6).then(|| "旧热线".to_owned()),
        sort: [Sort::FiledNewest, Sort::FiledOldest, Sort::DueSoonest][(chance % 3) as usize],
        cursor: None,
        limit: [200, 50, 37][(chance % 3) as usize],
    }
}

fn hands(case: &Case) -> Option<Hands> {
    let department = case.lead()?;
    Some(case.hand(department).map_or(Hands::Nobody(department.clone()), |hand| Hands::Of(hand.staff.clone())))
}

fn area(case: &Case, chance: u64) -> jingwei_terms::AreaCode {
    let digits = case.place.area.as_ref().unwrap().as_str();
    let level = [2, 4, 6, 9, 12][(chance % 5) as usize];
    let padded = format!("{:0<12}", &digits[..level]);
    (if level <= 6 && chance.is_multiple_of(2) { digits[..level].to_owned() } else { padded }).parse().unwrap()
}

fn kind(case: &Case, chance: u64) -> Option<jingwei_terms::KindCode> {
    let kind = case.kind.as_ref()?;
    Some(if chance.is_multiple_of(2) { kind.clone() } else { kind.as_str()[..3].parse().unwrap() })
}

fn question(case: &Case, chance: u64) -> String {
    let text: Vec<char> = case.intake.description.chars().collect();
    let from = usize::try_from(scatter(chance) % text.len() as u64).unwrap();
    let piece: String = text[from..].iter().take(1 + (chance % 5) as usize).collect();
    match chance % 7 {
        0 => "路灯 不亮".to_owned(),
        1 => "查无此事".to_owned(),
        2 => format!("{piece} {}", case.place.address),
        _ => piece,
    }
}

/// The slow way: look at every case.
fn expected(dockets: &[Known], query: &CaseQuery) -> Vec<CaseId> {
    let mut found: Vec<&Docket> = dockets.iter().filter(|known| fits(known, query)).map(|(docket, _)| docket).collect();
    match query.sort {
        Sort::FiledNewest => found.reverse(),
        Sort::FiledOldest => {}
        Sort::DueSoonest => found.sort_by_key(|docket| (docket.due_at.is_none(), docket.due_at)),
    }
    found.into_iter().map(|docket| docket.case.id).collect()
}

fn fits((docket, words): &Known, query: &CaseQuery) -> bool {
    let case = &docket.case;
    let is = |asked: bool, holds: bool| !asked || holds;
    is(!query.states.is_empty(), query.states.contains(&case.state))
        && query.open.is_none_or(|open| case.state.is_open() == open)
        && query.department.as_ref().is_none_or(|department| case.concerns(department))
        && query.hands.as_ref().is_none_or(|hands| match hands {
            Hands::Of(staff) => case.hands_now().any(|hand| hand.staff == *staff),
            Hands::Nobody(department) => case.at_work().contains_key(department) && case.hand(department).is_none(),
        })
        && query.grid.as_ref().is_none_or(|grid| case.grid() == Some(grid))
        && query.area.as_ref().is_none_or(|area| case.area().is_some_and(|inner| inner.lies_in(area)))
        && query
            .kind
            .as_ref()
            .is_none_or(|kind| case.kind.as_ref().is_some_and(|k| k.as_str().starts_with(kind.as_str())))
        && query.channel.is_none_or(|channel| case.intake.channel == channel)
        && query.property.is_none_or(|property| case.intake.property == property)
        && query.overdue_at.is_none_or(|now| docket.due_at.is_some_and(|due| due < now))
        && query.hidden.is_none_or(|hidden| case.hidden.is_some() == hidden)
        && query.filed_from.is_none_or(|from| case.intake.filed_at >= from)
        && query.filed_to.is_none_or(|to| case.intake.filed_at < to)
        && query.source.as_ref().is_none_or(|s| case.intake.source.as_ref().is_some_and(|source| source.system == *s))
        && query.q.as_ref().is_none_or(|q| holds(words, q))
}

fn known(n: u64) -> Known {
    let docket = sample::docket(n);
    let Case { intake, place, .. } = &docket.case;
    let words = words::words(&[&intake.title, &intake.description, &place.address]);
    (docket, words)
}

fn holds(stored: &BTreeSet<String>, question: &str) -> bool {
    let asked = words::asked(question);
    question.trim().is_empty() || (!asked.is_empty() && asked.is_subset(stored))
}

/// What a case is counted under.
type Value = fn(&Case) -> String;

async fn tallies(store: &dyn Store, dockets: &[Known], query: &CaseQuery) {
    let by: [(TallyBy, Value); 3] = [
        (TallyBy::State, |case| case.state.code().to_owned()),
        (TallyBy::Kind, |case| case.kind.as_ref().map(ToString::to_string).unwrap_or_default()),
        (TallyBy::Department, |case| case.lead().map(ToString::to_string).unwrap_or_default()),
    ];
    // A count is of all that match, with or without a deadline.
    for query in [CaseQuery { sort: Sort::FiledNewest, ..query.clone() }, CaseQuery::default()] {
        for (by, value) in by {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for (docket, _) in dockets.iter().filter(|known| fits(known, &query)) {
                *counts.entry(value(&docket.case)).or_default() += 1;
            }
            let mut expected: Vec<_> = counts.into_iter().collect();
            expected.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            assert_eq!(store.tally(&query, by).await.unwrap(), expected, "{query:?}");
        }
    }
}

#[test]
fn hours_are_counted_to_the_second() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for stage in Stage::both().await {
            for n in 0..4 {
                stage.store.commit(sample::file(n)).await.unwrap();
            }
            let count = async |query: CaseQuery| stage.store.list(&query).await.unwrap().items.len();
            let second = SignedDuration::from_secs(1);
            assert_eq!(count(CaseQuery { filed_from: Some(sample::at(2)), ..CaseQuery::default() }).await, 2);
            assert_eq!(count(CaseQuery { filed_from: Some(sample::at(2) + second), ..CaseQuery::default() }).await, 1);
            assert_eq!(count(CaseQuery { filed_to: Some(sample::at(2)), ..CaseQuery::default() }).await, 2);
            assert_eq!(count(CaseQuery { filed_to: Some(sample::at(2) + second), ..CaseQuery::default() }).await, 3);
        }
    });
}
