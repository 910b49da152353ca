//! The city's grids: the map that everybody may see, where a point lies, and the nets that come and go.

pub mod desk;
mod fitting;
pub(crate) mod geojson;
pub mod ground;
pub(crate) mod list;
pub(crate) mod locate;
pub(crate) mod map;
pub(crate) mod nets;
pub(crate) mod tile;

use crate::Problem;
use axum::http::StatusCode;
use desk::NetError;
use jingwei_grids::net::NetVersion;

impl From<NetError> for Problem {
    fn from(error: NetError) -> Self {
        match error {
            NetError::NotThere(number) => no_such_net(number),
            NetError::Faulty(faults) => desk::in_words(&faults).into(),
            NetError::Refused(refusal) => refusal.into(),
            NetError::Store(error) => error.into(),
            NetError::Commit(error) => error.into(),
        }
    }
}

pub(crate) fn no_such_net(number: NetVersion) -> Problem {
    let (zh, en) = (format!("没有第 {number} 号网"), format!("there is no net {number}"));
    Problem::new(StatusCode::NOT_FOUND, "no_such_net", zh, en)
        .next("GET /api/v1/grids/nets 查看全部网", "GET /api/v1/grids/nets lists them")
}
