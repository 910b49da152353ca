//! The grids as GeoJSON text: one feature a line, the same bytes for the same grids.

use super::grid::{Grid, Share};
use super::shape::Corner;
use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

/// What stands before the first feature and after the last.
pub const HEAD: &str = "{\"type\":\"FeatureCollection\",\"datum\":\"cgcs2000\",\"features\":[\n";
/// What stands after the last feature.
pub const FOOT: &str = "\n]}\n";

#[derive(Serialize)]
struct Properties<'g> {
    code: &'g str,
    households: u64,
    community: &'g super::word::Word<'g>,
    #[serde(serialize_with = "ids")]
    units: &'g [Share<'g>],
    in_bounds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    out_of_bounds: Option<&'static str>,
    contiguous: bool,
    compactness: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shares: Vec<Told<'g>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    households_stayed: Option<u64>,
    why: &'g super::grid::Sentence,
}

/// A share of a divided unit, so that nobody has to take its id apart.
#[derive(Serialize)]
struct Told<'g> {
    unit: &'g super::word::Word<'g>,
    share: u32,
    of: u32,
    households: u32,
}

fn ids<S: Serializer>(units: &&[Share<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(units.len()))?;
    for share in *units {
        list.serialize_element(&share.id())?;
    }
    list.end()
}

/// Adds the feature of a grid to a text.
pub(crate) fn feature(grid: &Grid<'_>, out: &mut Vec<u8>) {
    let told = |share: &'_ Share<'_>| share.share.is_some();
    let shares = grid.units.iter().filter(|share| told(share)).filter_map(|share| {
        let (one, of) = share.share?;
        Some(Told { unit: &share.unit, share: one, of, households: share.households })
    });
    let properties = Properties {
        code: &grid.code,
        households: grid.households,
        community: &grid.community,
        units: &grid.units,
        in_bounds: grid.out.is_none(),
        out_of_bounds: grid.out.map(super::grid::Ground::code),
        contiguous: grid.contiguous,
        compactness: (grid.compactness * 1e4).round() / 1e4,
        shares: shares.collect(),
        households_stayed: grid.stayed,
        why: &grid.why,
    };
    out.extend_from_slice(b"{\"type\":\"Feature\",\"properties\":");
    serde_json::to_writer(&mut *out, &properties)
        .expect("a list in memory takes all bytes, and all numbers are finite");
    out.extend_from_slice(b",\"geometry\":{\"type\":\"");
    match grid.ground.as_slice() {
        [one] => {
            out.extend_from_slice(b"Polygon\",\"coordinates\":");
            polygon(one, out);
        }
        many => {
            out.extend_from_slice(b"MultiPolygon\",\"coordinates\":[");
            for (at, part) in many.iter().enumerate() {
                out.extend_from_slice(if at == 0 { b"" } else { b"," });
                polygon(part, out);
            }
            out.push(b']');
        }
    }
    out.extend_from_slice(b"}}");
}

fn polygon(part: &super::outline::Part, out: &mut Vec<u8>) {
    for (at, ring) in std::iter::once(&part.outer).chain(&part.holes).enumerate() {
        out.extend_from_slice(if at == 0 { b"[[" } else { b",[" });
        for corner in ring.iter().chain(ring.first()) {
            position(*corner, out);
            out.push(b',');
        }
        out.pop();
        out.push(b']');
    }
    out.push(b']');
}

fn position(corner: Corner, out: &mut Vec<u8>) {
    out.push(b'[');
    degrees(corner.x, out);
    out.push(b',');
    degrees(corner.y, out);
    out.push(b']');
}

/// Ten-millionths of a degree as degrees, without zeros at the end.
fn degrees(ticks: i32, out: &mut Vec<u8>) {
    if ticks < 0 {
        out.push(b'-');
    }
    let (mut digits, mut left) = ([b'0'; 11], ticks.unsigned_abs());
    let mut at = digits.len();
    // Seven decimals and one digit before them at least.
    while left > 0 || at > digits.len() - 8 {
        at -= 1;
        digits[at] = b'0' + u8::try_from(left % 10).expect("one digit");
        left /= 10;
    }
    let whole = digits.len() - 7;
    out.extend_from_slice(&digits[at..whole]);
    let decimals = digits[whole..].iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
    if decimals > 0 {
        out.push(b'.');
        out.extend_from_slice(&digits[whole..whole + decimals]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_written_to_the_last_digit() {
        let cases = [
            (0, "0"),
            (1, "0.0000001"),
            (-5_000_000, "-0.5"),
            (1_140_012_340, "114.001234"),
            (-1_800_000_000, "-180"),
            (10_000_000, "1"),
        ];
        for (ticks, text) in cases {
            let mut out = Vec::new();
            degrees(ticks, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
