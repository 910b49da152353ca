//! Ends sessions that expired or were left alone. The door refuses them anyway; this keeps the table small.

use super::Ground;
use crate::Failure;
use crate::premises::store_failure;
use jiff::{SignedDuration, Timestamp};
use jingwei_store::Sessions;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(60);

/// Sweeps until the program is asked to stop.
///
/// # Errors
/// When the database fails.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    let idle = SignedDuration::from_mins(i64::from(ground.premises.config().web().session_idle_minutes));
    loop {
        let now = Timestamp::now();
        let stale = Sessions::Stale { now, idle_since: now - idle };
        ground.premises.store.close_sessions(&stale).await.map_err(|error| store_failure(&error))?;
        if !ground.pause(EVERY).await {
            return Ok(());
        }
    }
}
