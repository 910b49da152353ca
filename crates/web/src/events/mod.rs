//! What changes, as it changes: server-sent events for consoles and other systems.

pub(crate) mod feed;
pub(crate) mod stream;
