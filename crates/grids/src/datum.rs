//! Datums of whole layers: coordinates to the ground and back.

use geo::Coord;
use jingwei_terms::{Datum, Location};

/// How the coordinates of a datum become those of the ground (CGCS2000), and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shift(Datum);

impl From<Datum> for Shift {
    fn from(datum: Datum) -> Self {
        Self(datum)
    }
}

impl Shift {
    /// The point on the ground, for a point on the globe given in this datum.
    pub(crate) fn ground(self, point: Coord<f64>) -> Coord<f64> {
        match self.0 {
            Datum::Cgcs2000 | Datum::Wgs84 => point,
            Datum::Gcj02 | Datum::Bd09 => {
                Location::new(point.x, point.y, self.0).map_or(point, |at| Coord { x: at.lng(), y: at.lat() })
            }
        }
    }

    /// The same point of the ground as this datum gives it, to 10⁻⁹ degrees where that is a computed number.
    pub(crate) fn given(self, point: Coord<f64>) -> Coord<f64> {
        match self.0 {
            Datum::Cgcs2000 | Datum::Wgs84 => point,
            Datum::Gcj02 | Datum::Bd09 => {
                let shifted = Location::new(point.x, point.y, Datum::Cgcs2000).map(|at| at.in_datum(self.0));
                let round = |degrees: f64| (degrees * 1e9).round() / 1e9;
                shifted.map_or(point, |(x, y)| Coord { x: round(x), y: round(y) })
            }
        }
    }
}
