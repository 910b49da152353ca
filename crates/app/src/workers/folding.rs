//! Folds and signs whatever was committed, at most so long after it was. Of several processes over one database each tries, and the
//! store lets one through.

use super::Ground;
use crate::Failure;
use crate::ledger::folding::Folder;

/// Folds until the program is asked to stop, and once more then.
///
/// # Errors
/// When the database fails, or signing would contradict what was signed before.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    let folder = Folder::new(&ground.premises)?;
    let every = ground.premises.config().fold_every();
    let mut grown = ground.premises.store.watch();
    let mut stop = ground.stop.clone();
    loop {
        grown.mark_unchanged();
        folder.fold_all().await?;
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            changed = grown.changed() => if changed.is_err() {
                break;
            },
        }
        // Leaves that come in the meantime are signed together: one signature a second is enough for any reader.
        if !ground.pause(every).await {
            break;
        }
    }
    folder.fold_all().await.map(drop)
}
