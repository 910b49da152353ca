//! What was played can be proved, found out when tampered with, backed up and brought back; and the same seed tells the same story.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod common;

use common::Place;
use serde_json::Value;

fn states(place: &Place) -> Vec<(String, String)> {
    let out = place.run(&["cases", "export", "--format", "jsonl"]);
    let items = String::from_utf8(out.stdout).unwrap();
    let field = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    items
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| (field(&line, "number"), field(&line, "state")))
        .collect()
}

fn edit(place: &Place, sql: &str) {
    let database = rusqlite::Connection::open(place.path("data/jingwei.db")).unwrap();
    database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    assert!(database.execute(sql, ()).unwrap() > 0, "the tampering must hit something: {sql}");
}

fn findings(place: &Place, args: &[&str]) -> (i32, String) {
    let (code, report) = place.json(&[&["ledger", "verify"], args].concat());
    (code, report.to_string())
}

#[test]
fn the_same_seed_tells_the_same_story_to_the_number() {
    let (one, two) = (Place::with_story(150), Place::with_story(150));
    let story = states(&one);
    assert_eq!(story.len(), 150);
    assert_eq!(story, states(&two));
    let other = Place::new();
    other.ok(&["demo", "--no-serve", "--cases", "150", "--seed", "8", "--until", "2026-11-23T10:00:00+08:00"]);
    assert_ne!(story, states(&other));
}

#[test]
fn a_month_holds_the_mishaps_of_life_and_no_refusals() {
    let place = Place::new();
    let told = place.ok(&["demo", "--no-serve", "--cases", "900", "--until", "2026-11-23T10:00:00+08:00"]);
    assert_eq!((&told["cases"], &told["refused"]), (&900.into(), &serde_json::json!({})), "{told}");
    let database = rusqlite::Connection::open(place.path("data/jingwei.db")).unwrap();
    let mut verbs = database.prepare("SELECT DISTINCT verb FROM facts").unwrap();
    let verbs: Vec<String> = verbs.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for verb in [
        "file",
        "triage",
        "dispatch",
        "accept",
        "return",
        "rule",
        "ask",
        "answer",
        "extend",
        "suspend",
        "resume",
        "whistle",
        "assess",
        "handle",
        "verify",
        "reply",
        "feedback",
        "close",
        "reopen",
        "merge",
        "supervise",
        "appeal",
        "evaluate",
        "hide",
    ] {
        assert!(verbs.iter().any(|found| found == verb), "nobody did `{verb}`: {verbs:?}");
    }
    for state in ["handling", "replied", "suspended", "merged", "closed"] {
        assert!(told["states"][state].as_u64().unwrap_or(0) > 0, "no case is `{state}`: {told}");
    }
}

#[test]
fn an_honest_ledger_verifies_and_any_tampering_is_found_and_located() {
    let tamperings = [
        (
            "UPDATE facts SET body = CAST(replace(CAST(body AS TEXT), '20', '21') AS BLOB) WHERE ledger_index = 700",
            "700",
        ),
        ("DELETE FROM facts WHERE ledger_index = 701", "701"),
        (
            "UPDATE cases SET body = CAST(replace(CAST(body AS TEXT), '202', '203') AS BLOB) WHERE seq = (SELECT seq FROM cases ORDER BY seq LIMIT 1 OFFSET 3)",
            "case/",
        ),
        ("DELETE FROM cases WHERE seq = (SELECT seq FROM cases ORDER BY seq LIMIT 1 OFFSET 5)", "deleted"),
        ("DELETE FROM facts WHERE ledger_index >= (SELECT max(ledger_index) - 20 FROM facts)", "truncated"),
    ];
    for (sql, expected) in tamperings {
        let place = Place::with_story(60);
        let (code, report) = findings(&place, &[]);
        assert_eq!(code, 0, "{report}");
        edit(&place, sql);
        let (code, report) = findings(&place, &[]);
        assert_eq!(code, 1, "{sql}: {report}");
        assert!(report.contains(expected), "{sql}: {report}");
    }
}

