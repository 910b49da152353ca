//! A linkage that is kept, through random runs, additions, answers, splits and undoings: what is taken back leaves exactly what the rest
//! says, names stay, and what persons said holds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_linkage::history::act::{Act, ActNumber, Add, Found, Join, Run};
use jingwei_linkage::history::{Entities, History, Unacceptable};
use jingwei_linkage::weigh::Weights;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn record(number: u8) -> String {
    format!("r{number:02}")
}

fn found(joins: &[(u8, u8)]) -> Found {
    let join =
        |(at, (left, right)): (i32, &(u8, u8))| Join { left: record(*left), right: record(*right), score: 9_000 - at };
    Found { joins: (0..).zip(joins).map(join).collect(), ..Found::default() }
}

fn weights() -> Weights {
    serde_json::from_str(r#"{"prior":-9000,"grades":[],"rarity":[]}"#).unwrap()
}

fn run(joins: &[(u8, u8)]) -> Act {
    Act::Run(Box::new(Run { plan: String::new(), sources: 1, weights: weights(), found: found(joins) }))
}

fn add(new: &[u8], joins: &[(u8, u8)]) -> Act {
    Act::Add(Box::new(Add { records: new.iter().copied().map(record).collect(), found: found(joins) }))
}

fn same(left: u8, right: u8) -> Act {
    Act::Same { left: record(left), right: record(right), score: None }
}

fn undo(of: ActNumber) -> Act {
    Act::Undo { of, join: None }
}

fn names(entities: &Entities) -> Vec<(String, Vec<String>)> {
    entities.groups().iter().map(|(id, group)| (id.to_string(), group.clone())).collect()
}

fn parts(entities: &Entities) -> BTreeSet<BTreeSet<String>> {
    entities.groups().iter().map(|(_, group)| group.iter().cloned().collect()).collect()
}

fn part(records: &[u8]) -> BTreeSet<String> {
    records.iter().copied().map(record).collect()
}

#[test]
fn a_join_taken_back_restores_both_and_keeps_what_came_later() {
    let mut history = History::new("residents", Vec::new());
    history.push(run(&[(1, 2), (3, 4)])).unwrap();
    let before = names(&history.entities());
    let merge = history.push(same(2, 3)).unwrap();
    let first = before[0].0.clone();
    assert_eq!(names(&history.entities())[0].0, first, "the one that entered first gives the name");
    history.push(add(&[9], &[(9, 4)])).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 2, 3, 4, 9])]));
    let taken_back = history.push(undo(merge)).unwrap();
    let after = names(&history.entities());
    assert_eq!(after[0], before[0]);
    assert_eq!((&after[1].0, after[1].1.len()), (&before[1].0, 3), "its old name, and the new record with it");
    assert_eq!(history.push(undo(merge)), Err(Unacceptable::Undone));
    history.push(undo(taken_back)).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 2, 3, 4, 9])]));
}

#[test]
fn one_join_of_many_can_be_taken_back() {
    let mut history = History::new("residents", Vec::new());
    let act = history.push(run(&[(1, 2), (2, 3), (5, 6)])).unwrap();
    history.push(Act::Undo { of: act, join: Some(2) }).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 2]), part(&[5, 6])]));
    assert_eq!(history.push(Act::Undo { of: act, join: Some(4) }), Err(Unacceptable::NotThere));
    assert_eq!(history.push(undo(7)), Err(Unacceptable::NotThere));
}

#[test]
fn what_was_split_stays_together_on_its_side_and_apart_through_later_runs() {
    let mut history = History::new("residents", Vec::new());
    history.push(run(&[(1, 2), (1, 3), (1, 4)])).unwrap();
    let split = history.split(&[record(2), record(3)]).unwrap();
    history.push(split).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 4]), part(&[2, 3])]));
    history.push(run(&[(2, 3), (1, 4), (1, 2)])).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 4]), part(&[2, 3])]));
    assert_eq!(history.push(same(3, 4)), Err(Unacceptable::Contradicts(2)));
    assert_eq!(history.split(&[record(1), record(2)]), Err(Unacceptable::NotAPart));
    assert_eq!(history.split(&[record(1), record(4)]), Err(Unacceptable::NotAPart));
}

