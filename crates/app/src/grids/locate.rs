//! `jingwei grids locate`: points in, their grid, community, street and district out; a line for a line, in order.

use super::layers;
use crate::config::Config;
use crate::premises::Premises;
use crate::{Failure, Verdict};
use geo::{LineString, MultiPolygon, Polygon};
use jingwei_cases::rulebook::areas::Areas;
use jingwei_grids::{Feature, Layer, Locator};
use jingwei_terms::{Datum, Location, LocationError};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::PathBuf;

/// Where to look.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网格图层；不给则用现行规则手册的网格 / the net; the rulebook in force if not given
    #[arg(long, value_name = "FILE")]
    net: Option<PathBuf>,
    /// 区划图层（面），补社区、街道、区县 / shapes of divisions, for community, street and district
    #[arg(long, value_name = "FILE")]
    divisions: Option<PathBuf>,
    /// 点没有写明坐标系时按此 / the datum of points that do not say theirs
    #[arg(long, value_name = "DATUM", default_value = "wgs84")]
    datum: Datum,
    /// 落在网格外时，给出多少米以内最近的网格 / metres within which the nearest grid is given
    #[arg(long, value_name = "METRES", default_value_t = jingwei_grids::locate::NEAREST_WITHIN_M)]
    within_m: f64,
}

/// Answers every line of standard input with one of standard output.
///
/// # Errors
/// When there is no net, or standard input cannot be read. A line that is no point is answered with its error, and the next follows.
pub async fn run(args: &Args, config: &Config) -> Result<Verdict, Failure> {
    if !(0.0..=100_000.0).contains(&args.within_m) {
        return Err(Failure::bad_argument("--within-m 应在 0 到 100000 之间", "`--within-m` must be from 0 to 100000"));
    }
    let net = match &args.net {
        Some(path) => layers::read(path, None)?.layer,
        None => in_force(&Premises::open(config).await?.rulebook().await?.areas),
    };
    let mut locator = Locator::new(&net).within_m(args.within_m);
    if let Some(path) = &args.divisions {
        locator = locator.with_divisions(&layers::read(path, None)?.layer);
    }
    answer_all(&locator, args.datum, BufReader::with_capacity(1 << 20, std::io::stdin().lock()))?;
    Ok(Verdict::Done)
}

/// The grids of a rulebook as a layer for finding points. The rulebook keeps rings without saying which are holes; each stands as a
/// part of its own, which the even-odd rule reads the same way.
fn in_force(areas: &Areas) -> Layer {
    let part = |ring: &Vec<[f64; 2]>| Polygon::new(LineString::from(ring.clone()), Vec::new());
    let feature = |grid: &jingwei_cases::rulebook::areas::Grid| {
        let mut properties = Map::new();
        properties.insert("name".to_owned(), grid.name.clone().into());
        properties.insert("community".to_owned(), grid.community.to_string().into());
        Feature { id: grid.code.to_string(), properties, shape: MultiPolygon(grid.rings.iter().map(part).collect()) }
    };
    Layer { features: areas.grids().iter().map(feature).collect(), ..Layer::default() }
}

/// Lines are taken as they come, as many as stand ready, so that a caller who waits for each answer gets it at once and a file
/// goes through on every core.
fn answer_all(locator: &Locator, datum: Datum, mut input: impl BufRead) -> Result<(), Failure> {
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut pending: Vec<u8> = Vec::new();
    let mut number = 0;
    loop {
        let ready = input.fill_buf().map_err(|why| Failure::unreadable(std::path::Path::new("-"), &why))?;
        let ended = ready.is_empty();
        let length = ready.len();
        pending.extend_from_slice(ready);
        input.consume(length);
        let end = match ended {
            true => pending.len(),
            false => pending.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1),
        };
        let lines: Vec<&[u8]> = pending[..end].split_inclusive(|b| *b == b'\n').collect();
        let answers: Vec<String> = lines
            .par_iter()
            .enumerate()
            .map(|(n, line)| answer(locator, datum, number + n + 1, line).to_string())
            .collect();
        for line in &answers {
            if writeln!(output, "{line}").is_err() {
                // Whoever read the answers has closed the pipe: that is an answer taken, not a failure.
                return Ok(());
            }
        }
        drop(output.flush());
        number += answers.len();
        pending.drain(..end);
        if ended {
            return Ok(());
        }
    }
}

