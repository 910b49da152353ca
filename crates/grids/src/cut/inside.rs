//! A point that certainly lies inside a shape.

use super::shape::{Corner, Shape, doubled_area, ring_edges};

/// A point inside the shape: the centre of gravity of its largest ring where that lies inside, else the middle of the longest
/// stretch inside along the latitude through the middle.
pub(crate) fn point_inside(shape: &Shape) -> Corner {
    let largest = shape.rings().max_by(|a, b| doubled_area(a).total_cmp(&doubled_area(b)));
    let Some(ring) = largest else {
        return Corner { x: 0, y: 0 };
    };
    let centre = centre(ring);
    if holds(shape, centre) { centre } else { middle_of_widest(shape, ring) }
}

/// Whether the shape holds the point; on the border either may be said, always the same.
pub(crate) fn holds(shape: &Shape, point: Corner) -> bool {
    shape.edges().filter(|&(a, b)| crosses_east(a, b, point)).count() % 2 == 1
}

/// Whether the edge crosses the ray from the point to the east. An end on the ray counts for the edge that comes from above.
fn crosses_east(a: Corner, b: Corner, point: Corner) -> bool {
    if (a.y > point.y) == (b.y > point.y) {
        return false;
    }
    let upward = a.y < b.y;
    (super::ring_check::side(a, b, point) > 0) == upward && super::ring_check::side(a, b, point) != 0
}

fn centre(ring: &[Corner]) -> Corner {
    let first = ring[0];
    let (mut sum_x, mut sum_y, mut sum) = (0.0, 0.0, 0.0);
    for (a, b) in ring_edges(ring) {
        let from = |c: Corner| (f64::from(c.x) - f64::from(first.x), f64::from(c.y) - f64::from(first.y));
        let ((ax, ay), (bx, by)) = (from(a), from(b));
        let cross = ax * by - ay * bx;
        (sum_x, sum_y, sum) = (sum_x + (ax + bx) * cross, sum_y + (ay + by) * cross, sum + cross);
    }
    if sum == 0.0 {
        return first;
    }
    Corner { x: ticks(f64::from(first.x) + sum_x / (3.0 * sum)), y: ticks(f64::from(first.y) + sum_y / (3.0 * sum)) }
}

fn middle_of_widest(shape: &Shape, ring: &[Corner]) -> Corner {
    let (south, north) = ring.iter().fold((i32::MAX, i32::MIN), |(low, high), c| (low.min(c.y), high.max(c.y)));
    // Half a tick up, so that the line meets no corner.
    let at = (f64::midpoint(f64::from(south), f64::from(north))).floor() + 0.5;
    let mut meets: Vec<f64> = shape
        .edges()
        .filter(|(a, b)| (f64::from(a.y) < at) != (f64::from(b.y) < at))
        .map(|(a, b)| {
            let share = (at - f64::from(a.y)) / (f64::from(b.y) - f64::from(a.y));
            f64::from(a.x) + share * (f64::from(b.x) - f64::from(a.x))
        })
        .collect();
    meets.sort_by(f64::total_cmp);
    let widest = meets.chunks_exact(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    widest.map_or(ring[0], |pair| Corner { x: ticks(f64::midpoint(pair[0], pair[1])), y: ticks(at) })
}

#[expect(clippy::cast_possible_truncation, reason = "a point between corners that fit")]
fn ticks(at: f64) -> i32 {
    at.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_lies_inside_even_of_a_horseshoe() {
        let horseshoe = [(0, 0), (100, 0), (100, 100), (80, 100), (80, 20), (20, 20), (20, 100), (0, 100)];
        let mut shape = Shape::default();
        shape.push(horseshoe.map(|(x, y)| Corner { x, y }), false);
        assert!(!holds(&shape, Corner { x: 50, y: 60 }));
        assert!(holds(&shape, point_inside(&shape)));
    }

    #[test]
    fn a_hole_is_not_inside() {
        let mut shape = Shape::default();
        shape.push([(0, 0), (90, 0), (90, 90), (0, 90)].map(|(x, y)| Corner { x, y }), false);
        shape.push([(30, 30), (60, 30), (60, 60), (30, 60)].map(|(x, y)| Corner { x, y }), true);
        assert!(!holds(&shape, Corner { x: 45, y: 45 }));
        assert!(holds(&shape, point_inside(&shape)));
    }
}
