//! How many cases a second the store takes, beside what the same rows cost without it.
//!
//! `cargo run --release --example rate -- sqlite:PATH|postgres://… [CASES] [CLIENTS]`
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

#[path = "../tests/support/sample.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod sample;

use jingwei_store::{Database, open};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let database: Database = args.next().ok_or("which database?")?.parse()?;
    let cases: u64 = args.next().map_or(Ok(50_000), |n| n.parse())?;
    let clients: u64 = args.next().map_or(Ok(512), |n| n.parse())?;
    let store = open(&database).await?;
    let already = *store.watch().borrow();
    let next = Arc::new(AtomicU64::new(already));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (store, next) = (Arc::clone(&store), Arc::clone(&next));
        tasks.push(tokio::spawn(async move {
            let mut slowest = 0_u128;
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= already + cases {
                    return Ok::<u128, jingwei_store::CommitError>(slowest);
                }
                let asked = Instant::now();
                store.commit(sample::file(n)).await?;
                slowest = slowest.max(asked.elapsed().as_millis());
            }
        }));
    }
    let mut slowest = 0;
    for task in tasks {
        slowest = slowest.max(task.await??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let rate = cases as f64 / seconds;
    println!("{cases} cases in {seconds:.2} s by {clients} clients: {rate:.0} a second; slowest answer {slowest} ms");
    Ok(())
}