#[test]
fn an_answer_of_different_takes_along_whoever_is_tied_more_surely_to_the_second() {
    let mut history = History::new("residents", Vec::new());
    // 1-2 and 3-4 are sure, 2-3 is not.
    history.push(run(&[(1, 2), (3, 4), (2, 3)])).unwrap();
    let answer = history.differ("r01", "r04", Some(200)).unwrap();
    history.push(answer).unwrap();
    assert_eq!(parts(&history.entities()), BTreeSet::from([part(&[1, 2]), part(&[3, 4])]));
    assert_eq!(history.answers(), [(200, false)]);
    assert!(history.is_said("r04", "r01") && !history.is_said("r01", "r02"));
}

/// What a test does next, of what stands.
#[derive(Debug, Clone)]
enum Move {
    Run(Vec<(u8, u8)>),
    /// A record that was never there, and those that it joins.
    Add(Vec<u8>),
    Same(u8, u8),
    Differ(u8, u8),
    SplitOff(u8, u8),
    Undo(u8),
    UndoJoin(u8, u8),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let pair = || (0_u8..14, 0_u8..14);
    let pairs = move || prop::collection::vec(pair(), 0..10);
    let one = prop_oneof![
        1 => pairs().prop_map(Move::Run),
        2 => prop::collection::vec(0_u8..14, 1..4).prop_map(Move::Add),
        2 => pair().prop_map(|(a, b)| Move::Same(a, b)),
        2 => pair().prop_map(|(a, b)| Move::Differ(a, b)),
        2 => (0_u8..14, 1_u8..3).prop_map(|(a, n)| Move::SplitOff(a, n)),
        2 => any::<u8>().prop_map(Move::Undo),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(a, j)| Move::UndoJoin(a, j)),
    ];
    prop::collection::vec(one, 1..16)
}

/// Makes a move, if what stands allows it.
fn make(history: &mut History, step: &Move) -> Option<ActNumber> {
    let acts = u32::try_from(history.acts().len()).unwrap();
    let act = match step {
        Move::Run(joins) => run(joins),
        Move::Add(joined) => {
            let new = 20 + u8::try_from(acts).unwrap();
            add(&[new], &joined.iter().map(|record| (new, *record)).collect::<Vec<_>>())
        }
        Move::Same(a, b) => same(*a, *b),
        Move::Differ(a, b) => history.differ(&record(*a), &record(*b), None).ok()?,
        Move::SplitOff(a, n) => {
            let group = history.entities().records(&record(*a));
            history.split(&group[..usize::from(*n).min(group.len())]).ok()?
        }
        Move::Undo(of) => undo(1 + u32::from(*of) % acts.max(1)),
        Move::UndoJoin(of, join) => {
            Act::Undo { of: 1 + u32::from(*of) % acts.max(1), join: Some(1 + u32::from(*join) % 10) }
        }
    };
    history.push(act).ok()
}

/// The same history without one act; its number stays taken by one that does nothing.
fn without(history: &History, number: ActNumber) -> History {
    let nothing = || Act::Handed { what: "golden".to_owned(), entities: 0 };
    let acts = history.acts().map(|(n, act)| match act {
        Act::Undo { of, .. } if *of == number => nothing(),
        act if n != number => act.clone(),
        _ => nothing(),
    });
    History::new(history.name(), acts.collect())
}

