//! The configuration: defaults, one TOML file, the environment and flags, in that order; the later one wins.
//!
//! Reading order: [`settings`] (every key, its default and meaning), [`source`] (where values come from), [`command`].

pub mod command;
mod holds;
pub mod settings;
pub mod source;

use crate::Failure;
use crate::cli::Common;
use jingwei_web::WebConfig;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use command::Command;

/// The configuration, checked whole: every value is of its sort, and no key is unknown.
#[derive(Debug, Clone)]
pub struct Config {
    values: source::Values,
}

impl Config {
    /// Reads the file, the environment and the flags.
    ///
    /// # Errors
    /// When the file cannot be read, a key is unknown or a value is not of its sort. The first fault is told; `jingwei config check`
    /// tells all.
    pub fn load(common: &Common) -> Result<Self, Failure> {
        let (values, faults) = source::read(common, std::env::vars())?;
        match faults.first() {
            None => Ok(Self { values }),
            Some(fault) => {
                let more = faults.len() - 1;
                let failure = Failure::new(
                    "bad_config",
                    format!("配置有误：{fault}（另有 {more} 处）"),
                    format!("{fault} ({more} more)"),
                );
                Err(failure.next("用 jingwei config check 查看全部", "see all with `jingwei config check`"))
            }
        }
    }

    /// Where data and keys are kept.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        PathBuf::from(self.text("store.data_dir"))
    }

    /// The URL of the database; SQLite inside the data directory when none is given.
    #[must_use]
    pub fn database(&self) -> String {
        match self.text("store.database") {
            "" => format!("sqlite:{}", self.data_dir().join("jingwei.db").display()),
            url => url.to_owned(),
        }
    }

    /// The file of the secret from which the keys of cases are made.
    #[must_use]
    pub fn case_key_file(&self) -> PathBuf {
        self.file_or("keys.case_key_file", "secret.key")
    }

    /// The file of the city's register of addresses; it need not be there.
    #[must_use]
    pub fn address_register(&self) -> PathBuf {
        self.file_or("addresses.register", "addresses.jsonl")
    }

    /// The file of the key that signs the ledger.
    #[must_use]
    pub fn ledger_key_file(&self) -> PathBuf {
        self.file_or("keys.ledger_key_file", "ledger.key")
    }

    /// The folder that keeps signed checkpoints outside the database.
    #[must_use]
    pub fn checkpoint_dir(&self) -> PathBuf {
        self.file_or("ledger.checkpoint_dir", "checkpoints")
    }

    /// The name of the log, as checkpoints bear it.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text("ledger.origin")
    }

    /// How long leaves wait at most before they are folded and signed.
    #[must_use]
    pub fn fold_every(&self) -> Duration {
        Duration::from_millis(self.whole("ledger.fold_every_ms"))
    }

    /// How many leaves one fold takes at most.
    #[must_use]
    pub fn fold_leaves(&self) -> u32 {
        u32::try_from(self.whole("ledger.fold_leaves")).unwrap_or(u32::MAX)
    }

    /// Where the pages and the API are served.
    #[must_use]
    pub fn listen(&self) -> SocketAddr {
        self.text("web.listen").parse().expect("the value was checked to be an address when it was read")
    }

    /// The folder whose front ends are served instead of those in the program, if one is named.
    #[must_use]
    pub fn front_ends(&self) -> Option<PathBuf> {
        Some(self.text("web.front_ends")).filter(|folder| !folder.is_empty()).map(PathBuf::from)
    }

    /// The settings of the doors.
    #[must_use]
    pub fn web(&self) -> WebConfig {
        let number = |key: &str| self.whole(key);
        let small = |key: &str| u32::try_from(number(key)).unwrap_or(u32::MAX);
        let size = |key: &str| usize::try_from(number(key)).unwrap_or(usize::MAX);
        let proxies = self.text("web.trusted_proxies").split(',').filter_map(|part| part.trim().parse().ok()).collect();
        WebConfig {
            behind_tls: self.flag("web.behind_tls"),
            trusted_proxies: proxies,
            max_body_bytes: size("web.max_body_bytes"),
            timeout_seconds: number("web.timeout_seconds"),
            filings_per_minute: small("web.filings_per_minute"),
            open311_needs_key: self.flag("web.open311_needs_key"),
            publish_descriptions: self.flag("web.publish_descriptions"),
            max_event_streams: size("web.max_event_streams"),
            session_idle_minutes: small("web.session_idle_minutes"),
            session_hours: small("web.session_hours"),
        }
    }

    /// How long requests in hand may take when the program is asked to stop.
    #[must_use]
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.whole("web.grace_seconds"))
    }

    /// What is logged.
    #[must_use]
    pub fn log_filter(&self) -> &str {
        self.text("log.filter")
    }

    /// Whether the log is JSON.
    #[must_use]
    pub fn log_as_json(&self) -> bool {
        self.text("log.format") == "json"
    }

    /// How often the workers look when nothing wakes them.
    #[must_use]
    pub fn poll(&self) -> Duration {
        Duration::from_millis(self.whole("workers.poll_ms"))
    }

    /// How many follow-ups and cases one round takes.
    #[must_use]
    pub fn batch(&self) -> u32 {
        u32::try_from(self.whole("workers.batch")).unwrap_or(u32::MAX)
    }

    /// From which hour of the day on the workers may learn anew, by the city's clock.
    #[must_use]
    pub fn learn_at_hour(&self) -> u8 {
        u8::try_from(self.whole("triage.learn_at_hour")).unwrap_or(u8::MAX)
    }

    /// How many reviews it takes before the workers learn anew; 0 is never.
    #[must_use]
    pub fn learn_after(&self) -> u64 {
        self.whole("triage.learn_after")
    }

    /// How many cases, the newest first, are looked at for learning.
    #[must_use]
    pub fn learn_cases(&self) -> usize {
        usize::try_from(self.whole("triage.learn_cases")).unwrap_or(usize::MAX)
    }

    /// Below how much free room on the disk the doctor warns, in MiB.
    #[must_use]
    pub fn disk_warning_mib(&self) -> u64 {
        self.whole("doctor.disk_warning_mib")
    }

    /// Every value with its source.
    #[must_use]
    pub const fn values(&self) -> &source::Values {
        &self.values
    }

    /// The same configuration for another data directory, with everything that lies in it.
    #[must_use]
    pub fn at(mut self, data_dir: &Path) -> Self {
        self.values.force("store.data_dir", &data_dir.display().to_string());
        self
    }

    /// The same configuration, serving here.
    #[must_use]
    pub fn listening_on(mut self, address: SocketAddr) -> Self {
        self.values.force("web.listen", &address.to_string());
        self
    }

    fn text(&self, key: &str) -> &str {
        self.values.get(key)
    }

    fn whole(&self, key: &str) -> u64 {
        self.text(key).parse().expect("the value was checked to be a whole number when it was read")
    }

    fn flag(&self, key: &str) -> bool {
        self.text(key) == "true"
    }

    fn file_or(&self, key: &str, name: &str) -> PathBuf {
        match self.text(key) {
            "" => self.data_dir().join(name),
            path => PathBuf::from(path),
        }
    }
}
