//! Somebody with the database's password edits, adds and takes away rows; the audit names each.

use crate::moving::fill;
use crate::sample;
use crate::stage::{Stage, play};
use jingwei_store::{Fault, RowFinding, StoredRulebook};
use jingwei_terms::{About, Actor, Change, Fact};

/// Each act, the row it is done to, and what must be said of it.
fn acts(stage: &Stage) -> Vec<(String, String, Fault)> {
    let id = |n: u64| sample::id(n);
    let hex = |n: u64| match stage.is_sqlite() {
        true => format!("x'{}'", id(n).uuid().simple()),
        false => format!("'{}'", id(n)),
    };
    let bytes = |text: &str| match stage.is_sqlite() {
        true => format!("x'{text}'"),
        false => format!("'\\x{text}'"),
    };
    let uuid = match stage.is_sqlite() {
        true => "x'00000000000070008000000000000001'",
        false => "'00000000-0000-7000-8000-000000000001'",
    };
    let case = |n: u64| format!("case/{}", id(n));
    let reporter = |n: u64| format!("reporter/{}", id(n));
    let command = |n: u64| format!("command/{}@{n}", sample::command(n, 0));
    let stranger = "00000000-0000-7000-8000-000000000001";
    vec![
        (stage.edit("cases", "body", "附近", "远处", &format!("id = {}", hex(1))), case(1), Fault::Edited),
        (format!("UPDATE cases SET state = 'suspended' WHERE id = {}", hex(2)), case(2), Fault::Skewed("state".into())),
        (format!("UPDATE cases SET number = '202611019999990' WHERE id = {}", hex(3)), case(3), Fault::Edited),
        (format!("UPDATE cases SET due_ms = 1 WHERE id = {}", hex(20)), case(20), Fault::Edited),
        (format!("UPDATE cases SET version = 9 WHERE id = {}", hex(4)), case(4), Fault::Edited),
        (
            format!("UPDATE cases SET facets = 's:closed' WHERE id = {}", hex(5)),
            case(5),
            Fault::Skewed("facets".into()),
        ),
        (format!("DELETE FROM cases WHERE id = {}", hex(6)), case(6), Fault::Deleted),
        (format!("DELETE FROM reporters WHERE id = {}", hex(7)), reporter(7), Fault::Deleted),
        (
            stage.edit("reporters", "body", "1390000", "1380000", &format!("id = {}", hex(9))),
            reporter(9),
            Fault::Edited,
        ),
        (
            format!("INSERT INTO reporters VALUES ({}, {}, {})", hex(8), bytes("00"), bytes("7b7d")),
            reporter(8),
            Fault::Inserted,
        ),
        (stage.edit("facts", "body", "为测试而作", "为别的而作", "ledger_index = 11"), "leaf/11".into(), Fault::Edited),
        (
            "UPDATE facts SET verb = 'note' WHERE ledger_index = 12".into(),
            "leaf/12".into(),
            Fault::Skewed("verb".into()),
        ),
        (stage.edit("commands", "receipt", ":1", ":2", "ledger_index = 13"), command(13), Fault::Edited),
        ("DELETE FROM commands WHERE ledger_index = 14".into(), command(14), Fault::Deleted),
        (
            format!("INSERT INTO commands VALUES (999, {uuid}, {}, {})", bytes("00"), bytes("00")),
            format!("command/{stranger}@999"),
            Fault::Inserted,
        ),
        ("DELETE FROM outbox WHERE ledger_index = 16".into(), "follow_up/0@16".into(), Fault::Deleted),
        (
            stage.edit("outbox", "body", "duplicates", "nothing", "ledger_index = 24"),
            "follow_up/0@24".into(),
            Fault::Edited,
        ),
        (
            format!(
                "INSERT INTO outbox (ledger_index, ordinal, job, key, due_ms, attempts, body)
                 VALUES (32, 1, 'x', 'y', 0, 0, {})",
                bytes("7b7d")
            ),
            "follow_up/1@32".into(),
            Fault::Inserted,
        ),
        ("UPDATE rulebooks SET effective_ms = 0 WHERE version = 'r1'".into(), "rulebook/r1".into(), Fault::Edited),
        ("DELETE FROM rulebooks WHERE version = 'r2'".into(), "rulebook/r2".into(), Fault::Deleted),
        (format!("INSERT INTO rulebooks VALUES ('r9', 0, 0, {})", bytes("00")), "rulebook/r9".into(), Fault::Inserted),
        (stage.edit("accounts", "body", "auditor", "administrator", "name = 'li'"), "account/li".into(), Fault::Edited),
        (
            stage.edit("tokens", "body", "agent", "supervisor", "version = 1"),
            format!("token/{}", "01".repeat(32)),
            Fault::Edited,
        ),
        ("DELETE FROM tokens".into(), format!("token/{}", "01".repeat(32)), Fault::Deleted),
    ]
}

#[test]
fn every_edited_added_or_missing_row_is_named() {
    play(|stage| async move {
        fill(&*stage.store).await;
        for (n, version) in [(200, "r1"), (201, "r2")] {
            let command = sample::command(n, 0);
            let about = About::Rulebook(version.to_owned());
            let fact = Fact::new(command, sample::at(n), Actor::system(), "publish", about);
            let rulebook = StoredRulebook { version: version.into(), effective_at: sample::at(1), content: vec![1] };
            let commit = jingwei_store::Commit::new(command, sample::payload(n), Change::made(rulebook, fact));
            stage.store.publish(commit).await.unwrap();
        }
        assert_eq!(stage.audit().await, []);
        let mut before: Vec<RowFinding> = Vec::new();
        for (act, row, fault) in acts(&stage) {
            stage.tamper(&act).await;
            let found = stage.audit().await;
            let new: Vec<&RowFinding> = found.iter().filter(|finding| !before.contains(finding)).collect();
            assert!(
                new.iter().any(|finding| finding.row == row && finding.fault == fault),
                "after `{act}` the audit said {new:?} and not {fault:?} of {row}"
            );
            before = found;
        }
    });
}
