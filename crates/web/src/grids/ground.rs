//! One ground in two rooms: the rulebook asks where a case is, the room of grids draws and changes nets. Here the grids of the one become
//! the grids of the other. The executable uses it too, since both rooms may not know each other.

use super::geojson;
use jiff::Timestamp;
use jingwei_cases::Rulebook;
use jingwei_cases::rulebook::areas::Grid;
use jingwei_grids::Layer;
use jingwei_grids::net::{Net, NetGrid, NetVersion};
use jingwei_terms::{AreaCode, Refusal};

/// The rulebook with the grids of a net.
#[must_use]
pub fn with_net(rules: Rulebook, net: &Net) -> Rulebook {
    rules.with_net(net.version().number(), as_grids(net))
}

/// The grids of a net, as the rulebook keeps grids. A grid that names no community lies in the one that its code begins with; a net
/// that came in by our doors has no other.
#[must_use]
pub fn as_grids(net: &Net) -> Vec<Grid> {
    net.grids().iter().filter_map(as_grid).collect()
}

fn as_grid(grid: &NetGrid) -> Option<Grid> {
    let by_code = || grid.code.as_str().get(..12).and_then(|digits| AreaCode::new(digits).ok());
    let polygons = grid.shape.0.iter();
    let rings = polygons.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    Some(Grid {
        code: grid.code.clone(),
        name: grid.name.clone(),
        community: grid.community.clone().or_else(by_code)?,
        households: grid.households,
        worker: grid.worker.clone(),
        deputy: grid.deputy.clone(),
        rings: rings.map(|ring| ring.coords().map(|c| [c.x, c.y]).collect()).collect(),
    })
}

/// The grids of the rulebook as a net of this number.
///
/// # Errors
/// When they are no net: none at all, or one without ground.
pub fn as_net(rules: &Rulebook, number: NetVersion, effective_from: Timestamp) -> Result<Net, Refusal> {
    Net::from_layer(number, effective_from, &as_layer(rules)?)
}

/// The grids on the ground as a layer.
///
/// # Errors
/// When there are none.
pub fn as_layer(rules: &Rulebook) -> Result<Layer, Refusal> {
    Ok(Layer::parse(geojson::with_staff(&rules.areas).to_string().as_bytes(), None)?.layer)
}
