//! Where something is. Inside, every point is CGCS2000 (for our purposes WGS-84); other datums are converted at the door.

use crate::{AreaCode, GridCode};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

/// The datum in which somebody gave a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// CGCS2000, the national datum; what we store.
    #[default]
    Cgcs2000,
    /// WGS-84, what satellites give; within centimetres of CGCS2000 and taken as the same.
    Wgs84,
    /// GCJ-02, the shifted datum of public maps in China.
    Gcj02,
    /// BD-09, Baidu's further shift of GCJ-02.
    Bd09,
}

impl Datum {
    /// Degrees on the ground (CGCS2000) of a point given in this datum, to the last digit that the arithmetic has.
    ///
    /// The shifts of GCJ-02 and BD-09 are undone to better than 10⁻⁹ degrees (0.1 mm). They hold inside a box around China
    /// alone; outside of it all datums are one.
    #[must_use]
    pub fn on_ground(self, lng: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::Cgcs2000 | Self::Wgs84 => (lng, lat),
            Self::Gcj02 => undo(gcj_from_wgs, lng, lat),
            Self::Bd09 => {
                let (lng, lat) = undo(bd_from_gcj, lng, lat);
                undo(gcj_from_wgs, lng, lat)
            }
        }
    }

    /// How this datum gives a point of the ground (CGCS2000).
    #[must_use]
    pub fn given(self, lng: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::Cgcs2000 | Self::Wgs84 => (lng, lat),
            Self::Gcj02 => gcj_from_wgs(lng, lat),
            Self::Bd09 => {
                let (lng, lat) = gcj_from_wgs(lng, lat);
                bd_from_gcj(lng, lat)
            }
        }
    }

    /// The word for it in files and commands.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cgcs2000 => "cgcs2000",
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }
}

impl FromStr for Datum {
    type Err = UnknownDatum;

    fn from_str(text: &str) -> Result<Self, UnknownDatum> {
        let all = [Self::Cgcs2000, Self::Wgs84, Self::Gcj02, Self::Bd09];
        let plain = text.trim().to_lowercase().replace(['-', '_'], "");
        all.into_iter().find(|datum| datum.name() == plain).ok_or_else(|| UnknownDatum(text.chars().take(40).collect()))
    }
}

/// A word that names no datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDatum(String);

impl fmt::Display for UnknownDatum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no datum; say cgcs2000, wgs84, gcj02 or bd09", self.0)
    }
}

impl std::error::Error for UnknownDatum {}

/// Why two numbers are not a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LocationError {
    /// Not a number, or infinite.
    NotFinite,
    /// The longitude is not between -180 and 180 degrees.
    Longitude(f64),
    /// The latitude is not between -90 and 90 degrees.
    Latitude(f64),
}

impl fmt::Display for LocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite => f.write_str("a coordinate must be a finite number of degrees"),
            Self::Longitude(v) => write!(f, "the longitude `{v}` is not between -180 and 180 degrees"),
            Self::Latitude(v) => write!(f, "the latitude `{v}` is not between -90 and 90 degrees"),
        }
    }
}

impl std::error::Error for LocationError {}

/// A point on the ground, in degrees of CGCS2000, kept to seven decimals (about a centimetre).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawLocation")]
pub struct Location {
    lng: f64,
    lat: f64,
}

#[derive(Deserialize)]
struct RawLocation {
    lng: f64,
    lat: f64,
}

impl TryFrom<RawLocation> for Location {
    type Error = LocationError;

    fn try_from(raw: RawLocation) -> Result<Self, LocationError> {
        Self::new(raw.lng, raw.lat, Datum::Cgcs2000)
    }
}

impl Location {
    /// The point with these degrees in this datum.
    ///
    /// # Errors
    /// When a number is not finite or lies outside the globe.
    pub fn new(lng: f64, lat: f64, datum: Datum) -> Result<Self, LocationError> {
        if !lng.is_finite() || !lat.is_finite() {
            return Err(LocationError::NotFinite);
        }
        if !(-180.0..=180.0).contains(&lng) {
            return Err(LocationError::Longitude(lng));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(LocationError::Latitude(lat));
        }
        let (lng, lat) = datum.on_ground(lng, lat);
        Ok(Self { lng: round7(lng), lat: round7(lat) })
    }

    /// Degrees east.
    #[must_use]
    pub const fn lng(&self) -> f64 {
        self.lng
    }

    /// Degrees north.
    #[must_use]
    pub const fn lat(&self) -> f64 {
        self.lat
    }

    /// Longitude and latitude of this point in another datum, for a map that wants it so.
    #[must_use]
    pub fn in_datum(&self, datum: Datum) -> (f64, f64) {
        datum.given(self.lng, self.lat)
    }

    /// Metres to another point, on a sphere of 6,371,008.8 m (haversine); good to half a percent, which is plenty for
    /// "within fifty metres".
    #[must_use]
    pub fn distance_m(&self, other: &Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let (dlat, dlng) = (b - a, (other.lng - self.lng).to_radians());
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlng / 2.0).sin().powi(2);
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }
}

/// Where a case is: as somebody said it, and as far as it is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The place in the reporter's own words; never rewritten.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The point, when one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The smallest division that is known to hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    /// The grid that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridCode>,
}

