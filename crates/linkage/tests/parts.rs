//! A register that is linked in parts gives what it gives when it is held whole: the same clusters, pairs, scores and faults, however
//! little memory there is, however the records come in, with one source or two.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_linkage::link::link;
use jingwei_linkage::parts::{self, By, Intake, Pile, Shelf};
use jingwei_linkage::register::{Cells, Source};
use jingwei_linkage::{Comparer, Plan, Register};
use proptest::prelude::*;
use std::io::{Cursor, Read};

const PLAN: &str = r#"
id = "no"
[[field]]
name = "family"
kind = "name"
crosswise = "given"
[[field]]
name = "given"
kind = "name"
[[field]]
name = "born"
kind = "date"
[[field]]
name = "phone"
kind = "phone"
[[block]]
on = ["born:year"]
cap = 6
[[block]]
on = ["given:sound", "family"]
cap = 4
[[block]]
on = ["phone"]
"#;

/// Piles in memory.
#[derive(Default)]
struct Drawer(Vec<Vec<u8>>);

impl Shelf for Drawer {
    fn begin(&mut self) -> std::io::Result<Pile> {
        self.0.push(Vec::new());
        Ok(self.0.len() - 1)
    }
    fn put(&mut self, pile: Pile, bytes: &[u8]) -> std::io::Result<()> {
        self.0[pile].extend_from_slice(bytes);
        Ok(())
    }
    fn read(&self, pile: Pile) -> std::io::Result<Box<dyn Read>> {
        Ok(Box::new(Cursor::new(self.0[pile].clone())))
    }
    fn clear(&mut self, pile: Pile) {
        self.0[pile] = Vec::new();
    }
}

type Row = [String; 5];

/// A person by a number; the same number is the same person, written down a little differently by each turn.
fn written(at: usize, person: usize, turn: usize) -> Row {
    let family = ["王", "李", "张", "刘", "陈"][person % 5].to_owned();
    let given: String = [person * 7 % 300, person * 131 % 500]
        .map(|n| char::from_u32(0x4e00 + u32::try_from(n).unwrap()).unwrap())
        .iter()
        .collect();
    let born = format!("{}-{:02}-{:02}", 1960 + person % 9, 1 + person % 12, 10 + (person + turn) % 18);
    let phone = match turn % 4 {
        0 => "12".to_owned(),
        1 => String::new(),
        _ => format!("138{:08}", person * 7919 % 100_000_000),
    };
    let (family, given) = if turn % 5 == 4 { (given, family) } else { (family, given) };
    // Identifiers that do not stand in the order of their numbers, and one that stands twice.
    [(at / 40 * 40 + at % 39).to_string(), family, given, born, phone]
}

fn source(rows: &[Row], first_line: usize) -> Source {
    let column = |at: usize| {
        let mut cells = Cells::default();
        rows.iter().for_each(|row| cells.push(Some(&row[at])));
        cells
    };
    let lines = (u32::try_from(first_line).unwrap()..).take(rows.len()).collect();
    Source { ids: column(0), lines, fields: (1..5).map(|at| Some(column(at))).collect() }
}

/// Pairs that are one with their scores, clusters, pairs compared, and faults.
#[derive(Debug, PartialEq)]
struct Answer {
    pairs: Vec<(String, String, i32)>,
    clusters: Vec<(String, String)>,
    scored: usize,
    faults: Vec<(usize, u32, String)>,
}

fn whole(plan: &Plan, sources: &[Vec<Row>]) -> Answer {
    let register = Register::new(plan, sources.iter().map(|rows| source(rows, 2)).collect()).unwrap();
    let linked = link(&register, plan, None).unwrap();
    let comparer = Comparer::new(&register, plan, None);
    let name = |row| format!("{}:{}", register.source(row), register.id(row));
    let mut pairs = Vec::new();
    for group in linked.clusters.groups() {
        for (at, a) in group.iter().enumerate() {
            for b in group[at + 1..].iter().filter(|b| sources.len() < 2 || register.source(*a) != register.source(**b))
            {
                pairs.push((name(*a), name(*b), linked.weights.score(&comparer, *a, *b)));
            }
        }
    }
    let rows = (0..).take(register.len());
    Answer {
        pairs,
        clusters: rows.map(|row| (name(row), name(linked.clusters.of(row)))).collect(),
        scored: linked.pairs_scored,
        faults: register.faults().iter().map(|fault| (fault.source, fault.line, fault.field.clone())).collect(),
    }
}

fn in_parts(plan: &Plan, sources: &[Vec<Row>], at_a_time: usize, memory: usize) -> Answer {
    let mut shelf = Drawer::default();
    let mut intake = Intake::default();
    for (number, rows) in sources.iter().enumerate() {
        for (at, rows) in rows.chunks(at_a_time).enumerate() {
            intake.take(plan, &mut shelf, number, source(rows, 2 + at * at_a_time)).unwrap();
        }
    }
    let laid = intake.finish(plan, &mut shelf).unwrap();
    let faults = laid.faults().iter().map(|fault| (fault.source, fault.line, fault.field.clone())).collect();
    let parted = parts::link(laid, &By { plan, addresses: None }, &mut shelf, memory, &mut |_| ()).unwrap();
    let name = |(source, id): (u8, &str)| format!("{source}:{id}");
    let (mut clusters, mut pairs) = (Vec::new(), Vec::new());
    parted
        .each_record(&shelf, |own, first| {
            clusters.push((name(own), name(first)));
            Ok::<(), std::io::Error>(())
        })
        .unwrap();
    parted
        .each_pair(&shelf, |a, b, score| {
            pairs.push((name(a), name(b), score));
            Ok::<(), std::io::Error>(())
        })
        .unwrap();
    assert_eq!((parted.pairs(), parted.records() as usize), (pairs.len(), clusters.len()));
    Answer { pairs, clusters, scored: parted.pairs_scored, faults }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn linked_in_parts_is_linked_whole(
        people in prop::collection::vec((0_usize..150, 0_usize..12), 2..400),
        two in any::<bool>(),
        at_a_time in 1_usize..120,
        memory in 3_000_usize..400_000,
    ) {
        let plan = Plan::parse(PLAN).unwrap();
        let rows: Vec<Row> = people.iter().enumerate().map(|(at, (person, turn))| written(at, *person, *turn)).collect();
        let sources = if two { rows.chunks(rows.len() * 2 / 3 + 1).map(<[Row]>::to_vec).collect() } else { vec![rows] };
        prop_assert_eq!(in_parts(&plan, &sources, at_a_time, memory), whole(&plan, &sources));
    }
}

#[test]
fn a_register_in_parts_of_a_few_records_holds_pairs() {
    let plan = Plan::parse(PLAN).unwrap();
    let rows: Vec<Row> = (0..300).map(|at| written(at, at % 120, at / 120 + 2)).collect();
    let answer = in_parts(&plan, std::slice::from_ref(&rows), 17, 6_000);
    assert!(answer.pairs.len() > 50, "{}", answer.pairs.len());
    assert_eq!(answer, whole(&plan, &[rows]));
}

#[test]
fn an_empty_register_has_no_parts() {
    let plan = Plan::parse(PLAN).unwrap();
    let mut shelf = Drawer::default();
    let laid = Intake::default().finish(&plan, &mut shelf).unwrap();
    let parted = parts::link(laid, &By { plan: &plan, addresses: None }, &mut shelf, 1 << 20, &mut |_| ()).unwrap();
    assert_eq!((parted.records(), parted.clusters(), parted.pairs()), (0, 0, 0));
}
