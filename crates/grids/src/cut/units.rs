//! Reads basic units (buildings, compounds, blocks) out of GeoJSON: fast, and with a name for everything that is wrong.

use super::numbers::{Met, walk};
use super::ring_check::{crosses_itself, untangle};
use super::shape::{Corner, Shape};
use super::unusable::{Unusable, Why, refuse};
use super::word::{Count, Shares, Word};
use jingwei_terms::{Datum, Location, Refusal, RefusalClass};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A basic unit: the smallest thing that a grid is made of.
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    /// The name that the file gives it; no other unit has it.
    pub id: Word<'a>,
    /// Households that live there; 0 for a park.
    pub households: u32,
    /// The community whose grids it may belong to.
    pub community: Word<'a>,
    /// Its ground.
    pub shape: Shape,
    /// The buildings or floors by which it may be divided when it is too large for a grid.
    pub shares: Option<Shares>,
}

/// What was read, and what had to be mended on the way.
#[derive(Debug, Clone, Default)]
pub struct Units<'a> {
    /// The units in the order of the file.
    pub units: Vec<Unit<'a>>,
    /// Repairs, each with the unit's place in the file.
    pub mended: Vec<Mended>,
}

/// A repair that was made to a unit while reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Which feature of the file, from 0.
    pub feature: usize,
    /// Its id.
    pub unit: String,
    /// What was done.
    pub repair: Repair,
}

/// The repairs that are made to a unit while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// Its border crossed itself; what it encloses was taken (by winding), as one or several parts.
    SelfCrossing,
    /// Its households were no whole number and were rounded up from the half.
    Rounded,
    /// Rings without area were left out.
    EmptyRing,
}

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(default)]
    datum: Option<Datum>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow, default)]
    id: Option<Word<'a>>,
    #[serde(borrow, default)]
    geometry: Option<Geometry<'a>>,
    #[serde(borrow, default)]
    properties: Option<Properties<'a>>,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    coordinates: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
struct Properties<'a> {
    #[serde(borrow, default)]
    id: Option<Word<'a>>,
    #[serde(default)]
    households: Option<Count>,
    #[serde(borrow, default)]
    community: Option<Word<'a>>,
    #[serde(default)]
    buildings: Option<Shares>,
    #[serde(default)]
    floors: Option<Shares>,
}

/// The units of a GeoJSON text. The datum is what the file says in its member `datum`, else what the caller says, else CGCS2000.
///
/// Each feature is a `Polygon` or `MultiPolygon` with the properties `id`, `households` and `community`; `buildings` or `floors`
/// (a number, or a list of households) say how a unit too large for a grid may be divided.
///
/// # Errors
/// When the text is no GeoJSON feature collection, or when units cannot be used: the refusal names the first few and counts the
/// rest. Nothing is left out in silence.
pub fn read(text: &str, datum: Option<Datum>) -> Result<Units<'_>, Refusal> {
    let collection: Collection<'_> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|why| not_geojson(&why.to_string()))?;
    let Some(features) = collection.features.filter(|_| collection.kind == "FeatureCollection") else {
        return Err(not_geojson("it is no FeatureCollection with `features`"));
    };
    if let (Some(said), Some(given)) = (collection.datum, datum)
        && is_shifted(said, given)
    {
        return Err(contradicted(said, given));
    }
    let datum = collection.datum.or(datum).unwrap_or_default();
    let found: Vec<_> = features.par_iter().enumerate().map(|(at, raw)| unit(at, raw.get(), datum)).collect();
    let (mut units, mut faults) = (Units::default(), Vec::new());
    units.units.reserve(found.len());
    for result in found {
        match result {
            Ok((unit, mended)) => {
                units.units.push(unit);
                units.mended.extend(mended);
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(repeated(&units.units));
    refuse(faults).map_or(Ok(units), Err)
}

/// Whether coordinates would lie elsewhere in the one datum than in the other; CGCS2000 and WGS-84 are taken as the same.
fn is_shifted(one: Datum, other: Datum) -> bool {
    let settled = |datum| if datum == Datum::Wgs84 { Datum::Cgcs2000 } else { datum };
    settled(one) != settled(other)
}

fn contradicted(said: Datum, given: Datum) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "datum_contradicts",
        format!("文件注明坐标系 `{said:?}`，命令却给出 `{given:?}`"),
        format!("the file says its datum is `{said:?}`, the caller says `{given:?}`"),
    )
    .next("请核实后只说一个", "find out which it is, and say one")
}

