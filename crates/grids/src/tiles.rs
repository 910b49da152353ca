//! MAPS OUT 矢量瓦片: a net as Mapbox Vector Tiles, for a map of the whole city or of one street.
//!
//! Every corner is put on the lattice of its zoom by itself, whichever ring it stands in, so neighbours keep one border at every zoom and
//! nothing gapes between them; corners that fall together are one. Up to zoom 14 the rings of each zoom are made beforehand, half as fine
//! as those of the next, so a tile that shows 20,000 grids is as quick as one that shows ten.
//!
//! Layer `grids`; properties `code`, `name`, `community`, `households`, and `worker` only where the caller says that it is public.

mod clip;
mod write;

use crate::net::{Net, NetGrid};
use crate::rectangles::Rectangles;
use geo::{Coord, LineString, MultiPolygon, Rect};
use rayon::prelude::*;

use std::f64::consts::PI;
use write::{Feature, Tile, Value};

/// Units along the side of a tile.
pub const EXTENT: i64 = 4096;
/// Ground beyond the tile's side that is drawn too, so that outlines are not cut on screen. Units.
pub const BUFFER: i64 = 64;
/// The deepest zoom that is served.
pub const DEEPEST: u8 = 22;
/// The deepest zoom whose rings are made beforehand.
const PREPARED: u8 = 14;
/// Lattice of the prepared zooms: a pixel of a tile drawn 512 pixels wide. Units.
const COARSE: i64 = 8;
/// Web Mercator ends here.
const STEEPEST: f64 = 85.051_128_779_806_59;

/// What the tiles may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether the grid worker is public, as a board at the street corner is.
    pub workers: bool,
}

/// A point on the lattice of a zoom.
type Spot = [i64; 2];

/// One polygon on a lattice: the outer ring, then holes; rings are not closed.
type Rings = Vec<Vec<Spot>>;

/// The tiles of a net, ready to be cut.
#[derive(Debug, Clone)]
pub struct Pyramid {
    grids: Vec<Shown>,
    /// `levels[z][grid]`: polygons on the coarse lattice of zoom `z`.
    levels: Vec<Vec<Vec<Rings>>>,
    index: Rectangles,
}

/// What a tile says of a grid.
#[derive(Debug, Clone)]
struct Shown {
    code: String,
    name: String,
    community: Option<String>,
    households: u32,
    worker: Option<String>,
    /// In parts of the world, `[0, 1]` eastwards and southwards.
    shape: MultiPolygon<f64>,
}

impl Pyramid {
    /// The tiles of this net.
    #[must_use]
    pub fn of(net: &Net, options: Options) -> Self {
        let grids: Vec<Shown> = net.grids().par_iter().map(|grid| shown(grid, options)).collect();
        let finest: Vec<Vec<Rings>> = grids.par_iter().map(|grid| on_lattice(&grid.shape, PREPARED, COARSE)).collect();
        let mut levels = vec![finest];
        for _ in 0..PREPARED {
            let finer = &levels[levels.len() - 1];
            levels.push(finer.par_iter().map(|polygons| polygons.iter().filter_map(halved).collect()).collect());
        }
        levels.reverse();
        let index = Rectangles::of(grids.iter().map(|grid| &grid.shape));
        Self { grids, levels, index }
    }

    /// The bytes of a tile; none when there is no such tile, or no grid in it.
    #[must_use]
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Option<Vec<u8>> {
        let side = 1_u64 << z.min(DEEPEST);
        if z > DEEPEST || u64::from(x) >= side || u64::from(y) >= side {
            return None;
        }
        let mut tile = Tile::new(EXTENT);
        for at in self.near(z, x, y) {
            let origin = [i64::from(x) * EXTENT, i64::from(y) * EXTENT];
            let polygons: Vec<Rings> = match self.levels.get(usize::from(z)) {
                Some(level) => level[at].iter().filter_map(|rings| clip::cut(rings, COARSE, origin)).collect(),
                None => on_lattice(&self.grids[at].shape, z, 1)
                    .iter()
                    .filter_map(|rings| clip::cut(rings, 1, origin))
                    .collect(),
            };
            if !polygons.is_empty() {
                tile.add(&self.feature(at, polygons));
            }
        }
        tile.finish()
    }

    fn near(&self, z: u8, x: u32, y: u32) -> Vec<usize> {
        let side = f64::from(1_u32 << z);
        // What lies on the lattice beside the tile may come from just beyond the buffer.
        let rim = 1.0 / 32.0;
        let at = |x: f64, y: f64| Coord { x: x / side, y: y / side };
        let low = at(f64::from(x) - rim, f64::from(y) - rim);
        self.index.meeting(Rect::new(low, at(f64::from(x) + 1.0 + rim, f64::from(y) + 1.0 + rim)))
    }

