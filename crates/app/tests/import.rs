//! Every row of somebody else's table ends as filed, already there, or refused with its line and reason.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::{Value, json};

const MAP: &str = r#"
source = "old"
format = "FORMAT"
key = ["编号"]
offset = "+08:00"
time_formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
empty = ["", "-"]
[fields.title]
from = "标题"
[fields.description]
from = "内容"
required = true
[fields.filed_at]
from = "时间"
required = true
[fields.channel]
constant = "phone"
[fields.reply_text]
from = "答复"
[fields.replied_at]
from = "答复时间"
"#;

const ROWS: &str = "编号,标题,内容,时间,答复,答复时间\n\
    1,路灯,路灯不亮,2026-03-02 09:00:00,,\n\
    2,积水,\"路口积水，\n车过不去\",2026-03-02 10:00:00,已排除。,2026-03-03 10:00:00\n\
    1,路灯,同一编号再来一次,2026-03-02 09:00:00,,\n\
    3,停电,停电了,2026-02-30 09:00:00,,\n\
    4,停水,,2026-03-02 09:00:00,,\n\
    ,无号,没有编号,2026-03-02 09:00:00,,\n\
    5,提前,答复早于诉求,2026-03-02 09:00:00,已办,2026-03-01 09:00:00\n\
    6,未来,来自未来,2999-01-01 09:00:00,,\n";

fn import(place: &Place, name: &str, bytes: &[u8], format: &str, more: &[&str]) -> (i32, Value) {
    let map = place.write("map.toml", MAP.replace("FORMAT", format));
    let file = place.write(name, bytes);
    place.json(&[&["cases", "import", &file, "--map", &map], more].concat())
}

fn faults(answer: &Value) -> Vec<(u64, String)> {
    let refused = answer["refused"].as_array().unwrap();
    refused.iter().map(|r| (r["line"].as_u64().unwrap(), r["code"].as_str().unwrap().to_owned())).collect()
}

fn expected() -> Vec<(u64, String)> {
    let all =
        [(6, "bad_time"), (7, "missing_field"), (8, "empty_key"), (9, "impossible_time"), (10, "impossible_time")];
    all.map(|(line, code)| (line, code.to_owned())).to_vec()
}

#[test]
fn a_table_is_filed_row_by_row_and_the_same_file_again_files_nothing() {
    let place = Place::with_city();
    let (_, preview) = import(&place, "a.csv", ROWS.as_bytes(), "csv", &["--dry-run"]);
    assert_eq!(faults(&preview), expected());
    assert_eq!(place.ok(&["cases", "list"])["items"], json!([]), "a preview writes nothing");

    let (code, first) = import(&place, "a.csv", ROWS.as_bytes(), "csv", &["--refused", "refused.csv"]);
    assert_eq!(code, 0, "rows refused among others are told, and are no failure of the import");
    assert_eq!((&first["read"], &first["filed"], &first["already"]), (&8.into(), &2.into(), &1.into()), "{first}");
    assert_eq!(faults(&first), expected());
    let exported = std::fs::read_to_string(place.path("refused.csv")).unwrap();
    assert_eq!(exported.lines().count(), 1 + 5);
    assert!(exported.contains("bad_time") && exported.contains("停电"), "{exported}");

    let (_, second) = import(&place, "a.csv", ROWS.as_bytes(), "csv", &[]);
    assert_eq!((&second["filed"], &second["already"]), (&0.into(), &3.into()), "{second}");
}

#[test]
fn the_official_reply_of_the_source_becomes_the_reply_of_the_case_with_its_own_time() {
    let place = Place::with_city();
    import(&place, "a.csv", ROWS.as_bytes(), "csv", &[]);
    let closed = place.ok(&["cases", "list", "--state", "closed"])["items"].as_array().unwrap().clone();
    assert_eq!(closed.len(), 1);
    let shown = place.ok(&["cases", "show", closed[0]["number"].as_str().unwrap()]);
    assert_eq!(shown["case"]["replies"][0]["text"], "已排除。");
    assert_eq!(shown["case"]["replies"][0]["at"], "2026-03-03T02:00:00Z");
    assert_eq!(shown["case"]["intake"]["filed_at"], "2026-03-02T02:00:00Z");
    let verbs: Vec<&str> =
        shown["timeline"].as_array().unwrap().iter().map(|f| f["fact"]["verb"].as_str().unwrap()).collect();
    assert_eq!(verbs, ["file", "carry_over"], "nothing is made up in between");
}

#[test]
fn gb18030_and_a_byte_order_mark_change_nothing() {
    for (name, bytes) in [
        ("gb.csv", encoding_rs::GB18030.encode(ROWS).0.into_owned()),
        ("bom.csv", [b"\xEF\xBB\xBF", ROWS.as_bytes()].concat()),
    ] {
        let place = Place::with_city();
        let (_, answer) = import(&place, name, &bytes, "csv", &[]);
        assert_eq!((&answer["filed"], faults(&answer)), (&2.into(), expected()), "{name}: {answer}");
        let found = place.ok(&["cases", "list", "--q", "路灯"]);
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn json_lines_and_workbooks_are_filed_and_broken_ones_are_refused_whole() {
    let place = Place::with_city();
    let lines = "{\"编号\":\"a\",\"内容\":\"井盖松动\",\"时间\":\"2026-03-02\"}\nnot json\n";
    let (_, answer) = import(&place, "a.jsonl", lines.as_bytes(), "jsonl", &[]);
    assert_eq!((&answer["filed"], faults(&answer)), (&1.into(), vec![(2, "bad_json".to_owned())]));

    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in
        (0..).zip([["编号", "标题", "内容", "时间", "答复", "答复时间"], ["x1", "", "护栏破损", "2026-03-02", "", ""]])
    {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(import(&place, "a.xlsx", &bytes, "xlsx", &[]).1["filed"], 1);

    let map = place.write("map.toml", MAP.replace("FORMAT", "xlsx"));
    let cut = place.write("cut.xlsx", &bytes[..bytes.len() / 2]);
    let line = place.refused(&["cases", "import", &cut, "--map", &map]);
    assert!(line.starts_with("broken_spreadsheet: "), "{line}");
}

#[test]
fn what_goes_out_as_a_table_cannot_compute() {
    let place = Place::with_city();
    let rows = "编号,标题,内容,时间,答复,答复时间\n1,\"=HYPERLINK(\"\"http://evil\"\")\",内容,2026-03-02,,\n";
    import(&place, "a.csv", rows.as_bytes(), "csv", &[]);
    let out = place.path("out.csv").display().to_string();
    place.ok(&["cases", "export", "--out", &out]);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("'=HYPERLINK") && !text.contains(",=HYPERLINK") && !text.contains(",\"=HYPERLINK"), "{text}");
    let book = place.path("out.xlsx").display().to_string();
    assert_eq!(place.ok(&["cases", "export", "--format", "xlsx", "--out", &book])["exported"], 1);
    let lines = place.run(&["cases", "export", "--format", "jsonl"]);
    assert_eq!(String::from_utf8(lines.stdout).unwrap().lines().count(), 1);
}
