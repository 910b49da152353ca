//! Registers are linked from the command line: dirty ones too, in any order, kept under a purpose, asked about, taken apart and brought back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::Value;

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
const PURPOSE: &str = "[purpose]\nwhat = \"一人一档\"\nground = \"市政府令第1号第三条\"\nexpires = \"2999-12-31\"\n";
const HEADER: &str = "no,name,born,phone\n";
const FAMILY: &[char] = &['王', '李', '张', '刘', '陈', '杨', '赵', '黄'];

/// A person as a line of the first register.
fn person(n: u32) -> [String; 3] {
    let given = [0x4e00 + n * 7 % 2000, 0x5200 + n * 131 % 3000].map(|c| char::from_u32(c).unwrap());
    let name = format!("{}{}{}", FAMILY[n as usize % 8], given[0], given[1]);
    let born = format!("{}-{:02}-{:02}", 1940 + n % 60, 1 + n % 12, 10 + n % 18);
    [name, born, format!("138{:08}", u64::from(n) * 7919 % 100_000_000)]
}

/// The same person as somebody else wrote them down.
fn again(n: u32) -> [String; 3] {
    let [name, born, phone] = person(n);
    match n % 4 {
        0 => [name, born.replace('-', "/"), phone],
        1 => [name, format!("{}9", &born[..born.len() - 1]), phone],
        2 => [name, born, format!("139{:08}", u64::from(n) * 104_729 % 100_000_000)],
        _ => [name, born, format!("+86 {phone}")],
    }
}

fn line(id: &str, fields: &[String; 3]) -> String {
    format!("{id},{}\n", fields.join(","))
}

/// So many people, a third of them twice.
fn register(people: u32) -> Vec<String> {
    let mut lines: Vec<String> = (0..people).map(|n| line(&format!("a{n:04}"), &person(n))).collect();
    lines.extend((0..people).filter(|n| n % 3 == 0).map(|n| line(&format!("b{n:04}"), &again(n))));
    lines
}

fn table(lines: &[String]) -> String {
    format!("{HEADER}{}", lines.concat())
}

/// Runs a plan over files; gives the object, the clusters and what was said beside.
fn linked(place: &Place, plan: &str, inputs: &[&str]) -> (Value, String, String) {
    let clusters = place.path("clusters.csv").display().to_string();
    let mut args = vec!["linkage", "run", "--plan", plan, "--clusters", &clusters, "--json"];
    inputs.iter().for_each(|input| args.extend(["--input", input]));
    let output = place.run(&args);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{told}");
    let object = serde_json::from_slice(&output.stdout).unwrap();
    (object, std::fs::read_to_string(&clusters).unwrap(), told)
}

