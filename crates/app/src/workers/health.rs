//! Ends the process when the store takes no more writes: a program that answers reads and loses writes looks alive and is not.

use super::Ground;
use crate::Failure;
use crate::premises::store_failure;

/// Watches until the program is asked to stop.
///
/// # Errors
/// When the store takes no writes, or cannot be asked.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    loop {
        let health = ground.premises.store.health(false).await.map_err(|error| store_failure(&error))?;
        if !health.writable {
            let why = health.problems.join("; ");
            let failure = Failure::new(
                "store_read_only",
                format!("数据库已不接受写入：{why}"),
                format!("the store takes no more writes: {why}"),
            );
            return Err(failure.next("检查磁盘后重新启动", "look at the disk, then start again"));
        }
        if !ground.pause(ground.premises.config().poll()).await {
            return Ok(());
        }
    }
}
