//! A clock that stands still until it is told otherwise.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// A simulated clock, exact to the microsecond. Clones show the same time, also across threads.
///
/// ```
/// use jiff::SignedDuration;
/// use jingwei_testkit::SimClock;
///
/// let clock = SimClock::at("2026-03-02T09:00:00+08:00".parse()?);
/// clock.advance(SignedDuration::from_mins(15));
/// assert_eq!(clock.now(), "2026-03-02T01:15:00Z".parse()?);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SimClock {
    microseconds: Arc<AtomicI64>,
}

impl SimClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self { microseconds: Arc::new(AtomicI64::new(microsecond(start))) }
    }

    /// The time that it shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.microseconds.load(Ordering::SeqCst)).expect("only instants are ever stored")
    }

    /// Sets it, forwards or backwards: clocks of real machines jump too.
    pub fn set(&self, to: Timestamp) {
        self.microseconds.store(microsecond(to), Ordering::SeqCst);
    }

    /// Lets time pass and tells the new time. At the end of the calendar it stops.
    pub fn advance(&self, by: SignedDuration) -> Timestamp {
        let moved = |micros: i64| {
            let now = Timestamp::from_microsecond(micros).expect("only instants are ever stored");
            let edge = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
            microsecond(now.checked_add(by).unwrap_or(edge))
        };
        // One atomic update, so that two threads that let a minute pass let two minutes pass.
        self.microseconds
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |micros| Some(moved(micros)))
            .expect("the update never declines");
        self.now()
    }
}

/// The last part of a second at either end of the calendar is not an instant in microseconds; the whole second is.
fn microsecond(at: Timestamp) -> i64 {
    let whole = |edge: Timestamp| edge.as_second() * 1_000_000;
    at.as_microsecond().clamp(whole(Timestamp::MIN), whole(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> SimClock {
        SimClock::at("2026-02-13T17:59:00+08:00".parse().unwrap())
    }

    #[test]
    fn it_stands_still_until_told_otherwise() {
        let clock = clock();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        assert_eq!(clock.advance(SignedDuration::from_mins(2)), before + SignedDuration::from_mins(2));
    }

    #[test]
    fn clones_show_the_same_time() {
        let clock = clock();
        let other = clock.clone();
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(other.now(), clock.now());
    }

    #[test]
    fn it_can_be_set_back() {
        let clock = clock();
        let earlier = clock.now() - SignedDuration::from_hours(48);
        clock.set(earlier);
        assert_eq!(clock.now(), earlier);
    }

    #[test]
    fn it_stops_at_both_ends_of_the_calendar() {
        let clock = SimClock::at(Timestamp::MAX);
        let end = clock.now();
        assert_eq!(clock.advance(SignedDuration::from_hours(1)), end);
        clock.set(Timestamp::MIN);
        let beginning = clock.now();
        assert_eq!(clock.advance(SignedDuration::from_hours(-1)), beginning);
    }

    #[test]
    fn minutes_of_two_threads_add_up() {
        let clock = clock();
        let start = clock.now();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        clock.advance(SignedDuration::from_secs(1));
                    }
                });
            }
        });
        assert_eq!(clock.now(), start + SignedDuration::from_secs(2000));
    }
}
