//! What a file says of its datum: our member `datum`, or the older member `crs`.

use super::invalid;
use jingwei_terms::{Datum, Refusal};
use serde_json::{Map, Value};

/// The datum that the file claims; nothing when it is silent.
pub(super) fn datum(around: &Map<String, Value>) -> Result<Option<Datum>, Refusal> {
    match around.get("datum") {
        None | Some(Value::Null) => crs(around.get("crs")),
        Some(word) => serde_json::from_value(word.clone()).map(Some).map_err(|_| unknown(&word.to_string())),
    }
}

/// `crs` went with RFC 7946, yet many tools still write it.
fn crs(crs: Option<&Value>) -> Result<Option<Datum>, Refusal> {
    let Some(name) = crs.and_then(|crs| crs.pointer("/properties/name")).and_then(Value::as_str) else {
        return Ok(None);
    };
    let code = name.rsplit([':', '/']).next().unwrap_or_default();
    match code {
        "CRS84" | "4326" | "4979" => Ok(Some(Datum::Wgs84)),
        "4490" | "4480" => Ok(Some(Datum::Cgcs2000)),
        _ if code.parse::<u32>().is_ok_and(is_projected) => Err(invalid(
            "projected",
            format!("图层用的是投影坐标（`{name}`），单位是米而不是度"),
            format!("the layer is in a projected system (`{name}`), in metres instead of degrees"),
        )
        .next("导出时选经纬度坐标（EPSG:4490）", "export it in longitude and latitude (EPSG:4490)")),
        _ => Err(unknown(name)),
    }
}

/// Gauss–Krüger zones of CGCS2000, Xian 1980 and Beijing 1954, the zones of UTM, and the web's Mercator.
const fn is_projected(code: u32) -> bool {
    matches!(code, 4491..=4554 | 2327..=2442 | 21_413..=21_483 | 32_601..=32_760 | 3857 | 900_913)
}

fn unknown(name: &str) -> Refusal {
    invalid("unknown_datum", format!("不认识坐标系 `{name}`"), format!("the datum `{name}` is not known")).next(
        "用 cgcs2000、wgs84、gcj02 或 bd09 之一，或删去该成员后用 --datum 指明",
        "use one of cgcs2000, wgs84, gcj02 and bd09, or remove the member and say it with `--datum`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(around: &Value) -> Result<Option<Datum>, &'static str> {
        datum(around.as_object().unwrap()).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_file_says_its_datum_in_either_member_or_not_at_all() {
        let crs = |name: &str| json!({"crs": {"type": "name", "properties": {"name": name}}});
        assert_eq!(said(&json!({})), Ok(None));
        assert_eq!(said(&json!({"datum": "bd09"})), Ok(Some(Datum::Bd09)));
        assert_eq!(said(&json!({"datum": "xian80"})), Err("unknown_datum"));
        assert_eq!(said(&crs("urn:ogc:def:crs:EPSG::4490")), Ok(Some(Datum::Cgcs2000)));
        assert_eq!(said(&crs("urn:ogc:def:crs:OGC:1.3:CRS84")), Ok(Some(Datum::Wgs84)));
        assert_eq!(said(&crs("EPSG:4547")), Err("projected"));
        assert_eq!(said(&crs("EPSG:27700")), Err("unknown_datum"));
    }
}
