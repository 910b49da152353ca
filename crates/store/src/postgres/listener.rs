//! Hearing of other processes' commits: a connection of its own that listens, and says how large the ledger is.
//!
//! While the connection is lost nothing is heard; when it is back, the size is asked for, so nothing stays unheard.

use crate::columns::index;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio_postgres::{AsyncMessage, Config, NoTls};

/// The channel on which the size is told, in the transaction that made it so.
pub(super) const CHANNEL: &str = "jingwei_ledger";

const AGAIN: Duration = Duration::from_secs(1);

/// Listens until nobody watches any more.
pub(super) fn start(config: Config, size: watch::Sender<u64>) {
    tokio::spawn(async move {
        while !size.is_closed() {
            // Whatever went wrong, the answer is to connect again; the writer tells the user about a lost database.
            let _ = listen(&config, &size).await;
            tokio::time::sleep(AGAIN).await;
        }
    });
}

async fn listen(config: &Config, size: &watch::Sender<u64>) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let hearing = poll_fn(|context| {
        loop {
            match std::task::ready!(connection.poll_message(context)) {
                Some(Ok(AsyncMessage::Notification(notice))) => tell(size, notice.payload()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return std::task::Poll::Ready(Err(error)),
                None => return std::task::Poll::Ready(Ok(())),
            }
        }
    });
    let asking = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        let row = client.query_one("SELECT size::text FROM ledger_head", &[]).await?;
        tell(size, row.get(0));
        // The client must live as long as the connection; it ends when nobody watches.
        size.closed().await;
        Ok(())
    };
    tokio::select! {
        ended = pin!(hearing) => ended,
        ended = pin!(asking) => ended,
    }
}

fn tell(size: &watch::Sender<u64>, told: &str) {
    if let Some(told) = told.parse().ok().and_then(|told| index(told).ok()) {
        size.send_if_modified(|known| {
            let news = told > *known;
            *known = told.max(*known);
            news
        });
    }
}
