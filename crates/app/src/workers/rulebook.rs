//! Takes up a rulebook that another process loaded, or whose day has come, without a restart.

use super::{Ground, retiming};
use crate::Failure;
use crate::premises::{store_failure, unpack};
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_store::RulebookTitle;
use std::sync::Arc;
use tokio::sync::watch;

/// Looks until the program is asked to stop.
///
/// # Errors
/// When the database fails, or the new rulebook cannot be read; the old one stays in force here until that is mended.
pub async fn run(ground: Ground, rules: Arc<watch::Sender<Arc<Rulebook>>>) -> Result<(), Failure> {
    let store = &ground.premises.store;
    loop {
        let titles = store.rulebooks().await.map_err(|error| store_failure(&error))?;
        let present = rules.borrow().version.clone();
        if let Some(version) = in_force(&titles, Timestamp::now()).filter(|version| **version != present) {
            let stored = store.rulebook(version).await.map_err(|error| store_failure(&error))?;
            if let Some(stored) = stored {
                let new = Arc::new(unpack(&stored)?);
                tracing::info!(from = %present, to = %new.version, "a new rulebook is in force");
                rules.send_replace(Arc::clone(&new));
                let moved = retiming::all(&ground.premises, &new).await?;
                tracing::info!(moved, "deadlines of open cases follow the new rulebook");
            }
        }
        if !ground.pause(ground.premises.config().poll()).await {
            return Ok(());
        }
    }
}

/// Of the versions that have begun, the one that began last, then the one stored last: the store's own rule, over titles alone.
fn in_force(titles: &[RulebookTitle], now: Timestamp) -> Option<&String> {
    let begun = titles.iter().filter(|title| title.effective_at <= now);
    begun.max_by_key(|title| (title.effective_at, title.ledger_index)).map(|title| &title.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_began_last_is_in_force_and_of_two_the_one_stored_last() {
        let title = |version: &str, day: i64, ledger_index| RulebookTitle {
            version: version.to_owned(),
            effective_at: Timestamp::from_second(day * 86_400).unwrap(),
            ledger_index,
        };
        let titles = [title("a", 1, 0), title("b", 3, 1), title("c", 3, 2), title("d", 9, 3)];
        let at = |day: i64| in_force(&titles, Timestamp::from_second(day * 86_400).unwrap()).map(String::as_str);
        assert_eq!((at(0), at(1), at(3), at(8), at(9)), (None, Some("a"), Some("c"), Some("c"), Some("d")));
    }
}
