//! The gate of one door: finds out who is calling, asks the policy, and counts.

use crate::caller::Caller;
use crate::policy::{Answer, Door, answer};
use crate::{Problem, Web};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How much of a refused request is read and thrown away, in bytes.
const MOST_HEARD: usize = 4 << 20;
/// For how long.
const LONGEST_HEARD: Duration = Duration::from_secs(2);

/// What the gate of one address knows.
#[derive(Clone)]
pub(crate) struct Gate {
    web: Web,
    doors: Arc<[(Method, &'static Door, usize)]>,
}

impl Gate {
    /// The gate of these doors.
    pub(crate) fn new(web: &Web, doors: &[&'static Door]) -> Self {
        let method =
            |door: &Door| Method::from_bytes(door.method.as_bytes()).expect("the policy's methods are methods");
        let doors = doors.iter().map(|door| (method(door), *door, web.metrics().slot(door))).collect();
        Self { web: web.clone(), doors }
    }
}

/// Lets a request through, or says why not.
pub(crate) async fn gate(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    // No door of this method: the router says 405 by itself.
    let Some((_, door, slot)) = gate.doors.iter().find(|(m, _, _)| m == method) else {
        return next.run(request).await;
    };
    let begun = Instant::now();
    let response = match admit(&gate.web, door, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    gate.web.metrics().count(*slot, response.status(), begun.elapsed());
    response
}

async fn admit(web: &Web, door: &Door, request: Request) -> Result<Request, Problem> {
    let (mut parts, body): (_, Body) = request.into_parts();
    let caller = Caller::of(web, &parts).await?;
    match answer(door.to, caller.subject()) {
        Answer::In => {
            parts.extensions.insert(caller);
            Ok(Request::from_parts(parts, body))
        }
        Answer::WhoAreYou => {
            hear_out(body).await;
            Err(Problem::who_are_you())
        }
        Answer::NotForYou => {
            hear_out(body).await;
            Err(Problem::not_for_you())
        }
    }
}

/// Lets a refused caller finish, up to a point: a connection that is closed while somebody still sends loses the answer to it.
async fn hear_out(body: Body) {
    let mut pieces = body.into_data_stream();
    let mut heard = 0;
    let hearing = async {
        while let Some(Ok(piece)) = pieces.next().await {
            heard += piece.len();
            if heard > MOST_HEARD {
                break;
            }
        }
    };
    // Whoever sends too slowly is answered all the same.
    drop(timeout(LONGEST_HEARD, hearing).await);
}
