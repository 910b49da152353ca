//! What runs beside the doors: folding and signing, follow-ups, waking cases, taking up a new rulebook, learning and taking up what was
//! learned, knowing the open cases, ending idle sessions.
//!
//! Every worker is supervised: one that fails is logged and begun again after a pause that grows. Two troubles end the process instead,
//! because going on would make them worse: a store that takes no writes, and a ledger that contradicts what was signed.

pub mod folding;
pub mod follow_ups;
pub mod health;
pub mod learning;
pub mod open_cases;
pub mod regridding;
pub mod retiming;
pub mod rulebook;
pub mod sessions;
pub mod waking;

use crate::Failure;
use crate::premises::Premises;
use jingwei_cases::Rulebook;
use jingwei_web::TriageDesk;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// What every worker is given.
#[derive(Clone)]
pub struct Ground {
    /// The place.
    pub premises: Premises,
    /// The rulebook in force.
    pub rules: watch::Receiver<Arc<Rulebook>>,
    /// Who advises in this process, and the open cases.
    pub triage: TriageDesk,
    /// Becomes true when the program is asked to stop.
    pub stop: watch::Receiver<bool>,
}

impl Ground {
    /// Waits for so long, or until the program is asked to stop; whether work goes on.
    pub async fn pause(&self, duration: Duration) -> bool {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(duration) => true,
            _ = stop.wait_for(|stop| *stop) => false,
        }
    }
}

/// Starts every worker. The first trouble that must end the process is sent to `fatal`.
pub fn start(ground: &Ground, rules: watch::Sender<Arc<Rulebook>>, fatal: &mpsc::Sender<Failure>) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    let rules = Arc::new(rules);
    supervise(&mut workers, "folding", ground, fatal, folding::run);
    supervise(&mut workers, "follow_ups", ground, fatal, follow_ups::run);
    supervise(&mut workers, "waking", ground, fatal, waking::run);
    supervise(&mut workers, "sessions", ground, fatal, sessions::run);
    supervise(&mut workers, "health", ground, fatal, health::run);
    supervise(&mut workers, "open_cases", ground, fatal, open_cases::run);
    supervise(&mut workers, "learning", ground, fatal, learning::run);
    supervise(&mut workers, "rulebook", ground, fatal, move |ground| rulebook::run(ground, Arc::clone(&rules)));
    workers
}

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

fn supervise<W, F>(
    workers: &mut JoinSet<()>,
    name: &'static str,
    ground: &Ground,
    fatal: &mpsc::Sender<Failure>,
    worker: W,
) where
    W: Fn(Ground) -> F + Send + 'static,
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let (ground, fatal) = (ground.clone(), fatal.clone());
    workers.spawn(async move {
        let mut pause = FIRST_PAUSE;
        while !*ground.stop.borrow() {
            // In a task of its own, so that a worker that panics is ended alone.
            let ended = tokio::spawn(worker(ground.clone())).await;
            match ended {
                Ok(Ok(())) => return,
                Ok(Err(failure)) if is_fatal(&failure) => {
                    tracing::error!(worker = name, %failure, "the process ends");
                    // The channel is full when another worker was quicker to say the same.
                    drop(fatal.try_send(failure));
                    return;
                }
                Ok(Err(failure)) => tracing::error!(worker = name, %failure, "a worker failed and is begun again"),
                Err(why) => tracing::error!(worker = name, %why, "a worker died and is begun again"),
            }
            if !ground.pause(pause).await {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    });
}

fn is_fatal(failure: &Failure) -> bool {
    matches!(failure.code.as_ref(), "ledger_rolled_back" | "ledger_forked" | "store_read_only" | "lost_key")
}