#[test]
fn a_database_put_back_to_an_older_state_is_found_by_the_checkpoint_outside_and_not_served() {
    let place = Place::with_story(40);
    // The newest pages may stand beside the file; a copy of the file alone would be a torn one.
    let database = rusqlite::Connection::open(place.path("data/jingwei.db")).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).unwrap();
    drop(database);
    std::fs::copy(place.path("data/jingwei.db"), place.path("old.db")).unwrap();
    place.ok(&["token", "create", "--user", "bench", "--role", "agent"]);
    let newer = place.ok(&["ledger", "checkpoint"]);
    let kept = place.write("kept.checkpoint", newer["checkpoint"].as_str().unwrap());
    for name in ["jingwei.db-wal", "jingwei.db-shm"] {
        drop(std::fs::remove_file(place.path("data").join(name)));
    }
    std::fs::copy(place.path("old.db"), place.path("data/jingwei.db")).unwrap();
    let line = place.refused(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(line.starts_with("ledger_rolled_back: "), "{line}");
    std::fs::remove_dir_all(place.path("data/checkpoints")).unwrap();
    assert_eq!(findings(&place, &[]).0, 0, "without a witness nobody can tell");
    let (code, report) = findings(&place, &["--since", &kept]);
    assert!(code == 1 && report.contains("rolled_back"), "{report}");
}

#[test]
fn a_fact_is_proved_by_a_small_file() {
    let place = Place::with_story(20);
    let file = place.path("fact.tlog-proof").display().to_string();
    assert_eq!(place.ok(&["ledger", "prove", "512", "--out", &file])["ok"], true);
    assert_eq!(place.ok(&["ledger", "key", "--check", &file])["index"], 512);
    let forged = std::fs::read_to_string(&file).unwrap().replacen("index 512", "index 511", 1);
    std::fs::write(&file, forged).unwrap();
    assert!(place.refused(&["ledger", "key", "--check", &file]).starts_with("bad_proof: "));
    assert!(place.refused(&["ledger", "prove", "999999"]).starts_with("not_signed: "));
}

#[test]
fn a_backup_is_brought_back_into_an_empty_place_and_verifies_there() {
    let place = Place::with_story(80);
    let file = place.path("city.backup").display().to_string();
    let saved = place.ok(&["backup", &file]);
    assert_eq!(saved["cases"], 80);
    assert!(place.refused(&["backup", &file]).starts_with("file_exists: "));
    assert_eq!(findings(&place, &["--backup", &file]).0, 0);

    let other = Place::new();
    let restored = other.ok(&["restore", &file]);
    assert_eq!((&restored["root"], &restored["leaves"]), (&saved["root"], &saved["leaves"]));
    let report = other.ok(&["ledger", "verify"]);
    assert_eq!((&report["root"], &report["proven"]), (&saved["root"], &saved["leaves"]), "{report}");
    assert_eq!(states(&place), states(&other));
    assert!(other.refused(&["restore", &file]).starts_with("not_empty: "));
}

#[test]
fn a_wrong_key_and_a_changed_or_cut_backup_are_refused_and_leave_nothing() {
    let place = Place::with_story(20);
    let file = place.path("city.backup").display().to_string();
    place.ok(&["backup", &file]);
    let other = Place::new();
    let wrong = other.command(&["restore", &file]).env("JINGWEI_PASSPHRASE", "another long phrase").output().unwrap();
    let line = String::from_utf8(wrong.stderr).unwrap();
    assert!(line.starts_with("wrong_key: "), "{line}");
    let good = std::fs::read(&file).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for (name, bytes) in
        [("flipped", flipped), ("cut", good[..good.len() * 2 / 3].to_vec()), ("none", b"hello".to_vec())]
    {
        let bad = other.write(name, bytes);
        let line = other.refused(&["restore", &bad]);
        assert!(line.starts_with("damaged_backup: ") || line.starts_with("not_a_backup: "), "{name}: {line}");
    }
    assert!(!other.path("data").exists(), "a refused backup may leave nothing behind");
    let short = place.command(&["backup", "x"]).env("JINGWEI_PASSPHRASE", "short").output().unwrap();
    assert!(String::from_utf8(short.stderr).unwrap().starts_with("short_passphrase: "));
}
