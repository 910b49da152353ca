//! What a camera wrote into a picture: when and where. It is told to who sent the picture and kept nowhere.

use exif::{Exif, In, Rational, Reader, Tag, Value};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jingwei_terms::{Datum, Location};

/// When it was taken; a camera that names no zone is taken to go by the city's.
pub(super) fn taken_at(told: &Exif, city: &TimeZone) -> Option<Timestamp> {
    let at = text(told, Tag::DateTimeOriginal)?;
    let at = DateTime::strptime("%Y:%m:%d %H:%M:%S", &at).ok()?;
    let zone = text(told, Tag::OffsetTimeOriginal).and_then(|offset| zone(&offset));
    zone.as_ref().unwrap_or(city).to_timestamp(at).ok()
}

/// Where it was taken. Cameras measure by satellite, in WGS-84.
pub(super) fn location(told: &Exif) -> Option<Location> {
    let lat = degrees(told, Tag::GPSLatitude)? * sign(told, Tag::GPSLatitudeRef, "S");
    let lng = degrees(told, Tag::GPSLongitude)? * sign(told, Tag::GPSLongitudeRef, "W");
    // A camera that has not found itself yet writes zeros.
    let is_nowhere = lat == 0.0 && lng == 0.0;
    Location::new(lng, lat, Datum::Wgs84).ok().filter(|_| !is_nowhere)
}

/// What the bytes of an EXIF block say, if they say anything.
pub(super) fn read(block: Vec<u8>) -> Option<Exif> {
    Reader::new().read_raw(block).ok()
}

fn zone(text: &str) -> Option<TimeZone> {
    let read = jiff::fmt::strtime::BrokenDownTime::parse("%:z", text.trim()).ok()?;
    read.offset().map(|offset: Offset| TimeZone::fixed(offset))
}

fn text(told: &Exif, tag: Tag) -> Option<String> {
    match &told.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => {
            String::from_utf8(lines.first()?.clone()).ok().map(|text| text.trim_end_matches('\0').to_owned())
        }
        _ => None,
    }
}

fn degrees(told: &Exif, tag: Tag) -> Option<f64> {
    let Value::Rational(parts) = &told.get_field(tag, In::PRIMARY)?.value else { return None };
    let [whole, minutes, seconds] = parts.as_slice() else { return None };
    let number = |part: &Rational| (part.denom != 0).then(|| part.to_f64());
    Some(number(whole)? + number(minutes)? / 60.0 + number(seconds).unwrap_or_default() / 3600.0)
}

fn sign(told: &Exif, tag: Tag, negative: &str) -> f64 {
    if text(told, tag).is_some_and(|text| text.trim().eq_ignore_ascii_case(negative)) { -1.0 } else { 1.0 }
}
