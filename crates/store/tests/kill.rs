//! The program is killed at any moment, three hundred times over one file: nothing that was acknowledged is lost, and
//! nothing is there twice although every client asks again.

#![expect(clippy::unwrap_used, reason = "whatever fails here fails the test")]

#[path = "support/sample.rs"]
#[expect(dead_code, reason = "the contract's stories use the rest of it")]
mod sample;

use futures_util::future::join_all;
use jingwei_store::{CaseRef, Database, DumpRow, SealAudit, open};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const KILLS: u64 = 300;

const DATABASE: &str = "JINGWEI_FILER_DATABASE";
const FROM: &str = "JINGWEI_FILER_FROM";
const READY: &str = "ready to file";

/// So many are sent again after each kill: more than may be on their way at once.
const AGAIN: u64 = 40;

#[test]
fn three_hundred_kills_lose_nothing_and_double_nothing() {
    let folder = std::env::temp_dir().join(format!("jingwei-kill-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("city.db");
    let mut acknowledged: BTreeMap<u64, String> = BTreeMap::new();
    for kill in 0..KILLS {
        let from = acknowledged.last_key_value().map_or(0, |(last, _)| last.saturating_sub(AGAIN));
        // From before the first commit to some dozens of groups.
        let few = acknowledged.len() < usize::try_from(2 * kill).unwrap();
        // A slow disk gets more time, since nothing is shown by killing what has not begun.
        let life = Duration::from_micros(sample::scatter(kill) % 60_000 + if few { 60_000 } else { 0 });
        for (n, number) in run_and_kill(&file, from, life) {
            if let Some(before) = acknowledged.insert(n, number.clone()) {
                assert_eq!(before, number, "case {n} got two numbers");
            }
        }
    }
    assert!(acknowledged.len() > 300, "too little was filed to show anything: {}", acknowledged.len());
    tokio::runtime::Runtime::new().unwrap().block_on(check(&file, &acknowledged));
    let _ = std::fs::remove_dir_all(&folder);
}

/// What was acknowledged before the end.
fn run_and_kill(file: &Path, from: u64, life: Duration) -> Vec<(u64, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "filer", "--ignored", "--nocapture"])
        .env(DATABASE, format!("sqlite:{}", file.display()))
        .env(FROM, from.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with(READY)), "the file cannot be opened after a kill");
    std::thread::sleep(life);
    child.kill().unwrap();
    // Lines still in the pipe were written before the kill, and so acknowledged; a torn last one was not.
    let said: Vec<String> = lines.map_while(Result::ok).collect();
    child.wait().unwrap();
    let whole = |line: &String| {
        let (n, number) = line.split_once(' ')?;
        jingwei_store::is_receipt_number(number).then_some((n.parse().ok()?, number.to_owned()))
    };
    said.iter().filter_map(whole).collect()
}

async fn check(file: &Path, acknowledged: &BTreeMap<u64, String>) {
    let store = open(&Database::Sqlite(file.to_owned())).await.unwrap();
    for (n, number) in acknowledged {
        let case = store.load(CaseRef::Id(sample::id(*n))).await.unwrap();
        assert_eq!(case.map(|case| case.number).as_ref(), Some(number), "case {n} was acknowledged");
        assert!(store.commit(sample::file(*n)).await.unwrap().repeated);
    }
    let mut rows = store.dump();
    let (mut audit, mut leaves, mut cases) = (SealAudit::new(), 0_u64, 0_u64);
    while let Some(row) = rows.recv().await {
        let row = row.unwrap();
        match &row {
            DumpRow::Leaf(leaf) => {
                assert_eq!(leaf.index, leaves, "the ledger has a gap");
                leaves += 1;
            }
            DumpRow::Case(_) => cases += 1,
            _ => {}
        }
        audit.take(&row);
    }
    assert_eq!(audit.finish(), []);
    // Each case has its one fact: none was applied twice, and none half.
    assert_eq!(leaves, cases);
    assert_eq!(store.health(true).await.unwrap().problems, Vec::<String>::new());
}

/// The program that is killed: files cases as fast as it can, sixteen at a time, and prints the number of each that was
/// acknowledged. It is this test binary, started again by the test above.
#[test]
#[ignore = "it runs until it is killed"]
fn filer() {
    let Ok(database) = std::env::var(DATABASE) else { return };
    let from: u64 = std::env::var(FROM).unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = open(&database.parse().unwrap()).await.unwrap();
        let mut out = std::io::stdout();
        writeln!(out, "{READY}").unwrap();
        for piece in (from..from + 1_000_000).collect::<Vec<_>>().chunks(16) {
            let filed = join_all(piece.iter().map(|n| store.commit(sample::file(*n)))).await;
            let lines: Vec<String> =
                piece.iter().zip(filed).map(|(n, receipt)| format!("{n} {}\n", receipt.unwrap().number())).collect();
            out.write_all(lines.concat().as_bytes()).unwrap();
            out.flush().unwrap();
        }
    });
}
