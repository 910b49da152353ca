//! Open311 GeoReport v2 (<https://wiki.open311.org/GeoReport_v2/>): other programs report and follow by it, in JSON and XML.
//!
//! Only what is public is told here: no reporter, no exact point, no words unless the city publishes them.

pub(crate) mod discovery;
pub(crate) mod file;
pub(crate) mod format;
pub(crate) mod requests;
pub(crate) mod services;
pub(crate) mod tokens;
