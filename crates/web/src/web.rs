//! What every door is given: the store, the rulebook in force, the clock, ids, the server's secret and the settings.

use crate::caller::Doorkeeper;
use crate::events::feed::Feed;
use crate::grids::map::Maps;
use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::pages::front::Counted;
use crate::sessions::guard::Guard;
use crate::{FrontEnds, Secret, TriageDesk, WebConfig};
use jiff::Timestamp;
use jingwei_cases::desk::Desk;
use jingwei_cases::rulebook::Rulebook;
use jingwei_store::Store;
use jingwei_terms::{Actor, CommandId};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

/// How many contacts one account may read in an hour (security goal S03).
const MOST_REVEALS: u32 = 200;

/// How often an address without an account may ask for advice in a minute: two a second is fast typing.
const MOST_TYPINGS: u32 = 120;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Makes a UUIDv7 as of this time; never the same one twice.
pub type Ids = Arc<dyn Fn(Timestamp) -> Uuid + Send + Sync>;

/// What the doors are built from.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The rulebook in force; a new one is taken with the next request.
    pub rules: watch::Receiver<Arc<Rulebook>>,
    /// The server's clock.
    pub clock: Clock,
    /// Ids of cases.
    pub ids: Ids,
    /// The server's secret.
    pub secret: Secret,
    /// Who advises on reports, and the open cases.
    pub triage: TriageDesk,
    /// The built front ends.
    pub front_ends: FrontEnds,
    /// The settings.
    pub config: WebConfig,
}

/// The doors' common ground. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    parts: Parts,
    doorkeeper: Doorkeeper,
    guard: Guard,
    filings: Limiter,
    typings: Limiter,
    reveals: Limiter<String>,
    metrics: Metrics,
    feed: Feed,
    counted: Counted,
    maps: Maps,
    streams: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
}

impl fmt::Debug for Web {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Web").field("config", &self.0.parts.config).finish_non_exhaustive()
    }
}

impl Web {
    /// Doors on this ground.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let filings = Limiter::new(parts.config.filings_per_minute, Duration::from_secs(60));
        let streams = Arc::new(Semaphore::new(parts.config.max_event_streams));
        Self(Arc::new(Inner {
            parts,
            doorkeeper: Doorkeeper::default(),
            guard: Guard::default(),
            filings,
            typings: Limiter::new(MOST_TYPINGS, Duration::from_secs(60)),
            reveals: Limiter::new(MOST_REVEALS, Duration::from_secs(3600)),
            metrics: Metrics::default(),
            feed: Feed::default(),
            counted: Counted::default(),
            maps: Maps::default(),
            streams,
            stopping: watch::Sender::new(false),
        }))
    }

    /// Where everything is kept.
    pub(crate) fn store(&self) -> &dyn Store {
        self.0.parts.store.as_ref()
    }

    /// The rulebook in force.
    pub(crate) fn rules(&self) -> Arc<Rulebook> {
        Arc::clone(&self.0.parts.rules.borrow())
    }

    /// The server's time.
    pub(crate) fn now(&self) -> Timestamp {
        (self.0.parts.clock)()
    }

    /// A fresh id.
    pub(crate) fn new_id(&self, now: Timestamp) -> Uuid {
        (self.0.parts.ids)(now)
    }

    /// The desk of a decision that is made now.
    pub(crate) fn desk<'r>(&self, rules: &'r Rulebook, actor: Actor, command: CommandId) -> Desk<'r> {
        Desk { rules, now: self.now(), actor, command }
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0.parts.secret
    }

    pub(crate) fn config(&self) -> &WebConfig {
        &self.0.parts.config
    }

    /// The built front ends.
    pub(crate) fn front_ends(&self) -> &FrontEnds {
        &self.0.parts.front_ends
    }

    pub(crate) fn doorkeeper(&self) -> &Doorkeeper {
        &self.0.doorkeeper
    }

    pub(crate) fn guard(&self) -> &Guard {
        &self.0.guard
    }

    pub(crate) fn filings(&self) -> &Limiter {
        &self.0.filings
    }

    pub(crate) fn typings(&self) -> &Limiter {
        &self.0.typings
    }

    /// Who advises on reports, and the open cases.
    pub(crate) fn triage(&self) -> &TriageDesk {
        &self.0.parts.triage
    }

    pub(crate) fn reveals(&self) -> &Limiter<String> {
        &self.0.reveals
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn counted(&self) -> &Counted {
        &self.0.counted
    }

    pub(crate) fn maps(&self) -> &Maps {
        &self.0.maps
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.0.feed
    }

    /// Turns true when the server is about to stop: streams that would go on for ever end themselves then.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    pub(crate) fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    pub(crate) fn streams(&self) -> &Arc<Semaphore> {
        &self.0.streams
    }
}
