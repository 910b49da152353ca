//! A flat sheet for one city: degrees become metres by an equal-area projection, so that pieces and wholes have true areas and add up.
//!
//! Method: Lambert's cylindrical equal-area projection of the CGCS2000 ellipsoid, its standard parallel laid through the middle of the
//! city (Snyder, *Map Projections: A Working Manual*, USGS 1987, §10). Areas are exact everywhere; lengths are true along the middle
//! parallel and off by less than half a percent 25 km north or south of it at Chinese latitudes.

use geo::{Coord, MapCoords as _, MultiPolygon, Rect};

/// Semi-major axis of CGCS2000, in metres.
const A: f64 = 6_378_137.0;
/// First eccentricity of CGCS2000, squared (flattening 1/298.257222101).
const E2: f64 = 0.006_694_380_022_900_787;
/// Nearer the poles than this a cylinder is no longer a map; no city is there.
const STEEPEST: f64 = 85.0;

/// The sheet: which point lies at `(0, 0)`, and how metres run there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    lng0: f64,
    q0: f64,
    /// Metres per radian of longitude along the middle parallel.
    east: f64,
    /// Metres per unit of `q`, the area function of the latitude.
    north: f64,
}

impl Plane {
    /// The sheet whose middle lies at this point, in degrees. Latitudes beyond ±85° are taken as ±85°.
    #[must_use]
    pub fn at(lng: f64, lat: f64) -> Self {
        let phi = lat.clamp(-STEEPEST, STEEPEST).to_radians();
        let k0 = phi.cos() / (1.0 - E2 * phi.sin().powi(2)).sqrt();
        Self { lng0: lng, q0: q_of(phi), east: A * k0, north: A / (2.0 * k0) }
    }

    /// The sheet for everything inside these bounds.
    #[must_use]
    pub fn over(bounds: Rect<f64>) -> Self {
        let middle = bounds.center();
        Self::at(middle.x, middle.y)
    }

    /// Degrees to metres.
    #[must_use]
    pub fn flat(&self, degrees: Coord<f64>) -> Coord<f64> {
        let phi = degrees.y.to_radians();
        Coord { x: (degrees.x - self.lng0).to_radians() * self.east, y: (q_of(phi) - self.q0) * self.north }
    }

    /// Metres back to degrees, right to a nanodegree (a tenth of a millimetre).
    #[must_use]
    pub fn round(&self, metres: Coord<f64>) -> Coord<f64> {
        let q = metres.y / self.north + self.q0;
        Coord { x: self.lng0 + (metres.x / self.east).to_degrees(), y: phi_of(q).to_degrees() }
    }

    /// A shape in degrees, laid flat.
    #[must_use]
    pub fn flatten(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        shape.map_coords(|c| self.flat(c))
    }

    /// A flat shape, back on the globe.
    #[must_use]
    pub fn restore(&self, shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        shape.map_coords(|c| self.round(c))
    }
}

/// Twice the area between the equator and a parallel per radian of longitude, on an ellipsoid of unit axis (Snyder 3-12).
fn q_of(phi: f64) -> f64 {
    let e = E2.sqrt();
    let s = phi.sin();
    (1.0 - E2) * (s / (1.0 - E2 * s * s) + (e * s).atanh() / e)
}

/// The latitude with this area function (Snyder 3-16): Newton's method, which doubles its digits each round from a start that is
/// already right to a few thousandths of a radian.
fn phi_of(q: f64) -> f64 {
    let mut phi = (q / q_of(std::f64::consts::FRAC_PI_2)).clamp(-1.0, 1.0).asin();
    for _ in 0..4 {
        let s = phi.sin();
        let w = 1.0 - E2 * s * s;
        phi += (q - q_of(phi)) * w * w / (2.0 * (1.0 - E2) * phi.cos().max(1e-9));
    }
    phi
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area as _, GeodesicArea as _, Polygon, polygon};

    fn square(lng: f64, lat: f64, side: f64) -> Polygon<f64> {
        // Many points a side, so that a straight side on the sheet and a geodesic side on the globe enclose the same ground.
        let n = 200;
        let mut ring = Vec::new();
        for (x0, y0, dx, dy) in
            [(0.0, 0.0, 1.0, 0.0), (1.0, 0.0, 0.0, 1.0), (1.0, 1.0, -1.0, 0.0), (0.0, 1.0, 0.0, -1.0)]
        {
            for i in 0..n {
                let t = f64::from(i) / f64::from(n);
                ring.push((lng + side * (x0 + dx * t), lat + side * (y0 + dy * t)));
            }
        }
        Polygon::new(ring.into(), vec![])
    }

    #[test]
    fn areas_on_the_sheet_are_those_of_the_globe_to_a_millionth() {
        for (lng, lat) in [(114.05, 22.5), (87.6, 43.8), (126.6, 45.7), (110.3, 20.0), (121.4, 31.2)] {
            // The sheet's middle lies 30 km off, as in a large city.
            let plane = Plane::at(lng - 0.3, lat + 0.25);
            let shape = square(lng, lat, 0.02);
            let flat = plane.flatten(&MultiPolygon::from(shape.clone())).unsigned_area();
            let globe = shape.geodesic_area_unsigned();
            assert!((flat / globe - 1.0).abs() < 1e-6, "{lng} {lat}: {flat} {globe}");
        }
    }

    #[test]
    fn a_point_laid_flat_and_restored_is_where_it_was() {
        let plane = Plane::at(114.0, 22.5);
        for (x, y) in [(114.0, 22.5), (113.7, 22.9), (120.0, 45.0), (100.0, -30.0)] {
            let back = plane.round(plane.flat(Coord { x, y }));
            assert!((back.x - x).abs() < 1e-9 && (back.y - y).abs() < 1e-9, "{x} {y}: {back:?}");
        }
    }

    #[test]
    fn metres_in_the_middle_are_metres() {
        let plane = Plane::at(114.0, 30.0);
        let shape = polygon![(x: 114.0, y: 30.0), (x: 114.01, y: 30.0), (x: 114.01, y: 30.01), (x: 114.0, y: 30.01)];
        let flat = plane.flatten(&MultiPolygon::from(shape));
        // A hundredth of a degree at 30° north: 964.86 m east, 1108.5 m north on the ellipsoid.
        let far = flat.0[0].exterior().0[2];
        assert!((far.x - 964.86).abs() < 0.2 && (far.y - 1108.5).abs() < 0.3, "{far:?}");
    }
}
