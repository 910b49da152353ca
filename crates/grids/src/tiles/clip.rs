//! The part of a polygon in a tile and its buffer, on the tile's own lattice (Sutherland and Hodgman, 1974: side by side; where a ring
//! leaves and comes back, it runs along the buffer's edge, which no screen shows).

use super::{BUFFER, EXTENT, Rings, Spot, push, twice_area};

/// The rings in the tile, outer ring clockwise on screen and holes against it, as the specification wants; none when nothing is in it.
pub(super) fn cut(rings: &Rings, step: i64, origin: Spot) -> Option<Rings> {
    let mut out = Vec::with_capacity(rings.len());
    for (n, ring) in rings.iter().enumerate() {
        let local: Vec<Spot> =
            ring.iter().map(|spot| [spot[0] * step - origin[0], spot[1] * step - origin[1]]).collect();
        let mut ring = if inside(&local) { local } else { clipped(local) };
        let area = twice_area(&ring);
        if ring.len() < 3 || area == 0 {
            if n == 0 {
                return None;
            }
            continue;
        }
        if (area > 0) != (n == 0) {
            ring.reverse();
        }
        out.push(ring);
    }
    Some(out).filter(|rings| !rings.is_empty())
}

fn inside(ring: &[Spot]) -> bool {
    let within = |v: &i64| (-BUFFER..=EXTENT + BUFFER).contains(v);
    ring.iter().all(|spot| spot.iter().all(within))
}

fn clipped(mut ring: Vec<Spot>) -> Vec<Spot> {
    for axis in 0..2 {
        for (limit, sign) in [(-BUFFER, 1), (EXTENT + BUFFER, -1)] {
            ring = side(&ring, axis, limit, sign);
        }
    }
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// The part of a ring on one side of a line.
fn side(ring: &[Spot], axis: usize, limit: i64, sign: i64) -> Vec<Spot> {
    let mut kept = Vec::with_capacity(ring.len() + 2);
    let Some(mut from) = ring.last().copied() else { return kept };
    let is_in = |spot: Spot| (spot[axis] - limit) * sign >= 0;
    for to in ring.iter().copied() {
        if is_in(from) != is_in(to) {
            push(&mut kept, crossing(from, to, axis, limit));
        }
        if is_in(to) {
            push(&mut kept, to);
        }
        from = to;
    }
    kept
}

/// Where the way between two spots crosses the line, the same whichever way it is walked.
fn crossing(from: Spot, to: Spot, axis: usize, limit: i64) -> Spot {
    let (a, b) = if from <= to { (from, to) } else { (to, from) };
    let other = 1 - axis;
    let (run, rise) = (i128::from(b[axis] - a[axis]), i128::from(b[other] - a[other]));
    let (up, half) = (i128::from(limit - a[axis]) * rise, run.abs());
    let rounded = (up * 2 * run.signum() + half).div_euclid(2 * half);
    let mut spot = [limit; 2];
    spot[other] = a[other] + i64::try_from(rounded).unwrap_or_default();
    spot
}
