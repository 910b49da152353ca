//! Addresses on the command line: learn, judge, take apart, match; what ships works at once; what cannot be read is named by its line.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::Stdio;

/// Runs a command that reads standard input, and answers its lines.
fn piped(place: &Place, args: &[&str], input: &[u8]) -> Vec<Value> {
    let mut command = place.command(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"))).collect()
}

/// Marked lines of three forms, over roads and numbers.
fn marked() -> String {
    let mut lines = String::new();
    for (road, number) in
        [("文一路", "25号"), ("长河路", "108号"), ("民安东路", "3号"), ("解放大道", "77号"), ("和平街", "12号")]
    {
        for parts in [
            vec![("杭州市", "city"), ("余杭区", "district"), (road, "road"), (number, "roadno")],
            vec![("宁波市", "city"), ("鄞州区", "district"), (road, "road"), (number, "roadno"), ("三幢", "houseno")],
            vec![(road, "Road"), (number, "roadno"), ("锦绣花园", "poi"), ("201室", "roomno")],
        ] {
            let (mut text, mut spans) = (String::new(), Vec::new());
            for (words, label) in parts {
                let start = text.chars().count();
                text.push_str(words);
                spans.push(json!([start, text.chars().count(), label]));
            }
            lines.push_str(&json!({ "text": text, "spans": spans }).to_string());
            lines.push('\n');
        }
    }
    lines
}

#[test]
fn a_model_is_learnt_judged_and_used() {
    let place = Place::new();
    let (rows, model) = (place.write("rows.jsonl", marked()), place.path("model").display().to_string());
    let learnt = place.ok(&["addresses", "train", "--input", &rows, "--out", &model]);
    assert_eq!(learnt["rows"], 15);
    let judged = place.ok(&["addresses", "evaluate", "--model", &model, "--input", &rows]);
    assert!(judged["f1"].as_f64().unwrap() > 0.99, "{judged}");
    assert!(judged["addresses_per_second"].as_f64().unwrap() > 0.0);
    let answers =
        piped(&place, &["addresses", "parse", "--model", &model], "杭州市余杭区和平街12号\n\n文一路3号\n".as_bytes());
    assert_eq!(answers.len(), 2, "a blank line has no answer");
    assert_eq!(answers[0]["parts"][2]["text"], "和平街", "{}", answers[0]);
    assert_eq!(answers[0]["divisions"]["province"], "浙江省", "the level above is filled in");
}

#[test]
fn the_model_that_ships_takes_an_address_apart_without_being_told_of_one() {
    let place = Place::new();
    let input = "浙江省杭州市余杭区五常街道文一西路969号3幢5单元201室\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(input);
    for bytes in [input.as_bytes().to_vec(), [b"\xEF\xBB\xBF", input.as_bytes()].concat(), gb.into_owned()] {
        let answer = &piped(&place, &["addresses", "parse"], &bytes)[0];
        let parts: Vec<(&str, &str)> = answer["parts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| (part["label"].as_str().unwrap(), part["text"].as_str().unwrap()))
            .collect();
        assert!(parts.starts_with(&[("prov", "浙江省"), ("city", "杭州市"), ("district", "余杭区")]), "{parts:?}");
        assert!(parts.contains(&("road", "文一西路")) && parts.contains(&("roadno", "969号")), "{parts:?}");
        assert_eq!(answer["divisions"]["district"], "余杭区");
    }
    let rows = place.write("rows.jsonl", marked());
    let judged = place.ok(&["addresses", "evaluate", "--input", &rows]);
    assert_eq!(judged["n"], 15);
    assert!(judged["by_label"]["city"].as_f64().unwrap() > 0.9, "{judged}");
    assert!(piped(&place, &["addresses", "parse"], b"").is_empty(), "nothing in, nothing out");
}

#[test]
fn candidates_are_graded_with_reasons_and_a_register_is_searched() {
    let place = Place::new();
    let question = json!({ "query": "杭州市余杭区文一路25号锦绣花园三幢201室", "candidates": [
        "余杭区文一路25号锦绣花园3号楼", { "text": "宁波市鄞州区百丈东路8号海光大厦", "id": 7 },
    ]});
    let answers =
        piped(&place, &["addresses", "match"], format!("{question}\nno json\n{{\"query\":\"文一路\"}}\n").as_bytes());
    let graded = &answers[0]["candidates"];
    assert_ne!(graded[0]["grade"], "none", "{graded}");
    assert_eq!((&graded[1]["grade"], &graded[1]["id"]), (&json!("none"), &json!(7)), "{graded}");
    assert!(graded.as_array().unwrap().iter().all(|one| !one["reasons"].as_array().unwrap().is_empty()));
    assert_eq!(answers[1]["line"], 2, "what cannot be read is named by its line, and the rest goes on: {answers:?}");
    assert_eq!(answers[2]["line"], 3, "neither candidates nor a register");
    let lines: Vec<String> = (1..60)
        .map(|at| {
            json!({ "address": format!("浙江省杭州市余杭区文一路{at}号锦绣花园{}幢", at % 7 + 1), "grid": at })
                .to_string()
        })
        .collect();
    let register = place.write("register.jsonl", lines.join("\n"));
    let found = piped(
        &place,
        &["addresses", "match", "--register", &register],
        json!({ "query": "杭州余杭文一路２５号锦绣花园" }).to_string().as_bytes(),
    );
    assert_eq!(found[0]["best"]["grid"], 25, "{found:?}");
}

#[test]
fn what_cannot_be_read_is_named_by_file_and_line() {
    let place = Place::new();
    let out = place.path("model").display().to_string();
    let outside = place.write("outside.jsonl", "{\"text\":\"文一路\",\"spans\":[[0,9,\"road\"]]}\n");
    let line = place.refused(&["addresses", "train", "--input", &outside, "--out", &out]);
    assert!(line.contains("outside.jsonl:1"), "{line}");
    let empty = place.write("empty.jsonl", "\n\n");
    assert!(place.refused(&["addresses", "train", "--input", &empty, "--out", &out]).contains("标注"));
    let broken = place.write("broken", "JWADDR2\nnot a model");
    assert!(place.refused(&["addresses", "parse", "--model", &broken]).contains("broken"));
    let register = place.write("register.jsonl", "{\"address\":\"文一路\"}\n{\"place\":1}\n");
    assert!(place.refused(&["addresses", "match", "--register", &register]).contains("register.jsonl:2"));
    assert!(!place.path("model").exists(), "nothing was written");
}

#[test]
fn the_same_seed_makes_the_same_model() {
    let place = Place::new();
    let make = |name: &str, seed: &str| {
        let out = place.path(name).display().to_string();
        place.ok(&["addresses", "train", "--generate", "60", "--seed", seed, "--steps", "5", "--out", &out]);
        std::fs::read(out).unwrap()
    };
    let first = make("a.zst", "1");
    assert!(first == make("b.zst", "1"), "equal seeds, equal bytes");
    assert!(first != make("c.zst", "2"), "another seed, other addresses");
}

#[test]
fn how_pairs_are_graded_is_learnt_from_what_people_put_right() {
    let place = Place::new();
    let out = place.path("grader.json").display().to_string();
    // What `match` answers is what is learnt from, once its grades are right.
    let question = json!({ "query": "余杭区文一路25号锦绣花园三幢", "candidates": ["文一路25号锦绣花园3号楼"] });
    let mut answered = piped(&place, &["addresses", "match"], question.to_string().as_bytes()).remove(0);
    answered["candidates"][0]["grade"] = json!("exact");
    let rows = place.write("pairs.jsonl", format!("{answered}\n"));
    let make = ["addresses", "train", "--matching", "--input", &rows, "--generate", "300", "--out", &out];
    assert_eq!(place.ok(&make)["rows"], 301);
    let graded = piped(&place, &["addresses", "match", "--grader", &out], question.to_string().as_bytes());
    assert_eq!(graded[0]["candidates"][0]["grade"], "exact", "{graded:?}");
    let broken = place
        .write("broken.jsonl", "{\"query\":\"文一路\",\"candidates\":[{\"text\":\"文二路\",\"grade\":\"near\"}]}\n");
    let line = place.refused(&["addresses", "train", "--matching", "--input", &broken, "--out", &out]);
    assert!(line.contains("broken.jsonl:1"), "{line}");
    assert!(place.refused(&["addresses", "match", "--grader", &broken]).contains("broken"));
}

#[test]
fn a_register_is_checked_whole_before_it_takes_the_place_of_the_last_one() {
    let place = Place::new();
    let file = place.path("places.jsonl");
    let line =
        |name: &str| json!({ "address": format!("鼓楼前社区{name}"), "lng": 123.388, "lat": 29.307 }).to_string();
    let run = |more: &[&str]| {
        let input = file.to_str().unwrap();
        place.command(&[&["addresses", "register", "--input", input, "--json"], more].concat()).output().unwrap()
    };
    std::fs::write(&file, [line("汐岸苑"), line("金帆路")].join("\n")).unwrap();
    let dry = run(&["--dry-run"]);
    let told: Value = serde_json::from_slice(&dry.stdout).unwrap();
    assert_eq!((&told["places"], &told["written"]), (&json!(2), &json!(false)));
    let written = told["file"].as_str().unwrap().to_owned();
    assert!(!std::path::Path::new(&written).exists());
    assert!(run(&[]).status.success());
    let first = std::fs::read_to_string(&written).unwrap();
    assert_eq!(first.lines().count(), 2);
    std::fs::write(&file, [line("汐岸苑"), "{\"address\":\"金帆路\",\"lng\":29,\"lat\":123}".to_owned()].join("\n"))
        .unwrap();
    let refused = run(&[]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("places.jsonl:2"), "the line is named");
    assert_eq!(std::fs::read_to_string(&written).unwrap(), first, "the last one stays");
}
