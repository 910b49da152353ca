//! Ids from a seed: UUIDv7 that sort in the order in which they were made, and are the same in every run.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::Rng;

/// Makes one UUIDv7 after the other.
///
/// Within one millisecond the twelve bits after the time count upwards (RFC 9562, section 6.2, method 1), and a clock that
/// goes back does not take the ids with it: they keep the latest millisecond seen.
#[derive(Clone, Debug)]
pub struct SeededIds {
    rng: Rng,
    millisecond: u64,
    within: u16,
}

/// The counter has twelve bits.
const LAST_WITHIN: u16 = 0xFFF;

impl SeededIds {
    /// Ids of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::new(seed), millisecond: 0, within: 0 }
    }

    /// The next id, as made at this time. Times before 1970 count as 1970.
    pub fn next(&mut self, at: Timestamp) -> Uuid {
        let at = u64::try_from(at.as_millisecond()).unwrap_or(0);
        if at > self.millisecond {
            (self.millisecond, self.within) = (at, 0);
        } else if self.within == LAST_WITHIN {
            (self.millisecond, self.within) = (self.millisecond + 1, 0);
        } else {
            self.within += 1;
        }
        let mut tail = [0_u8; 10];
        tail[..2].copy_from_slice(&self.within.to_be_bytes());
        tail[2..].copy_from_slice(&self.rng.next_u64().to_be_bytes());
        Builder::from_unix_timestamp_millis(self.millisecond, &tail).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-05-06T12:00:00+08:00".parse().unwrap()
    }

    #[test]
    fn ids_are_version_seven_and_carry_their_time() {
        let id = SeededIds::new(7).next(noon());
        assert_eq!(id.get_version_num(), 7);
        let (seconds, _) = id.get_timestamp().unwrap().to_unix();
        assert_eq!(seconds, u64::try_from(noon().as_second()).unwrap());
    }

    #[test]
    fn ten_thousand_ids_of_one_instant_differ_and_sort_as_they_were_made() {
        let mut ids = SeededIds::new(7);
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.next(noon())).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_take_the_ids_along() {
        let mut ids = SeededIds::new(7);
        let first = ids.next(noon());
        assert!(ids.next("2020-01-01T00:00:00Z".parse().unwrap()) > first);
    }

    #[test]
    fn the_same_seed_makes_the_same_ids() {
        let ids = |seed| SeededIds::new(seed).next(noon());
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
    }
}