fn round7(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// The shift of public maps applies only inside this box; outside it the datums are one.
fn outside_china(lng: f64, lat: f64) -> bool {
    !(72.004..=137.8347).contains(&lng) || !(0.8293..=55.8271).contains(&lat)
}

/// WGS-84 to GCJ-02, by the widely published approximation of the shift. Source of the coefficients: the `eviltransform`
/// and `gcoord` projects, which agree.
fn gcj_from_wgs(lng: f64, lat: f64) -> (f64, f64) {
    const A: f64 = 6_378_245.0;
    const EE: f64 = 0.006_693_421_622_965_943;
    if outside_china(lng, lat) {
        return (lng, lat);
    }
    let (x, y) = (lng - 105.0, lat - 35.0);
    let ripple = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + ripple
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + ripple
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let magic = 1.0 - EE * lat.to_radians().sin().powi(2);
    let dlat = north * 180.0 / (A * (1.0 - EE) / (magic * magic.sqrt()) * PI);
    let dlng = east * 180.0 / (A / magic.sqrt() * lat.to_radians().cos() * PI);
    (lng + dlng, lat + dlat)
}

fn bd_from_gcj(lng: f64, lat: f64) -> (f64, f64) {
    const X_PI: f64 = PI * 3000.0 / 180.0;
    if outside_china(lng, lat) {
        return (lng, lat);
    }
    let z = (lng * lng + lat * lat).sqrt() + 0.000_02 * (lat * X_PI).sin();
    let theta = lat.atan2(lng) + 0.000_003 * (lng * X_PI).cos();
    (z * theta.cos() + 0.0065, z * theta.sin() + 0.006)
}

/// The point that `shift` carries to the one given. The shifts move a point by a few hundred metres and change slowly, so
/// correcting the guess by the remaining error converges to well under a centimetre within a few rounds.
fn undo(shift: fn(f64, f64) -> (f64, f64), lng: f64, lat: f64) -> (f64, f64) {
    let mut guess = (lng, lat);
    for _ in 0..8 {
        let there = shift(guess.0, guess.1);
        guess = (guess.0 + lng - there.0, guess.1 + lat - there.1);
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_given_in_any_datum_comes_back_within_a_metre() {
        for (lng, lat) in [(114.06, 22.54), (121.47, 31.23), (87.6, 43.8), (116.39, 39.9), (73.5, 39.0)] {
            let point = Location::new(lng, lat, Datum::Wgs84).unwrap();
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let (x, y) = point.in_datum(datum);
                let back = Location::new(x, y, datum).unwrap();
                assert!(point.distance_m(&back) < 0.05, "{datum:?} {lng} {lat}: {} m", point.distance_m(&back));
            }
        }
    }

    #[test]
    fn the_shifts_are_undone_to_a_billionth_of_a_degree_all_over_the_country() {
        for lng in (74..135).step_by(3) {
            for lat in (4..54).step_by(3) {
                let (lng, lat) = (f64::from(lng) + 0.123_456_789, f64::from(lat) + 0.987_654_321);
                for datum in [Datum::Gcj02, Datum::Bd09] {
                    let (x, y) = datum.given(lng, lat);
                    let (back, up) = datum.on_ground(x, y);
                    assert!((back - lng).abs() < 1e-9 && (up - lat).abs() < 1e-9, "{datum:?} {lng} {lat}: {back} {up}");
                }
            }
        }
    }

    #[test]
    fn outside_the_country_all_datums_are_one() {
        for (lng, lat) in [(2.35, 48.86), (-74.0, 40.7), (151.2, -33.9), (139.7, 35.7)] {
            for datum in [Datum::Gcj02, Datum::Bd09] {
                assert_eq!(datum.given(lng, lat), (lng, lat));
                assert_eq!(datum.on_ground(lng, lat), (lng, lat));
            }
        }
    }

    #[test]
    fn a_datum_is_known_by_its_name_however_it_is_spelt() {
        assert_eq!("GCJ-02".parse(), Ok(Datum::Gcj02));
        assert_eq!(" wgs84 ".parse(), Ok(Datum::Wgs84));
        assert!("xian80".parse::<Datum>().unwrap_err().to_string().contains("`xian80`"));
    }

    #[test]
    fn the_shift_of_public_maps_is_a_few_hundred_metres_in_shenzhen() {
        let point = Location::new(114.057_868, 22.543_099, Datum::Wgs84).unwrap();
        let (x, y) = point.in_datum(Datum::Gcj02);
        let shifted = Location::new(x, y, Datum::Wgs84).unwrap();
        assert!((300.0..900.0).contains(&point.distance_m(&shifted)));
    }

    #[test]
    fn numbers_that_are_no_point_are_refused() {
        assert_eq!(Location::new(f64::NAN, 1.0, Datum::Wgs84), Err(LocationError::NotFinite));
        assert_eq!(Location::new(190.0, 1.0, Datum::Wgs84), Err(LocationError::Longitude(190.0)));
        assert_eq!(Location::new(22.5, 114.0, Datum::Wgs84), Err(LocationError::Latitude(114.0)));
    }
}