/// What the latest run and the additions after it say, by plain walking from record to record.
fn connected(history: &History) -> BTreeSet<BTreeSet<String>> {
    let mut neighbours: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, act) in history.acts() {
        if matches!(act, Act::Run(_)) {
            neighbours.clear();
        }
        for join in act.found().map_or(&[][..], |found| &found.joins) {
            neighbours.entry(join.left.clone()).or_default().insert(join.right.clone());
            neighbours.entry(join.right.clone()).or_default().insert(join.left.clone());
        }
    }
    let mut parts = BTreeSet::new();
    for start in neighbours.keys() {
        let (mut part, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(next) = open.pop() {
            if part.insert(next.clone()) {
                open.extend(&neighbours[next]);
            }
        }
        if part.len() > 1 {
            parts.insert(part);
        }
    }
    parts
}

proptest! {
    #[test]
    fn an_act_taken_back_leaves_exactly_what_the_others_say(moves in moves(), which in any::<u8>()) {
        let mut history = History::new("residents", Vec::new());
        for step in &moves {
            let before = names(&history.entities());
            if let Some(number) = make(&mut history, step) {
                // Taken back at once, everything is as it was, names included; and back again.
                let after = names(&history.entities());
                let mut other = history.clone();
                let back = other.push(undo(number)).unwrap();
                prop_assert_eq!(names(&other.entities()), before);
                if other.push(undo(back)).is_ok() {
                    prop_assert_eq!(names(&other.entities()), after);
                }
            }
        }
        let acts = u32::try_from(history.acts().len()).unwrap();
        if acts > 0 {
            let number = 1 + u32::from(which) % acts;
            let alone = without(&history, number);
            let mut other = history.clone();
            let is_undone = !history.is_in_force(number);
            let of_an_undo = matches!(history.act(number), Some(Act::Undo { .. }));
            if !is_undone && !of_an_undo && other.push(undo(number)).is_ok() {
                let was_touched = history.acts().any(|(_, act)| matches!(act, Act::Undo { of, .. } if *of == number));
                if !was_touched {
                    prop_assert_eq!(names(&other.entities()), names(&alone.entities()));
                }
            }
        }
    }

    #[test]
    fn what_persons_said_holds_whatever_the_scores_say(moves in moves()) {
        let mut history = History::new("residents", Vec::new());
        for step in &moves {
            make(&mut history, step);
            let entities = history.entities();
            let mut seen = BTreeSet::new();
            for (_, group) in entities.groups() {
                prop_assert!(group.iter().all(|record| seen.insert(record.clone())), "each record in one group");
            }
            for (number, act) in history.acts().filter(|(number, _)| history.is_in_force(*number)) {
                match act {
                    Act::Same { left, right, .. } => {
                        prop_assert_eq!(entities.id(left), entities.id(right), "act {}", number);
                    }
                    Act::Split { out, rest, .. } => {
                        for (a, b) in out.iter().flat_map(|a| rest.iter().map(move |b| (a, b))) {
                            prop_assert!(entities.id(a) != entities.id(b), "act {}: {} and {}", number, a, b);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn where_nobody_has_said_anything_groups_are_what_joins_connect(moves in moves()) {
        let mut history = History::new("residents", Vec::new());
        for step in moves.iter().filter(|step| matches!(step, Move::Run(_) | Move::Add(_))) {
            make(&mut history, step);
        }
        prop_assert_eq!(parts(&history.entities()), connected(&history));
    }

    #[test]
    fn a_name_stays_while_records_are_added(joins in prop::collection::vec((0_u8..14, 0_u8..14), 1..10)) {
        let mut history = History::new("residents", Vec::new());
        history.push(run(&joins)).unwrap();
        let before = history.entities();
        // A new record whose identifier sorts before all others.
        let mut act = add(&[], &[]);
        if let Act::Add(add) = &mut act {
            add.records.push("a new one".to_owned());
            let (left, right) = ("a new one".to_owned(), before.groups().first().map_or(record(1), |g| g.1[0].clone()));
            add.found.joins.push(Join { left, right, score: 1 });
        }
        history.push(act).unwrap();
        let after = history.entities();
        for number in 0..14 {
            prop_assert_eq!(before.id(&record(number)), after.id(&record(number)));
        }
    }
}
