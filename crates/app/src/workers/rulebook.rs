//! Takes up a rulebook or a net that another process brought, or whose day has come, without a restart.

use super::{Ground, regridding, retiming};
use crate::Failure;
use crate::premises::{Premises, store_failure};
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_store::{RulebookTitle, net_in_force};
use std::sync::Arc;
use tokio::sync::watch;

/// Looks until the program is asked to stop.
///
/// # Errors
/// When the database fails, or the new rulebook or net cannot be read; the old ones stay in force here until that is mended.
pub async fn run(ground: Ground, rules: Arc<watch::Sender<Arc<Rulebook>>>) -> Result<(), Failure> {
    loop {
        let present = Arc::clone(&rules.borrow());
        if let Some(new) = news(&ground.premises, &present).await? {
            let (from, to) = (named(&present), named(&new));
            tracing::info!(from, to, "a new rulebook or net is in force");
            rules.send_replace(Arc::clone(&new));
            follow(&ground.premises, &present, &new).await?;
        }
        if !ground.pause(ground.premises.config().poll()).await {
            return Ok(());
        }
    }
}

/// The rulebook in force, when it or its net is another one than the present one.
async fn news(premises: &Premises, present: &Rulebook) -> Result<Option<Arc<Rulebook>>, Failure> {
    let store = &premises.store;
    let now = Timestamp::now();
    let titles = store.rulebooks().await.map_err(|error| store_failure(&error))?;
    let nets = store.nets().await.map_err(|error| store_failure(&error))?;
    let net = net_in_force(&nets, now).map(|title| title.net.number());
    let same = in_force(&titles, now).is_none_or(|version| *version == present.version) && net == present.net;
    if same { Ok(None) } else { premises.rulebook().await.map(Some) }
}

/// Open cases follow: their deadlines a new calendar, their places the grids of a new rulebook. A new net brings its own work along,
/// queued when it was activated.
async fn follow(premises: &Premises, old: &Rulebook, new: &Rulebook) -> Result<(), Failure> {
    if old.version != new.version {
        let moved = retiming::all(premises, new).await?;
        tracing::info!(moved, "deadlines of open cases follow the new rulebook");
    }
    if new.net.is_none() && old.areas.grids() != new.areas.grids() {
        let passed = regridding::between_rulebooks(premises, old, new).await?;
        tracing::info!(moved = passed.moved, "open cases follow the grids of the new rulebook");
    }
    Ok(())
}

fn named(rules: &Rulebook) -> String {
    rules.net.map_or_else(|| rules.version.clone(), |net| format!("{} + net {net}", rules.version))
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
