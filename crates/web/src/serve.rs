//! Serving a listener until told to stop, and then until every request in hand is answered.

use crate::{Web, router};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves until `shutdown` is done; then nothing new is taken, and what is in hand is finished. Event streams end at once:
/// whoever listens comes back with the last id.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    web: Web,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // An answer is one small packet; waiting for more to send with it only costs time.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        if let Err(why) = stream.set_nodelay(true) {
            tracing::debug!(%why, "a connection keeps its delay");
        }
    });
    let service = router(&web).into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async move {
        shutdown.await;
        web.stop();
    };
    axum::serve(listener, service).with_graceful_shutdown(stopped).await
}