fn answer(locator: &Locator, datum: Datum, number: usize, line: &[u8]) -> Value {
    let (mut object, location) = match parse(line, datum) {
        Ok(parsed) => parsed,
        Err((object, code, zh, en)) => {
            let mut object = object.unwrap_or_default();
            object.insert("line".to_owned(), number.into());
            object.insert("error".to_owned(), json!({ "code": code, "zh": zh, "en": en }));
            return Value::Object(object);
        }
    };
    let found = locator.locate(&location);
    let told = json!({
        "grid": found.grid, "community": found.community, "street": found.street, "district": found.district,
        "distance_m": (found.distance_m * 100.0).round() / 100.0,
    });
    if let Value::Object(told) = told {
        object.extend(told);
    }
    Value::Object(object)
}

/// Why a line is no point, with what could be read of it.
type NoPoint = (Option<Map<String, Value>>, &'static str, String, String);

fn parse(line: &[u8], datum: Datum) -> Result<(Map<String, Value>, Location), NoPoint> {
    let object: Map<String, Value> = serde_json::from_slice(line).map_err(|why| {
        (None, "not_json", "这一行不是 JSON 对象".to_owned(), format!("the line is no JSON object: {why}"))
    })?;
    let number = |name: &str| object.get(name).and_then(Value::as_f64);
    let (Some(lng), Some(lat)) = (number("lng"), number("lat")) else {
        let en = "the members `lng` and `lat` must be numbers of degrees".to_owned();
        return Err((Some(object), "no_point", "要有数值 `lng` 与 `lat`（度）".to_owned(), en));
    };
    let datum = match object.get("datum").map(|word| word.as_str().map(str::parse)) {
        None => datum,
        Some(Some(Ok(datum))) => datum,
        Some(_) => {
            let word = object["datum"].to_string();
            let zh = format!("不认识坐标系 {word}；请用 cgcs2000、wgs84、gcj02 或 bd09");
            return Err((
                Some(object),
                "unknown_datum",
                zh,
                format!("{word} is no datum; say cgcs2000, wgs84, gcj02 or bd09"),
            ));
        }
    };
    match Location::new(lng, lat, datum) {
        Ok(location) => Ok((object, location)),
        Err(LocationError::Latitude(_)) if (-90.0..=90.0).contains(&lng) => {
            let en = "longitude and latitude are swapped".to_owned();
            Err((Some(object), "swapped", "经度和纬度写反了".to_owned(), en))
        }
        Err(why) => Err((Some(object), "out_of_range", format!("坐标超出范围（{lng}, {lat}）"), why.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locator() -> Locator {
        let ring = LineString::from(vec![(114.0, 22.5), (114.1, 22.5), (114.1, 22.6), (114.0, 22.6), (114.0, 22.5)]);
        let mut properties = Map::new();
        properties.insert("community".to_owned(), "990101001001".into());
        let shape = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
        let feature = Feature { id: "9901010010010001".to_owned(), properties, shape };
        Locator::new(&Layer { features: vec![feature], ..Layer::default() })
    }

    fn answered(line: &str) -> Value {
        answer(&locator(), Datum::Wgs84, 3, line.as_bytes())
    }

    #[test]
    fn a_point_keeps_its_own_members_and_gains_its_places() {
        let found = answered(r#"{"lng":114.05,"lat":22.55,"id":"k7"}"#);
        assert_eq!(found["grid"], "9901010010010001");
        assert_eq!((&found["community"], &found["street"]), (&json!("990101001001"), &json!("990101001000")));
        assert_eq!(
            (&found["district"], &found["id"], &found["distance_m"]),
            (&json!("990101000000"), &json!("k7"), &json!(0.0))
        );
    }

    #[test]
    fn the_datum_of_each_point_is_honoured() {
        let (lng, lat) = Datum::Bd09.given(114.000_01, 22.55);
        assert_eq!(answered(&json!({"lng": lng, "lat": lat, "datum": "bd09"}).to_string())["distance_m"], 0.0);
        // The same numbers as if they were on the ground lie a kilometre further on.
        let (lng, lat) = Datum::Bd09.given(114.099, 22.55);
        assert_eq!(answered(&json!({"lng": lng, "lat": lat}).to_string())["grid"], Value::Null);
    }

    #[test]
    fn a_line_that_is_no_point_is_answered_with_its_error() {
        let code = |line: &str| answered(line)["error"]["code"].clone();
        assert_eq!(code("hello"), "not_json");
        assert_eq!(code(""), "not_json");
        assert_eq!(code(r#"{"lng":"114","lat":22.5}"#), "no_point");
        assert_eq!(code(r#"{"lng":22.5,"lat":114.05}"#), "swapped");
        assert_eq!(code(r#"{"lng":500000,"lat":2490000}"#), "out_of_range");
        assert_eq!(code(r#"{"lng":114.05,"lat":22.5,"datum":"xian80"}"#), "unknown_datum");
        assert_eq!(answered(r#"{"lng":"114","id":9}"#)["id"], 9);
        assert_eq!(answered("x")["line"], 3);
    }
}
