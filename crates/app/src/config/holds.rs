//! What a setting may hold, and what is wrong with a value that does not fit.

use std::net::{IpAddr, SocketAddr};

/// What a setting may hold.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// A text that may be empty.
    Text,
    /// The name of a log: no blanks, no plus signs, not empty.
    LogName,
    /// `sqlite:PATH`, `postgres://…`, `postgresql://…`, or empty.
    DatabaseUrl,
    /// `host:port` with a numeric host.
    Address,
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// `true` or `false`.
    Flag,
    /// IP addresses, separated by commas; may be empty.
    Addresses,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Holds {
    /// Why this value does not fit, in English; `None` when it does.
    #[must_use]
    pub fn fault(self, value: &str) -> Option<String> {
        match self {
            Self::Text => value.contains(['\n', '\0']).then(|| "must be one line".to_owned()),
            Self::LogName => {
                let bad = value.is_empty() || value.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control());
                bad.then(|| "must be a name without blanks and plus signs".to_owned())
            }
            Self::DatabaseUrl => {
                let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| value.starts_with(scheme));
                (!value.is_empty() && !known).then(|| "must begin with `sqlite:` or `postgres://`".to_owned())
            }
            Self::Address => {
                let fault = || "must be an address such as `127.0.0.1:8460`".to_owned();
                value.parse::<SocketAddr>().is_err().then(fault)
            }
            Self::Whole(least, most) => {
                let fits = value.parse::<u64>().is_ok_and(|n| (least..=most).contains(&n));
                (!fits).then(|| format!("must be a whole number from {least} to {most}"))
            }
            Self::Flag => (!matches!(value, "true" | "false")).then(|| "must be `true` or `false`".to_owned()),
            Self::Addresses => {
                let mut parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
                let bad = parts.find(|part| part.parse::<IpAddr>().is_err())?;
                Some(format!("must be IP addresses separated by commas; `{bad}` is none"))
            }
            Self::OneOf(words) => (!words.contains(&value)).then(|| format!("must be one of {}", words.join(", "))),
        }
    }
}
