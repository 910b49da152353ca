//! Divides a unit that has more households than a grid may have: by its buildings or floors where the file tells them, else in equal
//! shares, each with a piece of its ground.

use super::ring_check::{line, of_polygons};
use super::rules::Rules;
use super::shape::{Corner, Plane, Shape, doubled_area};
use super::units::Unit;
use super::word::Shares;
use geo::{BooleanOps as _, MultiPolygon, Polygon, Rect, coord};

/// By what a unit was divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By the buildings that the file tells.
    Building,
    /// By the floors that the file tells; their pieces of ground stand for them on the map.
    Floor,
    /// In equal shares, since the file tells neither.
    Share,
}

/// A piece of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Piece {
    pub(crate) shape: Shape,
    pub(crate) households: u32,
}

/// Pieces are made about so small that grids can be put together from them, and not so many that their ground becomes slivers.
const PIECE: u32 = 40;
const MOST_PIECES: u32 = 4096;

/// The pieces of a unit with more households than a grid may have; `None` when it has not.
pub(crate) fn divide(unit: &Unit<'_>, rules: &Rules, plane: Plane) -> Option<(By, Vec<Piece>)> {
    if unit.households <= rules.most() {
        return None;
    }
    let (by, sizes) = sizes(unit, rules);
    let mut pieces = Vec::new();
    part(unit.shape.clone(), &sizes, plane, &mut pieces);
    Some((by, pieces))
}

fn sizes(unit: &Unit<'_>, rules: &Rules) -> (By, Vec<u32>) {
    let total = unit.households;
    let told =
        |list: &Vec<u32>| list.len() > 1 && list.iter().map(|&one| u64::from(one)).sum::<u64>() == u64::from(total);
    let (by, sizes) = match &unit.shares {
        Some(Shares::BuildingsOf(list)) if told(list) => (By::Building, list.clone()),
        Some(Shares::FloorsOf(list)) if told(list) => (By::Floor, list.clone()),
        Some(Shares::Buildings(count)) if *count > 1 => (By::Building, equal(total, *count)),
        Some(Shares::Floors(count)) if *count > 1 => (By::Floor, equal(total, *count)),
        _ => (By::Share, vec![total]),
    };
    // A building that is itself too large is divided further, so that every piece can be in some grid.
    let fits = |size: u32| size <= rules.most() && by != By::Share;
    let sizes = sizes.into_iter().filter(|&size| size > 0);
    (by, sizes.flat_map(|size| if fits(size) { vec![size] } else { even_pieces(size, rules) }).collect())
}

/// Equal pieces of which so many make a grid that the whole comes out in as many equal grids as fit it best.
fn even_pieces(size: u32, rules: &Rules) -> Vec<u32> {
    let grids = u32::try_from(rules.count(u64::from(size))).unwrap_or(u32::MAX).clamp(1, MOST_PIECES);
    let in_a_grid = (size / grids).div_ceil(PIECE.min(rules.most())).clamp(1, MOST_PIECES / grids);
    equal(size, grids * in_a_grid)
}

/// So many shares of a total, as equal as whole numbers can be, and none of them empty.
fn equal(total: u32, count: u32) -> Vec<u32> {
    let count = count.clamp(1, total.clamp(1, MOST_PIECES));
    let up_to = |at: u32| u64::from(total) * u64::from(at) / u64::from(count);
    let share = |at: u32| u32::try_from(up_to(at + 1) - up_to(at)).expect("a share is smaller than the total");
    (0..count).map(share).collect()
}

