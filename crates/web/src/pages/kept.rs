//! What many ask for and few may have counted: kept for a while, by what was asked.

use crate::Problem;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More questions than this at once are forgotten: nobody fills the memory by asking for every month there ever was.
const MOST: usize = 64;

/// Answers by question, and since when they stand.
#[derive(Debug)]
pub(super) struct Kept<T>(Mutex<BTreeMap<String, (Instant, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }
}

impl<T: Clone> Kept<T> {
    /// The answer, if it is not older than this; otherwise a new one.
    pub(super) async fn fresh<F>(&self, age: Duration, asked: &str, make: impl FnOnce() -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(asked).cloned();
        if let Some((_, answer)) = known.filter(|(since, _)| since.elapsed() < age) {
            return Ok(answer);
        }
        let answer = make().await?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked.to_owned(), (Instant::now(), answer.clone()));
        Ok(answer)
    }
}
