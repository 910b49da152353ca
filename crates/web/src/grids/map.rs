//! The grids in force, made ready to be asked: built when the first caller asks after a change, kept for all that follow.

use super::ground;
use crate::{Problem, Web};
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_grids::locate::Locator;
use jingwei_grids::net::NetVersion;
use jingwei_grids::tiles::{Options, Pyramid};
use jingwei_terms::{GridCode, Location};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The map of one rulebook and net.
#[derive(Debug)]
pub(crate) struct Map {
    rules: Arc<Rulebook>,
    /// `None` in a city without a grid.
    locator: Option<Locator>,
    /// Likewise; most tiles are asked for a long time after the map was made, so making it waits for the first.
    pyramid: OnceLock<Option<Pyramid>>,
}

/// The last map that was made.
#[derive(Debug, Default)]
pub(crate) struct Maps(Mutex<Option<Arc<Map>>>);

impl Maps {
    /// The map of what is in force now. Twenty thousand grids take a second to make ready, away from the threads that answer.
    pub(crate) async fn now(web: &Web) -> Result<Arc<Map>, Problem> {
        let rules = web.rules();
        if let Some(map) = web.maps().last().filter(|map| Arc::ptr_eq(&map.rules, &rules)) {
            return Ok(map);
        }
        let made = tokio::task::spawn_blocking(move || Arc::new(Map::of(rules))).await.map_err(Problem::our_mistake)?;
        *web.maps().0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        Ok(made)
    }

    fn last(&self) -> Option<Arc<Map>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Map {
    fn of(rules: Arc<Rulebook>) -> Self {
        let locator = ground::as_layer(&rules).ok().map(|layer| Locator::new(&layer));
        Self { locator, pyramid: OnceLock::new(), rules }
    }

    /// What tells this map from every other: the rulebook and the net.
    pub(crate) fn tag(&self) -> String {
        format!("\"{}-{}\"", self.rules.version, self.rules.net.unwrap_or_default())
    }

    /// The bytes of a tile; `None` where there is no grid.
    pub(crate) fn tile(&self, z: u8, x: u32, y: u32) -> Option<Vec<u8>> {
        let drawn = || {
            let net = ground::as_net(&self.rules, NetVersion::new(self.rules.net.unwrap_or_default()), Timestamp::MIN);
            net.ok().map(|net| Pyramid::of(&net, Options::default()))
        };
        self.pyramid.get_or_init(drawn).as_ref()?.tile(z, x, y)
    }

    /// The grid for a point that no grid holds: the nearest, and how many metres away it is; nothing when it lies farther off.
    pub(crate) fn nearest(&self, point: &Location) -> Option<(GridCode, f64)> {
        let found = self.locator.as_ref()?.locate(point);
        Some((GridCode::new(found.grid?).ok()?, found.distance_m))
    }
}