/// Cuts the ground across its longer side again and again, as the households are shared.
fn part(ground: Shape, sizes: &[u32], plane: Plane, pieces: &mut Vec<Piece>) {
    let sum = |sizes: &[u32]| sizes.iter().map(|&size| u64::from(size)).sum::<u64>();
    let households = u32::try_from(sum(sizes)).expect("shares add up to the unit's own households");
    if sizes.len() <= 1 {
        pieces.push(Piece { shape: ground, households });
        return;
    }
    let (few, many) = sizes.split_at(sizes.len() / 2);
    #[expect(clippy::cast_precision_loss, reason = "households of one unit are far below 2^53")]
    let share = sum(few) as f64 / sum(sizes) as f64;
    match cut(&ground, share, plane) {
        Some((one, other)) => {
            part(one, few, plane, pieces);
            part(other, many, plane, pieces);
        }
        // The ground is too small to be cut into pieces a centimetre wide; the households stay together.
        None => pieces.push(Piece { shape: ground, households }),
    }
}

/// The ground on both sides of a line across its longer side, with this share of the area on the first.
fn cut(ground: &Shape, share: f64, plane: Plane) -> Option<(Shape, Shape)> {
    let corners = ground.corners();
    let (west, east) = (corners.iter().map(|c| c.x).min()?, corners.iter().map(|c| c.x).max()?);
    let (south, north) = (corners.iter().map(|c| c.y).min()?, corners.iter().map(|c| c.y).max()?);
    let wide =
        (f64::from(east) - f64::from(west)) * plane.east_m >= (f64::from(north) - f64::from(south)) * plane.north_m;
    let whole = area_below(ground, i32::MAX, wide);
    let (mut low, mut high) = if wide { (west, east) } else { (south, north) };
    while high - low > 1 {
        let middle = i32::midpoint(low, high);
        if area_below(ground, middle, wide) < share * whole { low = middle } else { high = middle }
    }
    let all = Rect::new(
        coord! { x: f64::from(west) - 1.0, y: f64::from(south) - 1.0 },
        coord! { x: f64::from(east) + 1.0, y: f64::from(north) + 1.0 },
    );
    let (mut near, mut far) = (all, all);
    if wide {
        near = Rect::new(all.min(), coord! { x: f64::from(high), y: all.max().y });
        far = Rect::new(coord! { x: f64::from(high), y: all.min().y }, all.max());
    } else {
        near.set_max(coord! { x: all.max().x, y: f64::from(high) });
        far.set_min(coord! { x: all.min().x, y: f64::from(high) });
    }
    let polygons = as_polygons(ground);
    let side = |of: Rect<f64>| of_polygons(&polygons.intersection(&MultiPolygon::new(vec![of.to_polygon()])));
    let (one, other) = (side(near), side(far));
    (!one.is_empty() && !other.is_empty()).then_some((one, other))
}

fn as_polygons(ground: &Shape) -> MultiPolygon<f64> {
    let rings = ground.rings().map(<[Corner]>::to_vec).collect();
    let parts = super::outline::parts(rings);
    let polygon = |part: &super::outline::Part| {
        Polygon::new(line(&part.outer), part.holes.iter().map(|hole| line(hole)).collect())
    };
    MultiPolygon::new(parts.iter().map(polygon).collect())
}

/// Twice the area of the ground west (or south) of a line: each ring is flattened onto the line where it lies beyond.
fn area_below(ground: &Shape, at: i32, wide: bool) -> f64 {
    ground.rings().map(|ring| doubled_area(&flattened(ring, at, wide))).sum()
}

fn flattened(ring: &[Corner], at: i32, wide: bool) -> Vec<Corner> {
    let along = |c: Corner| if wide { c.x } else { c.y };
    let mut flat = Vec::with_capacity(ring.len() + 4);
    for (a, b) in super::shape::ring_edges(ring) {
        if along(a) <= at {
            flat.push(a);
        }
        if (along(a) <= at) != (along(b) <= at) {
            let share = (f64::from(at) - f64::from(along(a))) / (f64::from(along(b)) - f64::from(along(a)));
            #[expect(clippy::cast_possible_truncation, reason = "between two corners that fit")]
            let between = |a: i32, b: i32| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as i32;
            flat.push(Corner { x: between(a.x, b.x), y: between(a.y, b.y) });
        }
    }
    flat
}
