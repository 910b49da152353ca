//! Keeps the adviser of this process what the city has chosen, and learns anew at night when people have reviewed enough.
//!
//! A model that another process learned, chose or rolled back is taken up within a moment, without a restart, as a rulebook is.

use super::Ground;
use crate::Failure;
use crate::premises::{Premises, store_failure};
use crate::triage::learn::{Wish, keep, study};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jingwei_cases::Rulebook;
use jingwei_web::TriageDesk;
use jingwei_web::triage::adviser::Adviser;
use std::sync::Arc;

/// Takes up and learns until the program is asked to stop.
///
/// # Errors
/// When the database fails.
pub async fn run(ground: Ground) -> Result<(), Failure> {
    let mut broken: Option<String> = None;
    let mut learned_on: Option<Date> = None;
    loop {
        let rules = ground.rules.borrow().clone();
        take_up(&ground.premises, &rules, &ground.triage, &mut broken).await?;
        let now = Timestamp::now();
        if let Some(today) = due(&ground.premises, &rules, learned_on, now) {
            learned_on = Some(today);
            learn(&ground.premises, &rules, now).await?;
        }
        if !ground.pause(ground.premises.config().poll()).await {
            return Ok(());
        }
    }
}

/// Lets the model advise that is in force, by the rulebook that is in force. One that this program cannot read is told once, and the
/// catalogue advises until another is chosen.
///
/// # Errors
/// When the database fails.
pub async fn take_up(
    premises: &Premises,
    rules: &Arc<Rulebook>,
    desk: &TriageDesk,
    broken: &mut Option<String>,
) -> Result<(), Failure> {
    let choice = premises.store.model_in_force().await.map_err(|error| store_failure(&error))?;
    let wanted = choice.and_then(|choice| choice.model).filter(|model| broken.as_ref() != Some(model));
    let present = desk.adviser();
    if present.model() == wanted.as_deref() && present.rulebook() == rules.version {
        return Ok(());
    }
    let stored = match &wanted {
        Some(version) => premises.store.model(version).await.map_err(|error| store_failure(&error))?,
        None => None,
    };
    let rules = Arc::clone(rules);
    let made = tokio::task::spawn_blocking(move || match stored {
        Some(stored) => Adviser::learned(&rules, &stored.version, &stored.content),
        None => Ok(Adviser::by_catalogue(&rules)),
    });
    match made.await {
        Ok(Ok(adviser)) => {
            tracing::info!(
                model = adviser.model().unwrap_or("catalogue"),
                rulebook = adviser.rulebook(),
                "advises now"
            );
            desk.take_up(adviser);
        }
        Ok(Err(why)) => {
            tracing::error!(model = wanted, %why, "the model in force cannot be read; the catalogue advises");
            *broken = wanted;
        }
        Err(why) => tracing::error!(%why, "the model in force could not be taken up"),
    }
    Ok(())
}

/// The civil day, when learning is due on it: the hour has come, and it has not been tried today.
fn due(premises: &Premises, rules: &Rulebook, learned_on: Option<Date>, now: Timestamp) -> Option<Date> {
    let config = premises.config();
    let today = rules.day(now);
    let hour = SignedDuration::from_hours(i64::from(config.learn_at_hour()));
    let has_come = now.checked_sub(hour).is_ok_and(|earlier| rules.day(earlier) == today);
    (config.learn_after() > 0 && has_come && learned_on != Some(today)).then_some(today)
}

/// Learns if people have reviewed enough since the last time.
async fn learn(premises: &Premises, rules: &Arc<Rulebook>, now: Timestamp) -> Result<(), Failure> {
    let store = premises.store.as_ref();
    let titles = store.models().await.map_err(|error| store_failure(&error))?;
    let since = titles.iter().filter_map(|title| title.title["read_to"].as_u64()).max().unwrap_or_default();
    let reviews = store.reviews_since(since).await.map_err(|error| store_failure(&error))?;
    if reviews < premises.config().learn_after() {
        tracing::debug!(reviews, "too little was reviewed to learn anew");
        return Ok(());
    }
    let Some(studied) = study(premises, rules, "schedule", now).await? else { return Ok(()) };
    match keep(store, &studied, Wish::UseIfProven, now).await {
        Ok(kept) => {
            tracing::info!(model = kept.version, in_force = kept.in_force, rows = studied.title.rows, "learned");
        }
        // Another process was quicker by a moment; what it learned from was the same.
        Err(failure) if failure.code == "conflict" => tracing::debug!("another process has learned"),
        Err(failure) => return Err(failure),
    }
    Ok(())
}
