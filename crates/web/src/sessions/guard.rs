//! Against guessing: fifteen failures shut a name or an address out for a quarter of an hour, and before that every failure
//! at a name makes the next answer slower (security goal S08).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MOST_FAILURES: u32 = 15;
const SHUT_OUT: Duration = Duration::from_secs(15 * 60);
const MOST_KEYS: usize = 50_000;

/// Whose failures are counted. A name is counted whether it exists or not, so that nothing is learnt from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(IpAddr),
}

/// Failures of names and addresses.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    failures: Mutex<HashMap<Key, (u32, Instant)>>,
}

impl Guard {
    /// How long to wait before the password is looked at, or, as an error, the seconds until there is another try.
    pub(crate) fn before(&self, name: &str, address: IpAddr, now: Instant) -> Result<Duration, u64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |key: &Key| failures.get(key).filter(|(_, last)| now.duration_since(*last) < SHUT_OUT).copied();
        let by_name = count(&Key::Name(name.to_owned()));
        for (n, last) in [by_name, count(&Key::Address(address))].into_iter().flatten() {
            if n >= MOST_FAILURES {
                return Err(SHUT_OUT.saturating_sub(now.duration_since(last)).as_secs() + 1);
            }
        }
        Ok(delay(by_name.map_or(0, |(n, _)| n)))
    }

    /// A password was wrong.
    pub(crate) fn failed(&self, name: &str, address: IpAddr, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_KEYS {
            failures.retain(|_, (_, last)| now.duration_since(*last) < SHUT_OUT);
        }
        for key in [Key::Name(name.to_owned()), Key::Address(address)] {
            let entry = failures.entry(key).or_insert((0, now));
            let over = now.duration_since(entry.1) >= SHUT_OUT;
            *entry = (if over { 1 } else { entry.0 + 1 }, now);
        }
    }

    /// A password was right: the name begins anew. The address does not, or an attacker with one account of their own
    /// could wash away every failure.
    pub(crate) fn succeeded(&self, name: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Key::Name(name.to_owned()));
    }
}

/// Nothing for the first three failures, since people mistype; then doubling from a quarter second up to eight.
fn delay(failures: u32) -> Duration {
    match failures {
        0..3 => Duration::ZERO,
        n => Duration::from_millis(250 << (n - 3).min(5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn address(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))
    }

    #[test]
    fn fifteen_failures_shut_out_the_name_and_the_address_for_a_quarter_of_an_hour() {
        let (guard, start) = (Guard::default(), Instant::now());
        for n in 0..15 {
            assert!(guard.before("wang", address(1), start).is_ok(), "try {n}");
            guard.failed("wang", address(1), start);
        }
        assert_eq!(guard.before("wang", address(2), start), Err(901));
        assert_eq!(guard.before("li", address(1), start), Err(901));
        assert_eq!(guard.before("li", address(2), start), Ok(Duration::ZERO));
        assert!(guard.before("wang", address(2), start + SHUT_OUT).is_ok());
    }

    #[test]
    fn answers_grow_slower_with_every_failure_and_fast_again_after_a_success() {
        let (guard, start) = (Guard::default(), Instant::now());
        let mut waits = Vec::new();
        for n in 0..10 {
            waits.push(guard.before("wang", address(n), start).unwrap().as_millis());
            guard.failed("wang", address(n), start);
        }
        assert_eq!(waits, [0, 0, 0, 250, 500, 1000, 2000, 4000, 8000, 8000]);
        guard.succeeded("wang");
        assert_eq!(guard.before("wang", address(11), start), Ok(Duration::ZERO));
    }

    #[test]
    fn a_success_does_not_wash_the_address_clean() {
        let (guard, start) = (Guard::default(), Instant::now());
        for n in 0..15 {
            guard.failed(&format!("name{n}"), address(1), start);
            guard.succeeded("own");
        }
        assert!(guard.before("own", address(1), start).is_err());
    }
}
