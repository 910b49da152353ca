//! A small register goes all the way: what comes out is right, explained to the last thousandth of a bit, the same for every order of
//! its lines, and can be taken back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use jingwei_linkage::golden::golden;
use jingwei_linkage::propose::{Column, propose};
use jingwei_linkage::register::{Cells, Source};
use jingwei_linkage::{AddressGrader, Comparer, Nearness, Plan, Register, explain, link};

const NAMES: [&str; 8] = ["王芳", "李娜", "张伟", "刘洋", "陈静", "杨勇", "赵敏", "周杰"];
const PLAN: &str = r#"
id = "no"
[[field]]
name = "name"
kind = "name"
[[field]]
name = "born"
kind = "date"
[[field]]
name = "phone"
kind = "phone"
[[block]]
on = ["name:sound", "born:year"]
[[block]]
on = ["phone"]
[[survivorship]]
field = "phone"
rule = "latest"
"#;

/// Two hundred people, each twice: the second time with the name as it sounds, a slip in the day, or another phone.
fn people() -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for person in 0..200_usize {
        let name =
            format!("{}{}", NAMES[person % 8], char::from_u32(0x4e00 + u32::try_from(person * 7).unwrap()).unwrap());
        let born = format!("{}-{:02}-{:02}", 1940 + person % 60, 1 + person % 12, 10 + person % 18);
        let phone = format!("138{:08}", person * 7919 + 11);
        rows.push([format!("a{person:03}"), name.clone(), born.clone(), phone.clone()]);
        let (name, born, phone) = match person % 4 {
            0 => (name, born.replace('-', "/"), phone),
            1 => (name, format!("{}8", &born[..born.len() - 1]), phone),
            2 => (name, born, format!("139{:08}", person * 104_729 + 7)),
            _ => (name, born, format!("+86 {phone}")),
        };
        rows.push([format!("b{person:03}"), name, born, phone]);
    }
    rows
}

fn register(plan: &Plan, rows: &[[String; 4]]) -> Register {
    let column = |at: usize| {
        let mut cells = Cells::default();
        rows.iter().for_each(|row| cells.push(Some(&row[at])));
        cells
    };
    let fields = (1..4).map(|at| Some(column(at))).collect();
    let lines = (2..).take(rows.len()).collect();
    Register::new(plan, vec![Source { ids: column(0), lines, fields }]).unwrap()
}

fn groups(plan: &Plan, rows: &[[String; 4]]) -> Vec<Vec<String>> {
    let register = register(plan, rows);
    let linked = link(&register, plan, None).unwrap();
    linked
        .clusters
        .groups()
        .iter()
        .map(|group| group.iter().map(|row| register.id(*row).to_owned()).collect())
        .collect()
}

#[test]
fn people_who_stand_twice_are_found_and_nobody_else() {
    let plan = Plan::parse(PLAN).unwrap();
    let found = groups(&plan, &people());
    let right = found.iter().filter(|group| group.len() == 2 && group[0][1..] == group[1][1..]).count();
    assert!(right >= 190 && found.len() == right, "{right} right of {} found", found.len());
}

#[test]
fn the_order_of_lines_decides_nothing() {
    let plan = Plan::parse(PLAN).unwrap();
    let mut rows = people();
    let straight = groups(&plan, &rows);
    rows.reverse();
    rows.swap(3, 77);
    assert_eq!(groups(&plan, &rows), straight);
}

#[test]
fn an_explanation_adds_up_to_the_score_exactly() {
    let plan = Plan::parse(PLAN).unwrap();
    let register = register(&plan, &people());
    let linked = link(&register, &plan, None).unwrap();
    let comparer = Comparer::new(&register, &plan, None);
    assert!(!linked.edges.is_empty());
    for edge in &linked.edges {
        let why = explain(&comparer, &plan, &linked.weights, edge.a, edge.b);
        let parts: i32 = why.fields.iter().map(|says| says.agreement + says.rarity).sum();
        assert_eq!((why.prior + parts, why.score), (edge.score, edge.score));
    }
}

/// Knows nothing but the last character.
struct Last;

impl AddressGrader for Last {
    fn grade(&self, left: &str, right: &str) -> Nearness {
        if left.chars().last() == right.chars().last() { Nearness::Exact } else { Nearness::None }
    }
}

#[test]
fn addresses_are_graded_by_the_caller_where_the_plan_asks_for_it() {
    let text = PLAN.replace("kind = \"name\"", "kind = \"address\"\ngraded = true");
    let rows = [["a", "文三路9号一", "", ""], ["b", "世纪大道1号一", "", ""], ["c", "文三路9号二", "", ""]];
    let rows = rows.map(|row| row.map(str::to_owned));
    for (text, graded) in [(text.clone(), true), (text.replace("graded = true", ""), false)] {
        let plan = Plan::parse(&text).unwrap();
        let register = register(&plan, &rows);
        let grades = |grader| {
            let comparer = Comparer::new(&register, &plan, grader);
            [comparer.grade(0, 0, 1), comparer.grade(0, 1, 0), comparer.grade(0, 0, 2)]
        };
        assert_eq!(grades(Some(&Last)) == [6, 6, 1], graded);
        assert_eq!(grades(None), [1, 1, 6], "by words and numbers one slip is nearer");
    }
}

#[test]
fn a_golden_record_names_the_record_of_each_field() {
    let plan = Plan::parse(PLAN).unwrap();
    let register = register(&plan, &people());
    let group = [register.find("a002")[0], register.find("b002")[0]];
    let golden = golden(&register, &plan, &["people"], &group);
    let phone = golden[2].as_ref().unwrap();
    assert_eq!((register.id(phone.from), phone.agree, phone.differ), ("b002", 1, 1), "the latest phone survives");
    assert_eq!(golden[0].as_ref().unwrap().agree, 2);
}

#[test]
fn wrong_values_are_named_by_line_and_a_missing_column_is_no_obstacle() {
    let plan = Plan::parse(PLAN).unwrap();
    let mut rows = people();
    rows[5][2] = "some day".to_owned();
    let wrong = register(&plan, &rows);
    assert_eq!((wrong.fault_count(), wrong.faults()[0].line, wrong.faults()[0].field.as_str()), (1, 7, "born"));
    let mut ids = Cells::default();
    ids.push(Some("x"));
    let lacking = Source { ids, lines: vec![2], fields: vec![None, None, None] };
    let register = Register::new(&plan, vec![lacking]).unwrap();
    assert_eq!(link(&register, &plan, None).unwrap().clusters.len(), 1);
    let empty = Register::new(&plan, vec![Source { fields: vec![None, None, None], ..Source::default() }]).unwrap();
    assert_eq!(link(&empty, &plan, None).unwrap().clusters.len(), 0);
}

#[test]
fn the_data_propose_a_plan_that_leaves_the_answer_alone() {
    let rows = people();
    let names = ["no", "name", "born", "phone", "cluster"];
    let columns = names.iter().enumerate().map(|(at, name)| {
        let mut cells = Cells::default();
        rows.iter().for_each(|row| cells.push(Some(row.get(at).map_or(&row[0][1..], |cell| cell))));
        Column { name: (*name).to_owned(), cells: vec![cells] }
    });
    let proposal = propose(&columns.collect::<Vec<_>>()).unwrap();
    let kinds: Vec<String> = proposal.plan.fields.iter().map(|f| format!("{} {:?}", f.name, f.kind)).collect();
    assert_eq!(kinds, ["name Name", "born Date", "phone Phone"]);
    assert_eq!(proposal.plan.id, "no");
}
