//! `kill -9` while reports are filed, again and again: nothing acknowledged is lost, no command is carried out twice, and
//! the server is ready again at once.
//!
//! Each round starts the real server, files with many connections and kills the process at a random instant. A command
//! that was not answered is sent again in the next round, and so are a few that were: a repeat must get the receipt of
//! the first time. In the end every command has been acknowledged, and the database must hold exactly their cases.

use crate::http::{Answer, Connection};
use crate::latency::Latencies;
use crate::loop_::requests;
use crate::served::{self, Place, Served};
use crate::sheet::{Line, Sheet};
use crate::{Outcome, count};
use jingwei_testkit::Rng;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How often to kill, and what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many times
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    kills: usize,
    /// Connections that file meanwhile
    #[arg(long, default_value_t = 16, value_name = "N")]
    connections: usize,
    /// Seed of the instants
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// The executable to kill instead of the one of this checkout
    #[arg(long, value_name = "FILE")]
    jingwei: Option<PathBuf>,
}

/// The latest instant of a kill after the server is ready, and the earliest.
const LATEST_MS: i64 = 120;

/// Share in a thousand of requests that repeat a command which was acknowledged before.
const REPEATS: u64 = 30;

/// New requests are made so many at a time.
const STOCK: usize = 5_000;

/// How many acknowledged commands are remembered to be repeated.
const OLD: usize = 4_096;

const READY_MS: f64 = 2_000.0;

pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let jingwei = served::executable(args.jingwei.as_deref())?;
    let folder = tempfile::Builder::new().prefix("jingwei-kills-").tempdir()?;
    let place = Place::new(&jingwei, &folder.path().join("data"), None);
    let token = place.found()?;
    let book = Rc::new(Book::new(args.seed, token));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rng = Rng::new(args.seed);
    let mut ready = Vec::new();
    let begun = Instant::now();
    for round in 0..args.kills {
        book.stock_up();
        let mut served = place.serve()?;
        ready.push(served.ready_after);
        let after = Duration::from_millis(rng.within(1..=LATEST_MS).unsigned_abs());
        runtime.block_on(kill_at_work(&mut served, &book, args.connections, after))?;
        if round % 500 == 499 {
            let (filed, seconds) = (book.inner.borrow().receipts.len(), begun.elapsed().as_secs());
            crate::say(&format!("  {} kills, {filed} reports, {seconds} s", round + 1));
        }
    }
    let served = place.serve()?;
    runtime.block_on(finish(&served, &book))?;
    drop(served);
    let ready = Latencies::from(ready);
    report(sheet, args, &place, &book, &ready)
}

fn report(sheet: &mut Sheet, args: &Args, place: &Place, book: &Book, ready: &Latencies) -> Outcome<()> {
    let connection = rusqlite::Connection::open(place.sqlite_file())?;
    let stored: BTreeSet<String> =
        connection.prepare("SELECT number FROM cases")?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let sound: String = connection.query_one("PRAGMA integrity_check", (), |row| row.get(0))?;
    let inner = book.inner.borrow();
    let given: BTreeSet<&String> = inner.receipts.values().collect();
    let kept = given.iter().filter(|number| stored.contains(**number)).count();
    let none_of = |what: &str, found: usize| Line::new(what, count(found), "reports").at_most(0.0);
    sheet.add(Line::new("kill -9 while filing", count(args.kills), "kills").note(format!(
        "{} reports, {} sent again for want of an answer, {} repeats after one",
        inner.receipts.len(),
        inner.resent,
        inner.repeated
    )));
    sheet.add(none_of("acknowledged and lost", given.len() - kept));
    // Every command has been acknowledged by now, so a case without a receipt is one that was filed twice.
    sheet.add(none_of("carried out twice", stored.len() - kept));
    sheet.add(none_of("one receipt for two commands", inner.receipts.len() - given.len()));
    sheet.add(none_of("repeats with another receipt", inner.changed));
    let faults = |what: &str, sound: bool| Line::new(what, if sound { 0.0 } else { 1.0 }, "").at_most(0.0);
    sheet.add(faults("faults in the file", sound == "ok").note(format!("integrity_check: {sound}")));
    sheet.add(faults("faults in the ledger", place.ledger_is_sound()?).note("jingwei ledger verify"));
    sheet.add(Line::new("ready again, p99", ready.percentile_ms(99), "ms").at_most(READY_MS).note(ready.brief()));
    Ok(())
}

/// Which commands there are, and which were acknowledged with which receipt. All connections share it on one thread.
struct Book {
    seed: u64,
    token: String,
    inner: RefCell<Inner>,
}

