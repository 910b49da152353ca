//! The kind of a report on the command line: trained, evaluated and suggested, and how each says no.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::{Place, rulebook};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::Stdio;

const WAYS: &[(&str, &[&str])] = &[
    ("路灯", &["路灯不亮", "路灯坏了", "灯杆歪斜", "晚上漆黑一片", "照明设施损坏"]),
    ("噪声", &["广场舞太吵", "半夜施工噪声", "音响扰民", "装修电钻声", "酒吧音乐吵得睡不着"]),
    ("停车", &["车辆乱停放", "占用消防通道停车", "车位被占", "僵尸车长期停放", "人行道停满车"]),
];
const PLACES: &[&str] = &["幸福路", "人民广场", "东风小区", "滨河公园", "三中门口", "菜市场旁", "建设大道"];

/// So many reviewed reports as JSON lines.
fn reports(n: usize) -> String {
    let row = |at: usize| {
        let (kind, ways) = WAYS[at % WAYS.len()];
        let (place, district) = (PLACES[at / 3 % PLACES.len()], ["东区", "西区"][at % 2]);
        let text = format!("{place}{}，{}，请尽快派人处理", ways[at / 3 % ways.len()], ways[at / 5 % ways.len()]);
        json!({ "title": format!("反映{place}的问题"), "text": text, "kind": kind, "district": district }).to_string()
    };
    (0..n).map(|at| row(at) + "\n").collect()
}

fn trained(place: &Place) -> Value {
    place.write("reports.jsonl", reports(300));
    place.ok(&[
        "triage",
        "train",
        "--input",
        "reports.jsonl",
        "--text",
        "title,text",
        "--label",
        "kind",
        "--out",
        "m.model",
    ])
}

