//! Nets: drafted, compared, activated, withdrawn. Drafts are for the people who decide; what is in force is everybody's.

pub(crate) mod activate;
pub(crate) mod diff;
pub(crate) mod draft;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod withdraw;

use super::desk::{Asking, NetError};
use crate::caller::Caller;
use crate::{Problem, Web};
use jiff::Timestamp;
use jingwei_grids::net::Standing;
use jingwei_store::{NetTitle, net_in_force};
use jingwei_terms::CommandId;
use serde::Serialize;
use std::future::Future;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

/// A net, without its grids.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NetView {
    /// Its running number.
    net: u32,
    /// How far it has come: `draft`, `planned` (activated, its day is to come), `in_force`, `replaced` or `withdrawn`.
    standing: &'static str,
    /// From when on it holds; for a draft, the day that is meant.
    #[schema(value_type = String)]
    effective_from: Timestamp,
    /// When that was decided: activated or withdrawn; null for a draft.
    #[schema(value_type = Option<String>)]
    decided_at: Option<Timestamp>,
    /// The net that it was drawn from; null for the city's first.
    based_on: Option<u32>,
    /// How many grids it has.
    grids: u64,
    /// How many households live in them.
    households: u64,
}

impl NetView {
    /// A net among all others, as things stand at `now`.
    pub(crate) fn of(title: &NetTitle, all: &[NetTitle], now: Timestamp) -> Self {
        let (standing, decided_at) = match title.standing {
            Standing::Draft => ("draft", None),
            Standing::Withdrawn { at } => ("withdrawn", Some(at)),
            Standing::Activated { at } => (activated(title, all, now), Some(at)),
        };
        Self {
            net: title.net.number(),
            standing,
            effective_from: title.effective_from,
            decided_at,
            based_on: title.based_on.map(|number| number.number()),
            grids: title.grids,
            households: title.households,
        }
    }
}

fn activated(title: &NetTitle, all: &[NetTitle], now: Timestamp) -> &'static str {
    if title.effective_from > now {
        return "planned";
    }
    match net_in_force(all, now) {
        Some(present) if present.net != title.net => "replaced",
        _ => "in_force",
    }
}

/// Who asks for a step of a net.
pub(crate) fn asking(web: &Web, caller: &Caller, command: CommandId, digest: [u8; 32]) -> Asking {
    Asking { actor: caller.actor(), command, digest, now: web.now() }
}

/// Does what is seconds of arithmetic for a large net away from the threads that answer everybody else.
pub(crate) async fn aside<T, F>(work: impl FnOnce() -> F + Send + 'static) -> Result<T, Problem>
where
    T: Send + 'static,
    F: Future<Output = Result<T, NetError>>,
{
    let handle = Handle::current();
    let done = spawn_blocking(move || handle.block_on(work())).await.map_err(Problem::our_mistake)?;
    Ok(done?)
}