    fn feature(&self, at: usize, polygons: Vec<Rings>) -> Feature<'_> {
        let grid = &self.grids[at];
        let mut tags =
            vec![("code", Value::Text(&grid.code)), ("households", Value::Count(u64::from(grid.households)))];
        let words =
            [("name", Some(&grid.name)), ("community", grid.community.as_ref()), ("worker", grid.worker.as_ref())];
        tags.extend(
            words.into_iter().filter_map(|(key, word)| Some((key, Value::Text(word.filter(|word| !word.is_empty())?)))),
        );
        Feature { id: at as u64 + 1, tags, polygons }
    }
}

fn shown(grid: &NetGrid, options: Options) -> Shown {
    Shown {
        code: grid.code.to_string(),
        name: grid.name.clone(),
        community: grid.community.as_ref().map(ToString::to_string),
        households: grid.households,
        worker: grid.worker.as_ref().filter(|_| options.workers).map(ToString::to_string),
        shape: geo::MapCoords::map_coords(&grid.shape, world),
    }
}

/// Degrees to parts of the world in Web Mercator.
#[must_use]
pub fn world(degrees: Coord<f64>) -> Coord<f64> {
    let phi = degrees.y.clamp(-STEEPEST, STEEPEST).to_radians();
    Coord { x: degrees.x / 360.0 + 0.5, y: 0.5 - phi.tan().asinh() / (2.0 * PI) }
}

/// A shape on the lattice of a zoom, in steps of so many units.
fn on_lattice(shape: &MultiPolygon<f64>, z: u8, step: i64) -> Vec<Rings> {
    #[expect(clippy::cast_precision_loss, reason = "at most 2^34")]
    let scale = ((EXTENT / step) << z) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^34")]
    let spot = |c: &Coord<f64>| [(c.x * scale).round() as i64, (c.y * scale).round() as i64];
    let ring = |ring: &LineString<f64>| -> Vec<Spot> { thinned(ring.0.iter().map(spot)) };
    let polygon = |polygon: &geo::Polygon<f64>| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring);
        solid(rings.collect())
    };
    shape.0.iter().filter_map(polygon).collect()
}

/// The same rings on a lattice half as fine.
fn halved(rings: &Rings) -> Option<Rings> {
    solid(rings.iter().map(|ring| thinned(ring.iter().map(|spot| spot.map(|v| (v + 1) >> 1)))).collect())
}

/// The rings without those that have shrunk to nothing; none when the outer one has.
fn solid(mut rings: Rings) -> Option<Rings> {
    let has_ground = |ring: &Vec<Spot>| ring.len() > 2 && twice_area(ring) != 0;
    if !rings.first().is_some_and(has_ground) {
        return None;
    }
    rings.retain(has_ground);
    Some(rings)
}

/// A ring without its closing corner, corners that fall together, and corners in the middle of a straight line: of the last a neighbour
/// may keep one, which then lies exactly on the line.
fn thinned(spots: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut ring: Vec<Spot> = Vec::new();
    for spot in spots {
        push(&mut ring, spot);
    }
    while ring.len() > 1 && ring[0] == ring[ring.len() - 1] {
        ring.pop();
    }
    while ring.len() > 2 && between(ring[ring.len() - 2], ring[ring.len() - 1], ring[0]) {
        ring.pop();
    }
    while ring.len() > 2 && between(ring[ring.len() - 1], ring[0], ring[1]) {
        ring.remove(0);
    }
    ring
}

fn push(ring: &mut Vec<Spot>, spot: Spot) {
    if ring.last() == Some(&spot) {
        return;
    }
    while ring.len() > 1 && between(ring[ring.len() - 2], ring[ring.len() - 1], spot) {
        ring.pop();
    }
    if ring.last() != Some(&spot) {
        ring.push(spot);
    }
}

/// Whether the middle point lies on the straight way between the others.
fn between(a: Spot, b: Spot, c: Spot) -> bool {
    let (one, two) = ([b[0] - a[0], b[1] - a[1]], [c[0] - b[0], c[1] - b[1]]);
    one[0] * two[1] == one[1] * two[0] && one[0] * two[0] + one[1] * two[1] > 0
}

/// Twice the area inside a ring: above zero when it runs clockwise on a screen, whose rows count downwards.
fn twice_area(ring: &[Spot]) -> i64 {
    let Some(origin) = ring.first() else { return 0 };
    // From the first corner, since lattice numbers of a deep zoom are too large to be multiplied.
    let near = |spot: &Spot| [spot[0] - origin[0], spot[1] - origin[1]];
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| (near(a), near(b))).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}