#[test]
fn dirty_lines_are_named_and_the_rest_is_linked() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    let mut lines = register(60);
    lines[4] = "a0004,某某,出生不详的一天,13800000004\n".to_owned();
    lines[6] = "a0006,短\n".to_owned();
    lines[8] = "a0008,\"换\n行\",1950-01-02,13800000008\n".to_owned();
    lines[9] = "a0009,赵某,41275,12\n".to_owned();
    let text = table(&lines);
    // Lines are counted as an editor counts them: the header is the first, and a cell may hold a line's end.
    let (gb, ..) = encoding_rs::GB18030.encode(&text);
    let marked = format!("\u{feff}{text}");
    let files = [("gb.csv", gb.into_owned()), ("bom.csv", marked.into_bytes()), ("plain.csv", text.into_bytes())];
    let mut answers = Vec::new();
    for (name, bytes) in files {
        let (object, clusters, told) = linked(&place, &plan, &[&place.write(name, bytes)]);
        assert_eq!(object["records"], 79, "{name}: the short line alone is left out");
        for (at, what) in [
            ("第 6 行 born", "line 6, born"),
            ("第 8 行", "2 columns instead of 4"),
            ("第 12 行 phone", "line 12, phone"),
        ] {
            assert!(told.contains(at) && told.contains(what), "{name}: {told}");
        }
        assert!(clusters.contains("b0000,a0000\n"), "{name}: {clusters}");
        answers.push(clusters);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn what_does_not_fit_into_memory_is_linked_in_parts_with_the_same_answer() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    let mut lines = register(90);
    lines[4] = "a0004,某某,出生不详的一天,13800000004\n".to_owned();
    lines[6] = "a0006,短\n".to_owned();
    let (one, other) = (table(&lines[..70]), table(&lines[70..]));
    let csv = place.write("all.csv", table(&lines));
    let sides = [place.write("one.csv", one), place.write("other.csv", other)];
    for inputs in [vec![&*csv], sides.iter().map(|side| &**side).collect()] {
        let (whole, clusters, told) = linked(&place, &plan, &inputs);
        let (pairs, out) = (place.path("pairs.csv"), place.path("parts.csv"));
        let (pairs, out) = (pairs.display().to_string(), out.display().to_string());
        let mut args = vec!["linkage", "run", "--plan", &plan, "--clusters", &out, "--pairs", &pairs];
        inputs.iter().for_each(|input| args.extend(["--input", input]));
        place.ok(&args);
        let whole_pairs = std::fs::read_to_string(&pairs).unwrap();
        let output = place.run(&[&args[..], &["--memory", "0", "--json"]].concat());
        let parted: Value = serde_json::from_slice(&output.stdout).unwrap();
        for what in ["records", "clusters", "pairs_linked", "pairs_scored", "faults"] {
            assert_eq!(parted[what], whole[what], "{what}");
        }
        assert_eq!(std::fs::read_to_string(&out).unwrap(), clusters);
        assert_eq!(std::fs::read_to_string(&pairs).unwrap(), whole_pairs);
        let said = String::from_utf8(output.stderr).unwrap();
        let faults = |text: &str| -> Vec<String> {
            text.lines().filter(|line| line.contains("line ")).map(str::to_owned).collect()
        };
        assert_eq!(faults(&said), faults(&told));
        assert!(said.contains("blocks compared 2/2") && !told.contains("compared"), "{said}");
    }
}

#[test]
fn a_plan_may_stop_at_the_first_fault() {
    let place = Place::new();
    let plan = place.write("plan.toml", format!("faults = \"stop\"\n{PLAN}"));
    let mut lines = register(9);
    lines[3] = "a0003,某某,2026-02-31,13800000003\n".to_owned();
    let file = place.write("a.csv", table(&lines));
    let output = place.run(&["linkage", "run", "--plan", &plan, "--input", &file]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("第 5 行") && told.lines().last().unwrap().starts_with("faults: "), "{told}");
}

#[test]
fn impossible_identity_numbers_are_named_and_a_slip_in_one_is_still_compared() {
    let place = Place::new();
    let plan = "id = \"no\"\n[[field]]\nname = \"card\"\nkind = \"id-card\"\n[[field]]\nname = \"name\"\nkind = \"name\"\n[[block]]\non = [\"name\"]\n";
    let plan = place.write("plan.toml", plan);
    let text = "no,card,name\n1,11010519491231002X,王芳\n2,110105194912310021,王芳\n3,1101051949,李娜\n4,99999999999999999X,李娜\n";
    let (object, _, told) = linked(&place, &plan, &[&place.write("cards.csv", text)]);
    assert_eq!((object["records"].as_u64(), object["faults"].as_u64()), (Some(4), Some(3)), "{told}");
    for line in ["第 3 行 card", "第 4 行 card", "第 5 行 card"] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn empty_files_and_a_column_that_one_source_lacks_are_told_and_no_obstacle() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    let (object, clusters, told) = linked(&place, &plan, &[&place.write("empty.csv", HEADER)]);
    assert_eq!((object["records"].as_u64(), clusters.as_str()), (Some(0), "id,cluster\n"));
    assert!(told.contains("没有记录"), "{told}");
    let one = place.write("one.csv", table(&register(90)));
    let lacking: String = (0..90).map(|n| format!("c{n:04},{},{}\n", again(n)[0], again(n)[1])).collect();
    let other = place.write("other.csv", format!("no,name,born\n{lacking}"));
    let (object, _, told) = linked(&place, &plan, &[&one, &other]);
    assert!(told.contains("缺少列 phone") && object["pairs_linked"].as_u64() > Some(40), "{told} {object}");
    let nothing = place.write("nothing.csv", "");
    assert!(place.refused(&["linkage", "plan", "--input", &nothing]).starts_with("no_plan: "));
}

