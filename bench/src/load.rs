//! Load over HTTP: as fast as the server answers (closed loop), or on a timetable that does not wait for it (open loop).

use crate::http::Connection;
use crate::latency::Latencies;
use crate::{Fault, Outcome};
use jingwei_testkit::Rng;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// What a load came to.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// Receipt numbers of the answers 201.
    pub(crate) acknowledged: Vec<String>,
    /// How often every other status was answered.
    pub(crate) otherwise: BTreeMap<u16, u64>,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
    /// Of the answers 201.
    pub(crate) latencies: Latencies,
}

impl Loaded {
    /// Acknowledged reports in a second.
    pub(crate) fn per_second(&self) -> f64 {
        crate::count(self.acknowledged.len()) / self.took.as_secs_f64()
    }

    /// Fails when the server answered anything but 201: a rate over refusals would mean nothing.
    pub(crate) fn all_filed(self) -> Outcome<Self> {
        if self.otherwise.is_empty() {
            return Ok(self);
        }
        let (filed, otherwise) = (self.acknowledged.len(), &self.otherwise);
        Err(Fault::from(format!("{filed} reports were filed, but other statuses came too: {otherwise:?}")))
    }
}

/// Sends every request once over so many connections, each asking again as soon as it is answered.
pub(crate) fn as_fast_as_possible(to: SocketAddr, connections: usize, requests: &[Vec<u8>]) -> Outcome<Loaded> {
    run(to, connections, requests, &[])
}

/// Sends the requests at random instants (a Poisson process) of this mean rate, whether the server keeps up or not. A
/// latency counts from the instant at which the request was due, so a server that stalls cannot hide what it made wait.
pub(crate) fn on_a_timetable(
    to: SocketAddr,
    connections: usize,
    requests: &[Vec<u8>],
    per_second: f64,
) -> Outcome<Loaded> {
    run(to, connections, requests, &timetable(requests.len(), per_second))
}

/// Instants after the start. Gaps of a Poisson process are exponential.
fn timetable(count: usize, per_second: f64) -> Vec<Duration> {
    let mut rng = Rng::new(1);
    let mut at = 0.0;
    let mut next = || {
        at -= (1.0 - rng.fraction()).ln() / per_second;
        Duration::from_secs_f64(at)
    };
    (0..count).map(|_| next()).collect()
}

/// What the connections share; all of them live on one thread.
struct Shared<'a> {
    requests: &'a [Vec<u8>],
    due: &'a [Duration],
    next: Cell<usize>,
    acknowledged: RefCell<Vec<String>>,
    latencies: RefCell<Vec<Duration>>,
    otherwise: RefCell<BTreeMap<u16, u64>>,
}

fn run(to: SocketAddr, connections: usize, requests: &[Vec<u8>], due: &[Duration]) -> Outcome<Loaded> {
    let shared = Rc::new(Shared {
        requests,
        due,
        next: Cell::new(0),
        acknowledged: RefCell::new(Vec::with_capacity(requests.len())),
        latencies: RefCell::new(Vec::with_capacity(requests.len())),
        otherwise: RefCell::default(),
    });
    // One thread: the server needs the other core more than we do.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let took = runtime.block_on(async {
        let mut open = Vec::new();
        for _ in 0..connections {
            open.push(Connection::open(to).await?);
        }
        let start = Instant::now();
        let all = open.into_iter().map(|connection| drive(connection, &shared, start));
        futures_util::future::try_join_all(all).await?;
        Outcome::Ok(start.elapsed())
    })?;
    Ok(Loaded {
        acknowledged: shared.acknowledged.take(),
        otherwise: shared.otherwise.take(),
        took,
        latencies: Latencies::from(shared.latencies.take()),
    })
}

async fn drive(mut connection: Connection, shared: &Shared<'_>, start: Instant) -> Outcome<()> {
    loop {
        let turn = shared.next.get();
        let Some(request) = shared.requests.get(turn) else { return Ok(()) };
        shared.next.set(turn + 1);
        let due = match shared.due.get(turn) {
            Some(after) => start + *after,
            None => Instant::now(),
        };
        // The timer counts whole milliseconds and never fires early; what it adds is left in the latency.
        if due > Instant::now() {
            tokio::time::sleep_until(due.into()).await;
        }
        let answer = connection.ask(request).await?;
        let latency = due.elapsed();
        match (answer.status, answer.text_field("number")) {
            (201, Some(number)) => {
                shared.acknowledged.borrow_mut().push(number.to_owned());
                shared.latencies.borrow_mut().push(latency);
            }
            (status, _) => *shared.otherwise.borrow_mut().entry(status).or_default() += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timetable_keeps_its_mean_rate_and_never_goes_back() {
        let due = timetable(10_000, 1000.0);
        assert!(due.is_sorted());
        let seconds = due.last().unwrap().as_secs_f64();
        assert!((9.5..10.5).contains(&seconds), "{seconds}");
    }
}
