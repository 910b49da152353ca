//! What the doors count, in the text format of Prometheus. Counted are doors, statuses and times; nothing about persons.

use crate::policy::{DOORS, Door};
use axum::http::StatusCode;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the latency buckets, in microseconds.
const BOUNDS_US: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 2_500_000, 10_000_000];

/// Statuses that the doors answer; others are counted as `other`.
const STATUSES: [u16; 20] =
    [200, 201, 204, 206, 302, 303, 304, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 0];

/// One line of counters per door.
#[derive(Debug)]
pub(crate) struct Metrics {
    doors: Vec<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    statuses: [AtomicU64; STATUSES.len()],
    buckets: [AtomicU64; BOUNDS_US.len() + 1],
    microseconds: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { doors: DOORS.iter().map(|_| Counters::default()).collect() }
    }
}

impl Metrics {
    /// Where this door is counted.
    pub(crate) fn slot(&self, door: &'static Door) -> usize {
        let place = DOORS.iter().position(|d| std::ptr::eq(d, door));
        place.expect("every door stands in the policy")
    }

    /// Counts one answer.
    pub(crate) fn count(&self, slot: usize, status: StatusCode, took: Duration) {
        let counters = &self.doors[slot];
        let known = STATUSES.iter().position(|s| *s == status.as_u16()).unwrap_or(STATUSES.len() - 1);
        counters.statuses[known].fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_US.iter().position(|bound| took <= *bound).unwrap_or(BOUNDS_US.len());
        counters.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        counters.microseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// Everything counted so far. Doors that nobody came through are left out.
    pub(crate) fn write(&self, text: &mut String) {
        let used = || DOORS.iter().zip(&self.doors).filter(|(_, c)| c.total() > 0);
        heading(text, "jingwei_http_requests_total", "counter", "Requests by door and status.");
        for (door, counters) in used() {
            for (status, count) in STATUSES.iter().zip(&counters.statuses) {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let status = if *status == 0 { "other".to_owned() } else { status.to_string() };
                    line(text, "jingwei_http_requests_total", door, &format!(",status=\"{status}\""), count);
                }
            }
        }
        let name = "jingwei_http_request_duration_seconds";
        heading(text, name, "histogram", "Time from the gate to the answer, by door.");
        for (door, counters) in used() {
            let mut so_far = 0;
            for (at, count) in counters.buckets.iter().enumerate() {
                so_far += count.load(Ordering::Relaxed);
                let bound = BOUNDS_US.get(at).map_or("+Inf".to_owned(), |us| seconds(*us));
                line(text, &format!("{name}_bucket"), door, &format!(",le=\"{bound}\""), so_far);
            }
            let sum = seconds(counters.microseconds.load(Ordering::Relaxed));
            line(text, &format!("{name}_sum"), door, "", sum);
            line(text, &format!("{name}_count"), door, "", so_far);
        }
    }
}

impl Counters {
    fn total(&self) -> u64 {
        self.statuses.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }
}

/// One figure without a door.
pub(crate) fn gauge(text: &mut String, name: &str, help: &str, value: impl std::fmt::Display) {
    heading(text, name, "gauge", help);
    writeln!(text, "{name} {value}").expect("writing to a string does not fail");
}

fn heading(text: &mut String, name: &str, kind: &str, help: &str) {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}").expect("writing to a string does not fail");
}

fn line(text: &mut String, name: &str, door: &Door, more: &str, value: impl std::fmt::Display) {
    writeln!(text, "{name}{{method=\"{}\",route=\"{}\"{more}}} {value}", door.method, door.path)
        .expect("writing to a string does not fail");
}

fn seconds(microseconds: u64) -> String {
    let text = format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_door_status_and_time() {
        let metrics = Metrics::default();
        metrics.count(0, StatusCode::OK, Duration::from_micros(700));
        metrics.count(0, StatusCode::OK, Duration::from_secs(60));
        metrics.count(0, StatusCode::IM_A_TEAPOT, Duration::from_micros(1));
        let mut text = String::new();
        metrics.write(&mut text);
        assert!(text.contains("jingwei_http_requests_total{method=\"GET\",route=\"/\",status=\"200\"} 2\n"));
        assert!(text.contains("status=\"other\"} 1\n"));
        assert!(text.contains("le=\"0.0005\"} 1\n") && text.contains("le=\"0.001\"} 2\n"));
        assert!(text.contains("le=\"+Inf\"} 3\n"));
        assert!(text.contains("_sum{method=\"GET\",route=\"/\"} 60.000701\n"));
    }

    #[test]
    fn seconds_are_written_without_idle_noughts() {
        assert_eq!([500, 1_000_000, 2_500_000, 0].map(seconds), ["0.0005", "1", "2.5", "0"]);
    }
}
