//! Shapes of units on a lattice of ten-millionths of a degree (about a centimetre), so that a corner shared by two units is one corner.

/// Ten-millionths of a degree in a degree.
pub const TICKS: f64 = 1e7;

/// Metres in a degree of latitude; the same figure as the peers' scripts use, so that compactness compares.
const METRES: f64 = 111_320.0;

/// A corner, in ten-millionths of a degree of CGCS2000: longitude and latitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Corner {
    /// Ten-millionths of a degree east.
    pub x: i32,
    /// Ten-millionths of a degree north.
    pub y: i32,
}

impl Corner {
    /// The corner nearest to these degrees; `None` when they are not finite or lie outside the globe.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "180 degrees are 1.8 thousand million ticks, which fit")]
    pub fn of_degrees(lng: f64, lat: f64) -> Option<Self> {
        let inside = (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat);
        inside.then(|| Self { x: (lng * TICKS).round() as i32, y: (lat * TICKS).round() as i32 })
    }
}

/// The rings of a unit, outer ones counter-clockwise and holes clockwise, each without its repeated first corner. A unit may
/// have several outer rings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    corners: Vec<Corner>,
    ends: Vec<u32>,
}

impl Shape {
    /// Adds a ring, turned the right way round. Corners that repeat the one before are left out; a ring of fewer than three
    /// corners or without area adds nothing. Says whether it was added.
    pub fn push(&mut self, ring: impl IntoIterator<Item = Corner>, hole: bool) -> bool {
        let start = self.corners.len();
        for corner in ring {
            if self.corners.len() == start || self.corners.last() != Some(&corner) {
                self.corners.push(corner);
            }
        }
        while self.corners.len() > start + 1 && self.corners.last() == self.corners.get(start) {
            self.corners.pop();
        }
        let area = doubled_area(&self.corners[start..]);
        if self.corners.len() < start + 3 || area == 0.0 {
            self.corners.truncate(start);
            return false;
        }
        if (area < 0.0) != hole {
            self.corners[start..].reverse();
        }
        self.close_ring();
        true
    }

    /// Adds a ring as it stands.
    pub(crate) fn push_as_is(&mut self, ring: &[Corner]) {
        self.corners.extend_from_slice(ring);
        self.close_ring();
    }

    fn close_ring(&mut self) {
        self.ends.push(u32::try_from(self.corners.len()).expect("a unit has fewer than 2^32 corners"));
    }

    /// The rings in order.
    pub fn rings(&self) -> impl Iterator<Item = &[Corner]> {
        let mut from = 0;
        self.ends.iter().map(move |&end| {
            let ring = &self.corners[from..end as usize];
            from = end as usize;
            ring
        })
    }

    /// All corners of all rings.
    #[must_use]
    pub fn corners(&self) -> &[Corner] {
        &self.corners
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.corners.is_empty()
    }

    /// Every edge in the direction of its ring: what lies to the left of it belongs to the unit.
    pub fn edges(&self) -> impl Iterator<Item = (Corner, Corner)> {
        self.rings().flat_map(ring_edges)
    }
}

/// The edges of a ring, the closing one last.
pub(crate) fn ring_edges(ring: &[Corner]) -> impl Iterator<Item = (Corner, Corner)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Twice the area in square ticks; positive when the ring runs counter-clockwise. Taken from the first corner, so that the
/// figures stay small and their products exact.
pub(crate) fn doubled_area(ring: &[Corner]) -> f64 {
    let Some(first) = ring.first() else {
        return 0.0;
    };
    let from_first = |c: Corner| (f64::from(c.x) - f64::from(first.x), f64::from(c.y) - f64::from(first.y));
    let cross = |(a, b): (Corner, Corner)| {
        let ((ax, ay), (bx, by)) = (from_first(a), from_first(b));
        ax * by - ay * bx
    };
    ring_edges(ring).map(cross).sum()
}

/// A local plane in metres: degrees of longitude shrink with the cosine of one latitude, the middle of the city.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    /// Metres in a tick of longitude.
    pub east_m: f64,
    /// Metres in a tick of latitude.
    pub north_m: f64,
}

impl Plane {
    /// The plane around the middle of these corners' latitudes.
    pub fn around(corners: impl Iterator<Item = Corner>) -> Self {
        let (low, high) = corners.fold((i32::MAX, i32::MIN), |(low, high), c| (low.min(c.y), high.max(c.y)));
        let middle = if low > high { 0.0 } else { f64::midpoint(f64::from(low), f64::from(high)) / TICKS };
        let north_m = METRES / TICKS;
        Self { east_m: north_m * middle.to_radians().cos(), north_m }
    }

    /// Metres from one corner to another.
    #[must_use]
    #[inline]
    pub fn distance_m(&self, a: Corner, b: Corner) -> f64 {
        let (dx, dy) = self.step_m(a, b);
        // Not `hypot`, which guards against sums beyond all numbers at ten times the cost: these are metres within a city.
        (dx * dx + dy * dy).sqrt()
    }

    /// Metres east and north from one corner to another.
    #[must_use]
    #[inline]
    pub fn step_m(&self, from: Corner, to: Corner) -> (f64, f64) {
        ((f64::from(to.x) - f64::from(from.x)) * self.east_m, (f64::from(to.y) - f64::from(from.y)) * self.north_m)
    }

    /// Square metres of a shape, holes taken out.
    #[must_use]
    pub fn area_m2(&self, shape: &Shape) -> f64 {
        shape.rings().map(doubled_area).sum::<f64>() / 2.0 * self.east_m * self.north_m
    }

    /// Metres around a shape, holes included.
    #[must_use]
    pub fn perimeter_m(&self, shape: &Shape) -> f64 {
        shape.edges().map(|(a, b)| self.distance_m(a, b)).sum()
    }
}

/// Polsby–Popper: `4π·area / perimeter²`; 1 for a disc, 0 for nothing.
#[must_use]
pub fn compactness(area_m2: f64, perimeter_m: f64) -> f64 {
    if perimeter_m > 0.0 { 4.0 * std::f64::consts::PI * area_m2 / (perimeter_m * perimeter_m) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(of: &[(i32, i32)]) -> Vec<Corner> {
        of.iter().map(|&(x, y)| Corner { x, y }).collect()
    }

    #[test]
    fn rings_are_turned_closed_and_rid_of_repeats() {
        let mut shape = Shape::default();
        assert!(shape.push(ring(&[(0, 0), (0, 10), (0, 10), (10, 10), (10, 0), (0, 0)]), false));
        assert!(shape.push(ring(&[(2, 2), (4, 2), (4, 4), (2, 4)]), true));
        assert!(!shape.push(ring(&[(2, 2), (4, 2), (2, 2)]), true));
        let areas: Vec<f64> = shape.rings().map(doubled_area).collect();
        assert_eq!(areas, [200.0, -8.0]);
        assert_eq!(shape.edges().count(), 8);
    }

    #[test]
    fn a_square_has_the_compactness_of_a_square() {
        let mut shape = Shape::default();
        shape.push(ring(&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]), false);
        let plane = Plane::around(shape.corners().iter().copied());
        let found = compactness(plane.area_m2(&shape), plane.perimeter_m(&shape));
        assert!((found - std::f64::consts::FRAC_PI_4).abs() < 1e-6, "{found}");
    }
}