#[test]
fn the_order_of_lines_decides_nothing() {
    let place = Place::new();
    let plan = place.write("plan.toml", PLAN);
    let mut lines = register(300);
    let (_, straight, _) = linked(&place, &plan, &[&place.write("a.csv", table(&lines))]);
    lines.reverse();
    lines.swap(5, 200);
    lines.rotate_left(77);
    let (_, mixed, _) = linked(&place, &plan, &[&place.write("b.csv", table(&lines))]);
    assert_eq!(straight, mixed);
}

#[test]
fn nothing_is_kept_without_a_purpose_that_holds() {
    let place = Place::with_city();
    let file = place.write("a.csv", table(&register(30)));
    let run = |plan: &str| ["linkage", "run", "--plan", plan, "--input", &file, "--keep", "居民"].map(str::to_owned);
    let without = place.write("without.toml", PLAN);
    let over = place.write("over.toml", format!("{PLAN}{}", PURPOSE.replace("2999", "2020")));
    let refused = |plan: &str| place.refused(&run(plan).iter().map(String::as_str).collect::<Vec<_>>());
    assert!(refused(&without).starts_with("linkage_no_purpose: "));
    assert!(refused(&over).starts_with("linkage_expired: "));
    assert_eq!(place.ok(&["linkage", "show"])["linkages"], serde_json::json!([]));
}

