//! The city's rules, for everybody to read: they are what decisions are made by.

pub(crate) mod departments;
pub(crate) mod kinds;
pub(crate) mod show;

use axum::http::{HeaderName, HeaderValue, header};

/// A new rulebook is a rare thing; five minutes of an old one harm nobody.
const FOR_A_WHILE: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
