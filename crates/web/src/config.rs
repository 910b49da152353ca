//! What an operator may set about the doors. How it is read (file, environment) is the executable's concern.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

/// The settings of the doors. The defaults suit one machine on plain HTTP, as the demonstration runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebConfig {
    /// Whether residents and staff come in over TLS, which a proxy in front of us ends. Cookies are then `Secure` with
    /// the `__Host-` prefix, and browsers are told never to come back without TLS. On plain HTTP a browser would drop
    /// such a cookie, so there it has neither.
    pub behind_tls: bool,
    /// Proxies whose `X-Forwarded-For` is believed. From anybody else the header is a claim and is not looked at.
    pub trusted_proxies: Vec<IpAddr>,
    /// The largest body that is taken, in bytes.
    pub max_body_bytes: usize,
    /// How long one request may take, in seconds; event streams excepted.
    pub timeout_seconds: u64,
    /// How many reports an address may file in a minute without an account; 0 is no limit.
    pub filings_per_minute: u32,
    /// Whether an Open311 client has to send its API token to file.
    pub open311_needs_key: bool,
    /// Whether the reporters' words are published with cases that are public.
    pub publish_descriptions: bool,
    /// How many event streams may be open at once.
    pub max_event_streams: usize,
    /// How long a session may stay unused, in minutes.
    pub session_idle_minutes: u32,
    /// How long a session lasts at most, in hours.
    pub session_hours: u32,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            behind_tls: false,
            trusted_proxies: Vec::new(),
            max_body_bytes: 1 << 20,
            timeout_seconds: 30,
            filings_per_minute: 30,
            open311_needs_key: false,
            publish_descriptions: false,
            max_event_streams: 256,
            session_idle_minutes: 30,
            session_hours: 12,
        }
    }
}

impl WebConfig {
    /// The name of the session cookie.
    #[must_use]
    pub const fn cookie_name(&self) -> &'static str {
        if self.behind_tls { "__Host-jingwei" } else { "jingwei" }
    }

    pub(crate) const fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }
}
