//! The machine that was measured on, and whether it had anything else to do.

use serde_json::{Value, json};
use std::fs;

/// Cores, memory, kernel, load before the run and the day: what belongs beside every figure.
pub(crate) fn describe() -> Value {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let model = line_of("/proc/cpuinfo", "model name");
    let memory = line_of("/proc/meminfo", "MemTotal");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    json!({
        "day": jiff::Timestamp::now().to_string(),
        "cores": cores,
        "processor": model,
        "memory": memory,
        "kernel": kernel.trim(),
        "load_before": load(),
    })
}

/// How many processes wanted a core in the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

/// Resident memory of a process in MiB.
pub(crate) fn resident_mib(process: u32) -> Option<f64> {
    let line = line_of(&format!("/proc/{process}/status"), "VmRSS");
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Processor time that a process has used, in hundredths of a second.
pub(crate) fn ticks(process: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in parentheses and may hold blanks; the fields after it are counted from there.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let field = |at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok());
    Some(field(11)? + field(12)?)
}

fn line_of(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}