#[test]
fn a_linkage_is_kept_asked_about_taken_apart_and_brought_back() {
    let place = Place::with_city();
    let file = place.write("a.csv", table(&register(300)));
    let proposed = place.ok(&["linkage", "plan", "--input", &file]);
    let plan = place.write("plan.toml", format!("{}{PURPOSE}", proposed["plan"].as_str().unwrap()));
    let kept = place.ok(&["linkage", "run", "--plan", &plan, "--input", &file, "--keep", "居民"]);
    assert_eq!((kept["act"].as_u64(), kept["purpose"]["what"].as_str()), (Some(1), Some("一人一档")));

    // Why two records are one adds up.
    let why =
        place.ok(&["linkage", "explain", "--plan", &plan, "--input", &file, "--left", "a0003", "--right", "b0003"]);
    let parts = why["fields"].as_array().unwrap().iter().map(|field| field["millibits"].as_i64().unwrap());
    let sum = why["prior_millibits"].as_i64().unwrap() + parts.sum::<i64>();
    assert_eq!(sum, why["score_millibits"].as_i64().unwrap());

    // A group is taken apart and brought back, its name included.
    let show = |id: &str| place.ok(&["linkage", "show", "--name", "居民", id]);
    let before = show("b0003");
    assert_eq!(before["records"], serde_json::json!(["a0003", "b0003"]));
    let split = place.ok(&["linkage", "split", "--name", "居民", "--record", "b0003"]);
    assert_eq!(split["act"], 2);
    assert_eq!(show("b0003")["records"], serde_json::json!(["b0003"]));
    assert_eq!(show("a0003")["entity"], before["entity"]);
    let again_kept = place.ok(&["linkage", "run", "--plan", &plan, "--input", &file, "--keep", "居民"]);
    assert_eq!(again_kept["act"], 3);
    assert_eq!(show("b0003")["records"], serde_json::json!(["b0003"]), "a run does not overrule a person");
    place.ok(&["linkage", "undo", "--name", "居民", "2"]);
    place.ok(&["linkage", "undo", "--name", "居民", "3"]);
    let after = show("b0003");
    assert_eq!((&after["records"], &after["entity"]), (&before["records"], &before["entity"]));
    let line = place.refused(&["linkage", "undo", "--name", "居民", "2"]);
    assert!(line.starts_with("linkage_undone: "), "{line}");

    // A day's new records join without the register being done again; names stay.
    let [_, born, phone] = person(900);
    let day: Vec<String> = vec![line_of("0new", &again(1)), line_of("0other", &["=1+1".to_owned(), born, phone])];
    let new = place.write("day.csv", table(&day));
    let added = place.ok(&["linkage", "add", "--name", "居民", "--input", &file, "--new", &new]);
    assert_eq!((added["new"].as_u64(), added["joins"].as_u64()), (Some(2), Some(1)), "{added}");
    assert!(added["pairs_scored"].as_u64() < Some(100), "only pairs with new records are compared: {added}");
    assert_eq!(show("0new")["records"], serde_json::json!(["a0001", "0new"]), "the earlier record leads");
    let twice = place.refused(&["linkage", "add", "--name", "居民", "--input", &file, "--new", &file]);
    assert!(twice.starts_with("double_identifier: "), "{twice}");

    // An answer is kept, and is not asked again.
    let answer = ["linkage", "review", "--name", "居民", "--left", "a0001", "--right", "0new", "--answer", "different"];
    place.ok(&answer);
    assert_eq!(show("0new")["records"], serde_json::json!(["0new"]));
    let same = ["linkage", "review", "--name", "居民", "--left", "0new", "--right", "a0001", "--answer", "same"];
    assert!(place.refused(&same).starts_with("linkage_contradiction: "));

    // Golden records name their sources; handing them out is a fact.
    let out = place.path("golden.csv").display().to_string();
    let golden = place.ok(&["linkage", "golden", "--name", "居民", "--input", &file, "--input", &new, "--out", &out]);
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count() as u64, golden["entities"].as_u64().unwrap() + 1);
    assert!(text.lines().next().unwrap().contains("phone,phone_from"), "{text}");
    assert!(text.contains(",'=1+1,0other,"), "no spreadsheet takes a name for a formula: {text}");
    let report = place.ok(&["linkage", "report", "--name", "居民", "--input", &file, "--input", &new]);
    assert_eq!((report["before"].as_u64(), report["answers"]["different"].as_u64()), (Some(402), Some(0)), "{report}");
    assert_eq!(report["after"], golden["entities"]);
    assert!(
        report["fields"].as_array().unwrap().iter().any(|field| field["entities_with_many_values"].as_u64() > Some(0))
    );
    assert_eq!(place.ok(&["ledger", "verify"])["ok"], true);
}

fn line_of(id: &str, fields: &[String; 3]) -> String {
    line(id, fields)
}

#[test]
fn fields_that_may_not_be_shown_are_compared_as_filters() {
    let place = Place::new();
    let key = place.write("key", "0123456789abcdef0123456789abcdef\n");
    let plan = "id = \"no\"\n[[field]]\nname = \"name\"\nkind = \"hidden\"\n[[field]]\nname = \"born\"\nkind = \"date\"\n[[field]]\nname = \"phone\"\nkind = \"hidden\"\n[[block]]\non = [\"phone\"]\n[[block]]\non = [\"born\"]\n";
    let plan = place.write("plan.toml", plan);
    let file = place.write("a.csv", table(&register(300)));
    let out = place.path("hidden.csv").display().to_string();
    let hide =
        ["linkage", "hide", "--input", &file, "--out", &out, "--key-file", &key, "--keep", "no", "--keep", "born"];
    let hidden = place.ok(&[&hide[..], &["--field", "name", "--exact", "phone"]].concat());
    assert_eq!(hidden["records"], 400);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(!text.contains(&person(0)[0]) && !text.contains(&person(0)[2]));
    let (object, ..) = linked(&place, &plan, &[&out]);
    assert!((70..=100).contains(&object["pairs_linked"].as_u64().unwrap()), "{object}");
    let short = place.write("short", "too short");
    let refused =
        place.refused(&["linkage", "hide", "--input", &file, "--out", &out, "--key-file", &short, "--field", "name"]);
    assert!(refused.starts_with("short_key: "), "{refused}");
}
