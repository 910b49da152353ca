//! The city's rules, for everybody to read: they are what decisions are made by.

pub(crate) mod activate;
pub(crate) mod calendar;
pub(crate) mod check;
pub(crate) mod deadline;
pub(crate) mod departments;
pub mod folder;
pub(crate) mod kinds;
pub(crate) mod list;
mod sent;
pub(crate) mod show;
pub(crate) mod templates;

use axum::http::{HeaderName, HeaderValue, header};

/// A new rulebook is a rare thing; five minutes of an old one harm nobody.
const FOR_A_WHILE: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