fn not_geojson(why: &str) -> Refusal {
    Refusal::new(
        RefusalClass::Invalid,
        "not_geojson",
        format!("单元文件不是 GeoJSON 要素集合：{why}"),
        format!("the units are no GeoJSON feature collection: {why}"),
    )
    .next("请导出为 GeoJSON FeatureCollection（UTF-8）", "export them as a GeoJSON FeatureCollection in UTF-8")
}

fn unit(at: usize, text: &str, datum: Datum) -> Result<(Unit<'_>, Vec<Mended>), Unusable> {
    let feature: Feature<'_> =
        serde_json::from_str(text).map_err(|why| Unusable::new(at, "", Why::Unreadable(why.to_string())))?;
    let properties = feature.properties.unwrap_or_default();
    let Some(id) = properties.id.or(feature.id).filter(|id| !id.text().is_empty()) else {
        return Err(Unusable::new(at, "", Why::NoId));
    };
    let fault = |why| Unusable::new(at, id.text(), why);
    let mut repairs = Vec::new();
    let households = match properties.households {
        None => return Err(fault(Why::NoHouseholds)),
        Some(count) => count.households(&mut repairs).map_err(|said| fault(Why::BadHouseholds(said)))?,
    };
    let community = properties.community.filter(|name| !name.text().is_empty());
    let community = community.ok_or_else(|| fault(Why::NoCommunity))?;
    let shape = feature.geometry.ok_or_else(|| fault(Why::NoGeometry)).and_then(|geometry| {
        let shape = read_shape(&geometry, datum, &mut repairs).map_err(fault)?;
        if shape.is_empty() { Err(fault(Why::NoGeometry)) } else { Ok(shape) }
    })?;
    let shares = properties.buildings.or(properties.floors.map(Shares::into_floors));
    repairs.dedup();
    let mended = repairs.into_iter().map(|repair| Mended { feature: at, unit: id.text().to_owned(), repair }).collect();
    Ok((Unit { id, households, community, shape, shares }, mended))
}

fn read_shape(geometry: &Geometry<'_>, datum: Datum, repairs: &mut Vec<Repair>) -> Result<Shape, Why> {
    let ring_depth = match geometry.kind.as_ref() {
        "Polygon" => 2,
        "MultiPolygon" => 3,
        other => return Err(Why::NoPolygon(other.to_owned())),
    };
    let text = geometry.coordinates.map_or("[]", RawValue::get);
    let (mut shape, mut ring, mut hole) = (Shape::default(), Vec::new(), false);
    let (mut outside, mut deeper, mut tangled) = (None, false, false);
    walk(text, |met| match met {
        Met::Point(lng, lat) => match corner(lng, lat, datum) {
            Some(corner) => ring.push(corner),
            None => outside = outside.or(Some((lng, lat))),
        },
        Met::End(depth) if depth == ring_depth => {
            if crosses_itself(&ring) {
                // Kept as it stands: a bow tie has no area before it is untangled.
                shape.push_as_is(&ring);
                tangled = true;
            } else if !shape.push(ring.iter().copied(), hole) {
                repairs.push(Repair::EmptyRing);
            }
            ring.clear();
            hole = true;
        }
        Met::End(depth) => {
            deeper |= depth > ring_depth;
            hole = false;
        }
    })
    .ok_or(Why::BadCoordinates)?;
    if let Some((lng, lat)) = outside {
        return Err(Why::OutsideGlobe(lng, lat));
    }
    if deeper || !ring.is_empty() {
        return Err(Why::BadCoordinates);
    }
    if tangled {
        repairs.push(Repair::SelfCrossing);
        shape = untangle(&shape);
    }
    Ok(shape)
}

pub(crate) fn corner(lng: f64, lat: f64, datum: Datum) -> Option<Corner> {
    match datum {
        Datum::Cgcs2000 | Datum::Wgs84 => Corner::of_degrees(lng, lat),
        Datum::Gcj02 | Datum::Bd09 => {
            let there = Location::new(lng, lat, datum).ok()?;
            Corner::of_degrees(there.lng(), there.lat())
        }
    }
}

/// Ids that stand on more than one unit: which of the two households would be right cannot be known.
fn repeated(units: &[Unit<'_>]) -> Vec<Unusable> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.par_sort_unstable_by(|&a, &b| units[a].id.text().cmp(units[b].id.text()).then(a.cmp(&b)));
    let twice = order.windows(2).filter(|pair| units[pair[0]].id.text() == units[pair[1]].id.text());
    twice.map(|pair| Unusable::new(pair[1], units[pair[1]].id.text(), Why::RepeatedId)).collect()
}
