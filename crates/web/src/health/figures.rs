//! `GET /metrics`: figures for Prometheus.

use crate::answers::Failures;
use crate::metrics::gauge;
use crate::{Problem, Web};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jingwei_store::{CaseQuery, TallyBy};

/// Figures of this process and of the city, in the text format of Prometheus. From the machine itself without an account;
/// from elsewhere for auditors and administrators.
#[utoipa::path(get, path = "/metrics", tag = "health", responses(
    (status = 200, description = "the figures", body = String, content_type = "text/plain"), Failures))]
pub(crate) async fn figures(State(web): State<Web>) -> Result<Response, Problem> {
    let mut text = String::with_capacity(16_384);
    web.metrics().write(&mut text);
    let size = web.store().size().await?;
    let folded = web.store().folded().await?.frontier.size();
    let open = CaseQuery { open: Some(true), ..CaseQuery::default() };
    let by_state = web.store().tally(&open, TallyBy::State).await?;
    let overdue = CaseQuery { overdue_at: Some(web.now()), ..CaseQuery::default() };
    let overdue: u64 = web.store().tally(&overdue, TallyBy::State).await?.iter().map(|(_, n)| n).sum();
    let put_aside = web.store().put_aside(200).await?.len();
    gauge(&mut text, "jingwei_ledger_size", "Leaves of the ledger.", size);
    gauge(&mut text, "jingwei_ledger_unfolded", "Leaves that no tile holds yet.", size.saturating_sub(folded));
    gauge(
        &mut text,
        "jingwei_follow_ups_put_aside",
        "Follow-ups that wait for a person, counted up to 200.",
        put_aside,
    );
    gauge(&mut text, "jingwei_cases_open", "Cases that are open.", by_state.iter().map(|(_, n)| n).sum::<u64>());
    gauge(&mut text, "jingwei_cases_overdue", "Open cases past their deadline.", overdue);
    let streams = web.config().max_event_streams - web.streams().available_permits();
    gauge(&mut text, "jingwei_event_streams", "Event streams that are open.", streams);
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, text).into_response())
}
