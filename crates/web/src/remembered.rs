//! Answers that cost more than a click may take, kept while they are as good as new.
//!
//! While the ledger has not grown, nothing has changed and an answer stays exact. Once it has, a cheap answer is worked out anew at
//! once; a dear one is given as it was, at most a minute old, while a new one is worked out behind the caller's back. So a small
//! city's figures are exact, and a wall over a large city never waits.

use crate::{Problem, Web};
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An answer that takes less than this is worked out whenever something changed.
const CHEAP: Duration = Duration::from_millis(40);

/// A dear answer is not worked out more often than this,
const SOON: Duration = Duration::from_secs(2);

/// … and takes at most one part in so many of a core's time,
const REST: u32 = 10;

/// … but is renewed after this long, whatever it takes.
const LATE: Duration = Duration::from_secs(30);

/// An answer that is older than this is given only if nothing has changed.
const STALE: Duration = Duration::from_secs(60);

/// Even when nothing has changed, time has passed: what is overdue now was not, five minutes ago.
const OLD: Duration = Duration::from_secs(300);

/// The most answers that are kept.
const MOST: usize = 2_000;

/// Answers, by what was asked.
pub(crate) struct Remembered<T> {
    kept: Mutex<HashMap<String, Kept<T>>>,
    /// By question, the turn that whoever works out its answer holds, so that many who ask at once wait for one.
    turns: Mutex<HashMap<String, Turn>>,
}

type Turn = Arc<tokio::sync::Mutex<()>>;

struct Kept<T> {
    made: Instant,
    size: u64,
    took: Duration,
    renewing: bool,
    answer: Arc<T>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { kept: Mutex::default(), turns: Mutex::default() }
    }
}

impl<T> fmt::Debug for Remembered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Remembered(…)")
    }
}

impl<T> Kept<T> {
    /// How long this answer is good enough although something has changed.
    fn rest(&self) -> Duration {
        SOON.max((self.took * REST).min(LATE))
    }
}

/// What to do about a question.
enum Next<T> {
    Give(Arc<T>),
    GiveAndRenew(Arc<T>),
    Make,
}

impl<T: Send + Sync + 'static> Remembered<T> {
    /// The answer to this question; `place` says where the house keeps answers of this sort.
    ///
    /// # Errors
    /// When it must be worked out and cannot.
    pub(crate) async fn ask<F>(
        web: &Web,
        place: fn(&Web) -> &Self,
        question: String,
        make: impl FnOnce(Web) -> F + Send + 'static,
    ) -> Result<Arc<T>, Problem>
    where
        F: Future<Output = Result<T, Problem>> + Send + 'static,
    {
        let size = *web.store().watch().borrow();
        match place(web).next(&question, size, Instant::now()) {
            Next::Give(answer) => Ok(answer),
            Next::GiveAndRenew(answer) => {
                let web = web.clone();
                tokio::spawn(async move {
                    if let Err(why) = Self::make(&web, place, question.clone(), size, make).await {
                        tracing::warn!(why = why.for_the_log().unwrap_or_default(), "figures could not be renewed");
                        place(&web).give_up(&question);
                    }
                });
                Ok(answer)
            }
            Next::Make => {
                let turn = place(web).turn(&question);
                let _held = turn.lock().await;
                // Whoever held the turn before may have asked the same.
                match place(web).next(&question, size, Instant::now()) {
                    Next::Give(answer) => Ok(answer),
                    _ => Self::make(web, place, question, size, make).await,
                }
            }
        }
    }

    async fn make<F>(
        web: &Web,
        place: fn(&Web) -> &Self,
        question: String,
        size: u64,
        make: impl FnOnce(Web) -> F,
    ) -> Result<Arc<T>, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let begun = Instant::now();
        let answer = Arc::new(make(web.clone()).await?);
        let kept = Kept { made: begun, size, took: begun.elapsed(), renewing: false, answer: Arc::clone(&answer) };
        place(web).keep(question, kept);
        Ok(answer)
    }

    fn turn(&self, question: &str) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= MOST {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Arc::clone(turns.entry(question.to_owned()).or_default())
    }

    fn next(&self, question: &str, size: u64, now: Instant) -> Next<T> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(kept) = all.get_mut(question) else { return Next::Make };
        let age = now.duration_since(kept.made);
        let answer = Arc::clone(&kept.answer);
        if kept.size == size && age < OLD {
            return Next::Give(answer);
        }
        if kept.took < CHEAP || age >= STALE {
            return Next::Make;
        }
        if age < kept.rest() || kept.renewing {
            return Next::Give(answer);
        }
        kept.renewing = true;
        Next::GiveAndRenew(answer)
    }

    fn keep(&self, question: String, kept: Kept<T>) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(&question) {
            all.retain(|_, known| known.made.elapsed() < STALE);
            if all.len() >= MOST {
                all.clear();
            }
        }
        all.insert(question, kept);
    }

    fn give_up(&self, question: &str) {
        if let Some(kept) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get_mut(question) {
            kept.renewing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(made: Instant, took: Duration) -> Kept<u32> {
        Kept { made, size: 5, took, renewing: false, answer: Arc::new(7) }
    }

    #[test]
    fn an_answer_is_exact_while_nothing_changes_and_a_dear_one_is_renewed_once_when_it_does() {
        let now = Instant::now();
        let all = Remembered::default();
        assert!(matches!(all.next("q", 5, now), Next::Make));
        all.keep("q".to_owned(), kept(now, Duration::from_millis(300)));
        let at = |seconds| now + Duration::from_secs(seconds);
        assert!(matches!(all.next("q", 5, at(200)), Next::Give(_)));
        assert!(matches!(all.next("q", 6, at(1)), Next::Give(_)));
        assert!(matches!(all.next("q", 6, at(3)), Next::GiveAndRenew(_)), "ten times what it took");
        assert!(matches!(all.next("q", 6, at(4)), Next::Give(_)), "somebody is at it");
        assert!(matches!(all.next("q", 6, at(61)), Next::Make));
        all.keep("dear".to_owned(), kept(now, Duration::from_secs(8)));
        assert!(matches!(all.next("dear", 6, at(29)), Next::Give(_)), "it would never rest");
        assert!(matches!(all.next("dear", 6, at(31)), Next::GiveAndRenew(_)));
        all.keep("cheap".to_owned(), kept(now, Duration::from_millis(3)));
        assert!(matches!(all.next("cheap", 6, at(1)), Next::Make));
    }
}
