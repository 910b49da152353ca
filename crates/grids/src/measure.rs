//! Square metres and metres on the ellipsoid of CGCS2000, for shapes in degrees.

use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Polygon};

/// Half the long axis of the ellipsoid, in metres (CGCS2000; WGS-84 has the same).
const A: f64 = 6_378_137.0;
/// The square of its eccentricity.
const E2: f64 = 0.006_694_380_022_9;

/// The area of a shape in square metres, holes taken off. The rings may run either way.
///
/// Exact on the ellipsoid for shapes whose edges are short beside the globe: the area under an edge is that of its ends on
/// the equal-area cylinder (Snyder, *Map Projections: A Working Manual*, 1987, eq. 3-12), which differs from the straight
/// edge in degrees by less than 10⁻⁷ of the area for edges below ten kilometres.
#[must_use]
pub fn area_m2(shape: &MultiPolygon<f64>) -> f64 {
    shape.iter().map(polygon_area_m2).sum()
}

/// The area of one polygon in square metres, holes taken off.
#[must_use]
pub fn polygon_area_m2(polygon: &Polygon<f64>) -> f64 {
    let holes: f64 = polygon.interiors().iter().map(|ring| ring_area_m2(ring).abs()).sum();
    ring_area_m2(polygon.exterior()).abs() - holes
}

/// The area inside a ring in square metres: above zero when it runs against the clock.
#[must_use]
pub fn ring_area_m2(ring: &LineString<f64>) -> f64 {
    let Some(origin) = ring.0.first() else { return 0.0 };
    let q0 = authalic(origin.y);
    // Differences from the first point keep the digits that a product of whole longitudes would eat.
    let flat = |p: &Coord<f64>| ((p.x - origin.x).to_radians(), authalic(p.y) - q0);
    let twice: f64 =
        ring.0.windows(2).map(|edge| (flat(&edge[0]), flat(&edge[1]))).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    A * A / 4.0 * twice
}

/// Whether a ring runs against the clock; nothing when its loops cancel each other out to within the noise of the digits, so that it
/// has no direction.
#[must_use]
pub fn runs_against_the_clock(ring: &LineString<f64>) -> Option<bool> {
    let bounds = ring.bounding_rect()?;
    let (east, north) = metres_per_degree(bounds.center().y);
    let area = ring_area_m2(ring);
    (area.abs() > 1e-9 * bounds.width() * east * bounds.height() * north).then_some(area > 0.0)
}

/// The length of a line in metres, edge by edge on the plane that touches the ellipsoid at its middle.
#[must_use]
pub fn length_m(line: &LineString<f64>) -> f64 {
    line.0.windows(2).map(|edge| distance_m(edge[0], edge[1])).sum()
}

/// Metres between two points that are not far apart (a millionth off at ten kilometres).
#[must_use]
pub fn distance_m(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let (east, north) = metres_per_degree(f64::midpoint(a.y, b.y));
    ((b.x - a.x) * east).hypot((b.y - a.y) * north)
}

/// Metres of one degree of longitude and of one degree of latitude at this latitude.
#[must_use]
pub fn metres_per_degree(lat: f64) -> (f64, f64) {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let east = A * cos / w2.sqrt();
    let north = A * (1.0 - E2) / (w2 * w2.sqrt());
    (east.to_radians(), north.to_radians())
}

/// The ordinate of the equal-area cylinder, as a part of half the squared axis.
fn authalic(lat: f64) -> f64 {
    let sin = lat.to_radians().sin();
    let e = E2.sqrt();
    (1.0 - E2) * (sin / (1.0 - E2 * sin * sin) + (e * sin).atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::GeodesicArea;

    fn polygon(side: f64, holes: Vec<LineString<f64>>) -> Polygon<f64> {
        let (w, s) = (114.0, 22.5);
        Polygon::new(LineString::from(vec![(w, s), (w + side, s), (w + side, s + side), (w, s + side), (w, s)]), holes)
    }

    #[test]
    fn areas_agree_with_geodesics_on_the_ellipsoid() {
        for side in [0.0001, 0.005, 0.05] {
            let polygon = polygon(side, vec![]);
            let (ours, theirs) = (polygon_area_m2(&polygon), polygon.geodesic_area_unsigned());
            // A geodesic is not the parallel of latitude, which tells on long edges.
            assert!((ours / theirs - 1.0).abs() < 1e-6, "{side}: {ours} {theirs}");
        }
    }

    #[test]
    fn a_hole_is_taken_off_whichever_way_it_runs() {
        let mut hole =
            LineString::from(vec![(114.001, 22.501), (114.002, 22.501), (114.002, 22.502), (114.001, 22.501)]);
        let one = polygon_area_m2(&polygon(0.01, vec![hole.clone()]));
        hole.0.reverse();
        assert_eq!(one, polygon_area_m2(&polygon(0.01, vec![hole.clone()])));
        assert!((polygon_area_m2(&polygon(0.01, vec![])) - one - ring_area_m2(&hole).abs()).abs() < 1e-6);
    }

    #[test]
    fn a_degree_of_latitude_is_a_good_hundred_and_ten_kilometres() {
        let (east, north) = metres_per_degree(0.0);
        assert!((east - 111_319.5).abs() < 0.1 && (north - 110_574.3).abs() < 0.1, "{east} {north}");
        let metres = distance_m(Coord { x: 114.0, y: 22.5 }, Coord { x: 114.001, y: 22.5 });
        assert!((metres - 102.9).abs() < 0.1, "{metres}");
    }
}