struct Inner {
    rng: Rng,
    /// Commands that were never sent, by their numbers.
    fresh: VecDeque<(usize, Rc<[u8]>)>,
    made: usize,
    /// Commands of which nobody knows whether they were carried out.
    unanswered: VecDeque<(usize, Rc<[u8]>)>,
    /// Some that were acknowledged, to be sent once more.
    old: Vec<(usize, Rc<[u8]>)>,
    receipts: BTreeMap<usize, String>,
    resent: usize,
    repeated: usize,
    changed: usize,
}

impl Book {
    fn new(seed: u64, token: String) -> Self {
        let inner = Inner {
            rng: Rng::new(seed ^ 0xD1CE),
            fresh: VecDeque::new(),
            made: 0,
            unanswered: VecDeque::new(),
            old: Vec::new(),
            receipts: BTreeMap::new(),
            resent: 0,
            repeated: 0,
            changed: 0,
        };
        Self { seed, token, inner: RefCell::new(inner) }
    }

    /// Makes sure that there is enough to send in a round.
    fn stock_up(&self) {
        let mut inner = self.inner.borrow_mut();
        if inner.fresh.len() >= STOCK {
            return;
        }
        // Every stock has a seed of its own, so that no command id comes twice.
        let seed = self.seed.wrapping_add(1 + inner.made as u64);
        for request in requests(seed, STOCK, &self.token) {
            let number = inner.made;
            inner.fresh.push_back((number, Rc::from(request)));
            inner.made += 1;
        }
    }

    /// The next command to send: one that was not answered, a fresh one, or now and then one that was acknowledged.
    fn next(&self) -> Option<(usize, Rc<[u8]>)> {
        let Inner { rng, fresh, unanswered, old, .. } = &mut *self.inner.borrow_mut();
        if rng.chance(REPEATS)
            && let Some(acknowledged) = rng.pick(old)
        {
            return Some(acknowledged.clone());
        }
        unanswered.pop_front().or_else(|| fresh.pop_front())
    }

    fn answered(&self, command: (usize, Rc<[u8]>), receipt: &str) {
        let Inner { rng, old, receipts, repeated, changed, .. } = &mut *self.inner.borrow_mut();
        match receipts.insert(command.0, receipt.to_owned()) {
            Some(before) => {
                *repeated += 1;
                *changed += usize::from(before != receipt);
            }
            None if old.len() < OLD => old.push(command),
            None if rng.chance(10) => {
                let place = rng.below(OLD as u64);
                old[usize::try_from(place).expect("it is below a length")] = command;
            }
            None => {}
        }
    }

    fn not_answered(&self, command: (usize, Rc<[u8]>)) {
        let mut inner = self.inner.borrow_mut();
        if !inner.receipts.contains_key(&command.0) {
            inner.resent += 1;
            inner.unanswered.push_back(command);
        }
    }

    /// The next of those that were not answered, after the last kill.
    fn leftover(&self) -> Option<(usize, Rc<[u8]>)> {
        self.inner.borrow_mut().unanswered.pop_front()
    }
}

async fn kill_at_work(served: &mut Served, book: &Rc<Book>, connections: usize, after: Duration) -> Outcome<()> {
    let local = tokio::task::LocalSet::new();
    let address = served.address;
    let all: Vec<_> = (0..connections).map(|_| local.spawn_local(file(address, Rc::clone(book)))).collect();
    local
        .run_until(async {
            tokio::time::sleep(after).await;
            served.kill()?;
            for filing in all {
                filing.await??;
            }
            Ok(())
        })
        .await
}

/// Files until the server is gone.
async fn file(to: SocketAddr, book: Rc<Book>) -> Outcome<()> {
    // A server that is killed before it takes the connection has been sent nothing.
    let Ok(mut connection) = Connection::open(to).await else { return Ok(()) };
    while let Some(command) = book.next() {
        let Ok(answer) = connection.ask(&command.1).await else {
            book.not_answered(command);
            return Ok(());
        };
        book.answered(command, receipt(&answer)?);
    }
    Ok(())
}

/// After the last kill: whatever was not answered is sent until it is.
async fn finish(served: &Served, book: &Book) -> Outcome<()> {
    let mut connection = Connection::open(served.address).await?;
    while let Some(command) = book.leftover() {
        let answer = connection.ask(&command.1).await?;
        book.answered(command, receipt(&answer)?);
    }
    Ok(())
}

/// Anything but 201 is no outcome that this measurement knows.
fn receipt<'a>(answer: &'a Answer<'_>) -> Outcome<&'a str> {
    match (answer.status, answer.text_field("number")) {
        (201, Some(number)) => Ok(number),
        (status, _) => Err(format!("a report was answered {status}").into()),
    }
}