/// Runs `triage suggest` with these lines on standard input.
fn suggest(place: &Place, args: &[&str], lines: &[u8]) -> (Option<i32>, Vec<Value>) {
    let mut command = place.command(&[&["triage", "suggest"], args].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn a_model_is_trained_evaluated_and_asked() {
    let place = Place::new();
    let answer = trained(&place);
    assert_eq!((&answer["rows"], &answer["classes"]), (&300.into(), &3.into()), "{answer}");
    assert!(answer["seconds"].as_f64().unwrap() >= 0.0 && answer["about"]["figures"]["n"] == 300, "{answer}");

    let args = ["triage", "evaluate", "--model", "m.model", "--input", "reports.jsonl", "--label", "kind"];
    let answer = place.ok(&[&args[..], &["--text", "title,text", "--by", "district"]].concat());
    for key in ["n", "macro_f1", "accuracy", "coverage", "accuracy_covered", "rows_per_second", "ece"] {
        assert!(answer[key].is_number(), "{key}: {answer}");
    }
    assert!(answer["accuracy"].as_f64().unwrap() > 0.95, "{answer}");
    assert_eq!(answer["by"]["东区"]["n"].as_u64().unwrap() + answer["by"]["西区"]["n"].as_u64().unwrap(), 300);
    assert_eq!(answer["per_class"]["路灯"]["n"], 100);
    let words = place.run(&[&args[..], &["--text", "text"]].concat());
    assert!(String::from_utf8(words.stdout).unwrap().contains("宏平均 F1"));

    let lines = "{\"id\":7,\"title\":\"\",\"text\":\"楼下 路灯 坏了，晚上漆黑一片\"}\n\n{\"id\":8}\n{\"id\":9,\"text\":\"hello there\"}\n";
    let (code, answers) = suggest(&place, &["--model", "m.model", "--text", "title,text"], lines.as_bytes());
    assert_eq!((code, answers.len()), (Some(0), 3));
    assert_eq!(
        (&answers[0]["id"], &answers[0]["suggestions"][0]["kind"]),
        (&7.into(), &"路灯".into()),
        "{}",
        answers[0]
    );
    let phrase = &answers[0]["suggestions"][0]["evidence"][0];
    let place_of = |name: &str| usize::try_from(phrase[name].as_u64().unwrap()).unwrap();
    let (start, end) = (place_of("start"), place_of("end"));
    let there: String = answers[0]["text"].as_str().unwrap().chars().skip(start).take(end - start).collect();
    assert_eq!((phrase["text"].as_str().unwrap(), phrase["field"].as_str().unwrap()), (there.as_str(), "text"));
    assert_eq!((&answers[1]["abstained"], &answers[1]["reason"]["code"]), (&true.into(), &"empty".into()));
    assert_eq!(answers[2]["reason"]["code"], "other_script");
}

#[test]
fn lines_that_cannot_be_read_are_named_or_left_out_as_asked() {
    let place = Place::new();
    place.write("a.jsonl", format!("{}{{\"text\":\"路灯不亮\"}}\nnot json\n", reports(60)));
    let train = ["triage", "train", "--input", "a.jsonl", "--text", "text", "--label", "kind", "--out", "m.model"];
    let line = place.refused(&train);
    assert!(line.starts_with("bad_row: ") && line.contains("line 61") && line.contains("`kind` is missing"), "{line}");
    assert!(!place.path("m.model").exists());
    let answer = place.ok(&[&train[..], &["--skip"]].concat());
    assert_eq!((&answer["rows"], &answer["skipped"]), (&60.into(), &2.into()));
    let line = place.refused(&[
        "triage", "train", "--input", "a.jsonl", "--text", "nothing", "--label", "kind", "--out", "m.model",
    ]);
    assert!(line.contains("line 1") && line.contains("`nothing` is missing"), "{line}");
    let (code, answers) = suggest(&place, &["--model", "m.model", "--text", "text"], b"[1]\n{\"text\":\"a\"}\n");
    assert_eq!((code, answers.len(), &answers[0]["error"]["line"]), (Some(1), 2, &1.into()));
}

#[test]
fn gb18030_and_a_byte_order_mark_train_the_same_model() {
    let place = Place::new();
    let text = reports(90);
    let mut models = Vec::new();
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        encoding_rs::GB18030.encode(&text).0.into_owned(),
    ] {
        place.write("a.jsonl", bytes);
        place.ok(&[
            "triage",
            "train",
            "--input",
            "a.jsonl",
            "--text",
            "title,text",
            "--label",
            "kind",
            "--out",
            "m.model",
        ]);
        models.push(std::fs::read(place.path("m.model")).unwrap());
    }
    assert!(models.iter().all(|model| *model == models[0]));
}

#[test]
fn a_file_that_is_no_sound_model_is_refused_by_name() {
    let place = Place::new();
    trained(&place);
    let mut bytes = std::fs::read(place.path("m.model")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    place.write("broken.model", &bytes);
    bytes[6] = 9;
    place.write("newer.model", &bytes);
    place.write("foreign.model", "hello");
    for (name, word) in [("broken", "cut off or changed"), ("newer", "newer"), ("foreign", "not a kind model")] {
        let file = format!("{name}.model");
        let line = place.refused(&[
            "triage",
            "evaluate",
            "--model",
            &file,
            "--input",
            "reports.jsonl",
            "--text",
            "text",
            "--label",
            "kind",
        ]);
        assert!(line.starts_with("bad_model: ") && line.contains(&file) && line.contains(word), "{line}");
    }
}

#[test]
fn on_the_first_day_the_catalogue_suggests_without_a_model() {
    let place = Place::new();
    let kinds = rulebook().join("kinds.csv").display().to_string();
    let lines = "{\"text\":\"楼下饭店油烟直接排到我家窗户\"}\n".as_bytes();
    let (code, answers) = suggest(&place, &["--kinds", &kinds, "--text", "text"], lines);
    assert_eq!(code, Some(0));
    assert_eq!(answers[0]["suggestions"][0]["kind"], "M06027", "{}", answers[0]);
    assert_eq!(place.run(&["triage", "suggest", "--text", "text"]).status.code(), Some(2), "one of the two is needed");
}

#[test]
fn cross_validation_tells_every_part() {
    let place = Place::new();
    place.write("reports.jsonl", reports(120));
    let args = ["triage", "train", "--input", "reports.jsonl", "--text", "text", "--label", "kind", "--out", "m.model"];
    let answer = place.ok(&[&args[..], &["--cross-validate", "3", "--by", "district", "--dry-run"]].concat());
    let told = &answer["cross_validation"];
    assert_eq!((&told["n"], told["parts"].as_array().unwrap().len()), (&120.into(), 3), "{told}");
    assert!(told["by"]["东区"]["n"].is_number() && !place.path("m.model").exists());
}
