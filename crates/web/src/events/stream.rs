//! `GET /api/v1/events`: server-sent events of case changes, in the order of the ledger.

use super::feed::{CaseEvent, Told};
use crate::answers::Failures;
use crate::body::Asked;
use crate::caller::Caller;
use crate::policy::{Reach, reach};
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Instant;
use utoipa::IntoParams;

/// A stream ends after this long; whoever listens comes back with the last id. So nothing is held for ever.
const LASTS: Duration = Duration::from_secs(15 * 60);

/// Proxies and phones drop a line on which nothing moves.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// From where on to tell.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The id of the last event that was seen; without it, and without the header `Last-Event-ID`, only what is new is told.
    after: Option<u64>,
}

/// Case changes as they happen. Each event's id is the index of its fact in the ledger; after a break of the line the
/// browser sends it as `Last-Event-ID` and misses nothing. Only cases that the caller may see whole are told, and nothing
/// of what was said in them.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(After), responses(
    (status = 200, description = "an event named `case` per change", body = CaseEvent, content_type = "text/event-stream"),
    Failures))]
pub(crate) async fn stream(
    State(web): State<Web>,
    caller: Caller,
    headers: HeaderMap,
    Asked(asked): Asked<After>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let permit = Arc::clone(web.streams()).try_acquire_owned().map_err(|_| Problem::too_often(30))?;
    let ledger = web.store().watch();
    let seen = headers.get("last-event-id").and_then(|v| v.to_str().ok()?.parse::<u64>().ok()).or(asked.after);
    let next = match seen {
        Some(seen) => seen.saturating_add(1),
        None => web.store().size().await?,
    };
    let listener = Listener {
        stopping: web.stopping(),
        web,
        caller,
        ledger,
        next,
        waiting: VecDeque::new(),
        until: Instant::now() + LASTS,
        _permit: permit,
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still here")))
}

/// One line to one listener. It reads no faster than the listener takes, so it holds one batch at most.
struct Listener {
    web: Web,
    caller: Caller,
    ledger: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    next: u64,
    waiting: VecDeque<Told>,
    until: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((index, told)) = self.waiting.pop_front() {
                self.next = index + 1;
                if let Some(event) = told.filter(|event| self.may_know(event)) {
                    return Event::default().event("case").id(index.to_string()).json_data(&*event).ok();
                }
            }
            // Marked as seen before reading: what comes in during the read wakes us again.
            self.ledger.borrow_and_update();
            if !self.caller.is_still_welcome(&self.web).await {
                return None;
            }
            self.waiting = self.web.feed().from(&self.web, self.next).await.ok()?.into();
            if self.waiting.is_empty() {
                tokio::select! {
                    changed = self.ledger.changed() => changed.ok()?,
                    _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                    () = tokio::time::sleep_until(self.until) => return None,
                }
            }
        }
    }

    fn may_know(&self, event: &CaseEvent) -> bool {
        let role = self.caller.staff.as_ref().map(|staff| staff.role);
        match role.map(reach) {
            Some(Reach::All) => true,
            Some(Reach::Concerned) => {
                self.caller.is_concerned(|department| event.concerned.contains(department), event.area.as_ref())
            }
            _ => false,
        }
    }
}
