//! How often somebody may do something: a bucket of tokens per key, refilled evenly, bounded in number.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More addresses than this at once are forgotten, those with a full bucket first: memory is bounded under attack.
const MOST_KEYS: usize = 100_000;

/// So many times per span, per address.
#[derive(Debug)]
pub(crate) struct Limiter<K = IpAddr> {
    most: u32,
    span: Duration,
    buckets: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    seen: Instant,
}

impl<K: Hash + Eq> Limiter<K> {
    /// `most` times in every `span`; 0 is no limit.
    pub(crate) fn new(most: u32, span: Duration) -> Self {
        Self { most, span, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one, or tells after how many seconds there will be one.
    pub(crate) fn take(&self, key: K, now: Instant) -> Result<(), u64> {
        if self.most == 0 {
            return Ok(());
        }
        let most = f64::from(self.most);
        let per_second = most / self.span.as_secs_f64();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_KEYS && !buckets.contains_key(&key) {
            buckets.retain(|_, b| now.duration_since(b.seen) < self.span);
            if buckets.len() >= MOST_KEYS {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: most, seen: now });
        let gained = now.duration_since(bucket.seen).as_secs_f64() * per_second;
        bucket.left = (bucket.left + gained).min(most);
        bucket.seen = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(whole_seconds((1.0 - bucket.left) / per_second))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1 second and one day")]
fn whole_seconds(seconds: f64) -> u64 {
    seconds.ceil().clamp(1.0, 86_400.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_empties_and_refills_for_each_address_alone() {
        let limiter = Limiter::new(2, Duration::from_secs(60));
        let start = Instant::now();
        assert_eq!(limiter.take("a", start), Ok(()));
        assert_eq!(limiter.take("a", start), Ok(()));
        assert_eq!(limiter.take("a", start), Err(30));
        assert_eq!(limiter.take("b", start), Ok(()));
        assert_eq!(limiter.take("a", start + Duration::from_secs(31)), Ok(()));
        assert!(limiter.take("a", start + Duration::from_secs(31)).is_err());
    }

    #[test]
    fn no_limit_is_no_limit() {
        let limiter = Limiter::new(0, Duration::from_secs(60));
        assert!((0..1000).all(|_| limiter.take("a", Instant::now()).is_ok()));
    }
}
