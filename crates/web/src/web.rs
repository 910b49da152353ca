//! What every door is given: the store, the rulebook in force, the clock, ids, the server's secret and the settings.

use crate::addresses::AddressBook;
use crate::caller::Doorkeeper;
use crate::events::feed::Feed;
use crate::grids::map::Maps;
use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::pages::front::Counted;
use crate::remembered::Remembered;
use crate::sessions::guard::Guard;
use crate::triage::topics::Topics;
use crate::{FrontEnds, Secret, TriageDesk, WebConfig};
use jiff::Timestamp;
use jingwei_cases::desk::Desk;
use jingwei_cases::rulebook::Rulebook;
use jingwei_evaluation::Report;
use jingwei_store::{Store, StoreError};
use jingwei_terms::{Actor, CommandId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, watch};
use uuid::Uuid;

/// How many contacts one account may read in an hour (security goal S03).
const MOST_REVEALS: u32 = 200;

/// How often an address without an account may ask for advice in a minute: two a second is fast typing.
const MOST_TYPINGS: u32 = 120;

/// How many pictures an address without an account may send in a minute: several families stand behind one.
const MOST_UPLOADS: u32 = 60;

/// How many pictures are decoded at once: each takes a core, and the largest some hundred megabytes.
const PICTURES_AT_ONCE: usize = 2;

/// How often what was forgotten is thrown away.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);

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
    /// The city's register of addresses.
    pub addresses: AddressBook,
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
    uploads: Limiter,
    pictures: Arc<Semaphore>,
    swept: Mutex<Option<Instant>>,
    tallies: Remembered<Vec<(String, u64)>>,
    public_counts: Remembered<BTreeMap<String, u64>>,
    reports: Remembered<Report>,
    topics: Remembered<Topics>,
    callers_until: AtomicU64,
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
            uploads: Limiter::new(MOST_UPLOADS, Duration::from_secs(60)),
            pictures: Arc::new(Semaphore::new(PICTURES_AT_ONCE)),
            swept: Mutex::default(),
            tallies: Remembered::default(),
            public_counts: Remembered::default(),
            reports: Remembered::default(),
            topics: Remembered::default(),
            callers_until: AtomicU64::new(u64::MAX),
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

    /// The city's register of addresses.
    pub(crate) fn addresses(&self) -> &AddressBook {
        &self.0.parts.addresses
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

    pub(crate) fn uploads(&self) -> &Limiter {
        &self.0.uploads
    }

    /// Turns for decoding pictures.
    pub(crate) fn pictures(&self) -> &Arc<Semaphore> {
        &self.0.pictures
    }

    /// Whether it is time to throw away what was forgotten; says yes to one caller an hour.
    pub(crate) fn may_sweep(&self, now: Instant) -> bool {
        let mut swept = self.0.swept.lock().unwrap_or_else(PoisonError::into_inner);
        let due = swept.is_none_or(|last| now.duration_since(last) >= SWEEP_EVERY);
        if due {
            *swept = Some(now);
        }
        due
    }

    /// Counts of cases.
    pub(crate) fn tallies(&self) -> &Remembered<Vec<(String, u64)>> {
        &self.0.tallies
    }

    /// Counts for everybody.
    pub(crate) fn public_counts(&self) -> &Remembered<BTreeMap<String, u64>> {
        &self.0.public_counts
    }

    /// Figures of periods, and the lists behind them.
    pub(crate) fn reports(&self) -> &Remembered<Report> {
        &self.0.reports
    }

    /// What the city speaks of.
    pub(crate) fn topics(&self) -> &Remembered<Topics> {
        &self.0.topics
    }

    /// Takes new reporters into the index of callers, if anything was written since the last time.
    pub(crate) async fn index_callers(&self) -> Result<(), StoreError> {
        let size = *self.store().watch().borrow();
        if self.0.callers_until.load(Ordering::Acquire) != size {
            self.store().index_callers(&|phone| self.secret().caller_digest(phone)).await?;
            self.0.callers_until.store(size, Ordering::Release);
        }
        Ok(())
    }

    pub(crate) fn streams(&self) -> &Arc<Semaphore> {
        &self.0.streams
    }
}
