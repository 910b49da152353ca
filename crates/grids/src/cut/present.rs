//! The net that is in force: in which of its grids each unit lies now.

use super::inside::point_inside;
use super::shape::{Corner, Shape, TICKS};
use super::units::Unit;
use crate::layer::{Feature, Layer};
use geo::{BoundingRect as _, Contains as _, MultiPolygon, Point, coord};
use rstar::{AABB, RTree, RTreeObject};
use rustc_hash::FxHashMap;

/// The present net.
#[derive(Debug, Clone, Default)]
pub struct Present {
    codes: Vec<String>,
    by_unit: FxHashMap<String, u32>,
    ground: RTree<Ground>,
}

#[derive(Debug, Clone)]
struct Ground {
    grid: u32,
    shape: MultiPolygon<f64>,
    bounds: AABB<[f64; 2]>,
}

impl RTreeObject for Ground {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl Present {
    /// The net of a layer whose features have a `code`; the property `units`, where there is one, tells their units by id, and
    /// other units belong to the grid in which a point of theirs lies.
    #[must_use]
    pub fn of(layer: &Layer) -> Self {
        let mut grids: Vec<&Feature> = layer.features.iter().collect();
        grids.sort_by(|a, b| a.id.cmp(&b.id));
        grids.dedup_by(|a, b| a.id == b.id);
        let mut present = Self::default();
        let mut ground = Vec::new();
        for (grid, feature) in (0_u32..).zip(grids) {
            present.codes.push(feature.id.clone());
            let units = feature.properties.get("units").and_then(serde_json::Value::as_array);
            for unit in units.into_iter().flatten() {
                let id = unit.as_str().map_or_else(|| unit.to_string(), str::to_owned);
                present.by_unit.insert(id, grid);
            }
            if let Some(bounds) = feature.shape.bounding_rect() {
                let bounds = AABB::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
                ground.push(Ground { grid, shape: feature.shape.clone(), bounds });
            }
        }
        present.ground = RTree::bulk_load(ground);
        present
    }

    /// The code of a grid of this net.
    pub(crate) fn code(&self, grid: u32) -> &str {
        &self.codes[grid as usize]
    }

    /// Whether a code is in use.
    pub(crate) fn has_code(&self, code: &str) -> bool {
        self.codes.binary_search_by(|known| known.as_str().cmp(code)).is_ok()
    }

    /// The grid that the unit lies in now.
    pub(crate) fn grid_of(&self, unit: &Unit<'_>) -> Option<u32> {
        self.by_unit.get(unit.id.text()).copied().or_else(|| self.grid_at(point_inside(&unit.shape)))
    }

    /// The grid that a piece of a divided unit lies in now.
    pub(crate) fn grid_of_piece(&self, shape: &Shape) -> Option<u32> {
        self.grid_at(point_inside(shape))
    }

    fn grid_at(&self, corner: Corner) -> Option<u32> {
        let (x, y) = (f64::from(corner.x) / TICKS, f64::from(corner.y) / TICKS);
        let point = Point(coord! { x: x, y: y });
        let here = self.ground.locate_in_envelope_intersecting(AABB::from_point([x, y]));
        here.filter(|ground| ground.shape.contains(&point)).map(|ground| ground.grid).min()
    }
}
