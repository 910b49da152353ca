//! `GET /healthz`: whether this process lives. It asks nothing else, so that a slow database does not get it killed.

use crate::answers::Failures;

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "health", responses(
    (status = 200, description = "it does", body = String, content_type = "text/plain"), Failures))]
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}
