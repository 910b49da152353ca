//! GeoJSON (RFC 7946) in and out: a file is cut into its features first, which are then read on every core.
//!
//! Reading order: [`scan`] (where the features are), [`coordinates`] (numbers to rings), [`feature`] (one feature),
//! [`said`] (what the file says of its datum), [`write()`].

mod coordinates;
mod feature;
mod said;
mod scan;
mod write;

use crate::datum::{Whereabouts, whereabouts};
use crate::layer::{Layer, Read};
use crate::problem::{Problem, RepairState, Spot};
use jingwei_terms::{Datum, Refusal, RefusalClass};
use rayon::prelude::*;
pub(crate) use write::write;

/// Reads a layer; see [`Layer::parse`].
pub(crate) fn read(bytes: &[u8], datum: Option<Datum>) -> Result<Read, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Err(why) = std::str::from_utf8(bytes) {
        return Err(not_text(bytes, why.valid_up_to()));
    }
    let outline = scan::outline(bytes)?;
    let said = said::datum(&outline.around)?;
    let (datum, datum_stated) = agree(said, datum)?;
    let features: Vec<_> =
        outline.features.par_iter().enumerate().map(|(n, range)| feature::read(bytes, range, n + 1, datum)).collect();
    let mut read = Read {
        layer: Layer { datum, features: Vec::with_capacity(features.len()) },
        datum_stated,
        features: features.len(),
        problems: Vec::new(),
    };
    for found in features {
        let found = found?;
        read.layer.features.extend(found.feature);
        read.problems.extend(found.problems);
    }
    if read.layer.features.is_empty() {
        return Err(nothing_left(&read.problems));
    }
    match whereabouts(&read.layer) {
        Whereabouts::Home => {}
        Whereabouts::Swapped => return Err(swapped()),
        Whereabouts::Abroad => read.problems.push(abroad()),
    }
    Ok(read)
}

fn swapped() -> Refusal {
    invalid(
        "swapped",
        "图层落在国外，经度和纬度对调后落在国内：写反了",
        "the layer lies abroad, and in China when longitude and latitude change places: they are swapped",
    )
    .next("导出为 [经度, 纬度] 的顺序", "export the coordinates as [longitude, latitude]")
}

fn abroad() -> Problem {
    let en = "the layer lies outside of China, where GCJ-02 and BD-09 do not shift and all datums are one";
    Problem::new("abroad", Spot::layer(), "图层在中国范围之外，那里 GCJ-02 与 BD-09 不偏移，各坐标系视为同一", en)
        .mended_by(RepairState::ForAPerson, "核对坐标", "check the coordinates")
}

/// The datum of the file, and whether anybody said it.
fn agree(said: Option<Datum>, given: Option<Datum>) -> Result<(Datum, bool), Refusal> {
    // CGCS2000 and WGS-84 are one for our purposes, so they do not contradict each other.
    let same = |a: Datum, b: Datum| a == b || (is_national(a) && is_national(b));
    match (said, given) {
        (Some(said), Some(given)) if !same(said, given) => Err(invalid(
            "datum_contradicts",
            format!("文件自称坐标系为 `{}`，调用者却说是 `{}`", said.name(), given.name()),
            format!("the file says its datum is `{}`, the caller says `{}`", said.name(), given.name()),
        )
        .next("核对来源后只保留一种说法", "ask where the file came from and keep one of the two")),
        (Some(said), _) => Ok((said, true)),
        (None, Some(given)) => Ok((given, true)),
        (None, None) => Ok((Datum::Wgs84, false)),
    }
}

const fn is_national(datum: Datum) -> bool {
    matches!(datum, Datum::Cgcs2000 | Datum::Wgs84)
}

fn nothing_left(problems: &[Problem]) -> Refusal {
    match problems.first() {
        Some(first) => invalid(
            first.code,
            format!("没有一个要素可用；第一处：{}", first.zh),
            format!("no feature can be used; the first fault: {}", first.en),
        )
        .next("改正图层后重试", "correct the layer and try again"),
        None => invalid("empty_layer", "图层里没有要素", "the layer holds no feature")
            .next("核对是否导出了正确的图层", "check that the right layer was exported"),
    }
}

fn not_text(bytes: &[u8], offset: usize) -> Refusal {
    let compressed = bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"PK");
    let next = match compressed {
        true => ("先解压缩", "unpack it first"),
        false => ("另存为 UTF-8 的 GeoJSON", "save it as GeoJSON in UTF-8"),
    };
    invalid(
        "not_utf8",
        format!("文件不是 UTF-8 文本（第 {} 字节）", offset + 1),
        format!("the file is not UTF-8 text (byte {})", offset + 1),
    )
    .next(next.0, next.1)
}

pub(crate) fn invalid(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(RefusalClass::Invalid, code, zh, en)
}

/// Bytes that are not JSON, by line and column of the whole file.
fn broken(bytes: &[u8], offset: usize, what: &str) -> Refusal {
    let before = &bytes[..offset.min(bytes.len())];
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
    let rest = &bytes[before.len()..];
    if [&b"NaN"[..], b"Infinity", b"-Infinity", b"nan", b"inf", b"-inf"].iter().any(|word| rest.starts_with(word)) {
        return invalid(
            "not_a_number",
            format!("第 {line} 行第 {column} 列不是有限的数（NaN 或 Infinity）"),
            format!("line {line} column {column}: not a finite number (NaN or Infinity)"),
        )
        .next("在导出工具中删去没有坐标的点", "remove the points without coordinates in the tool that wrote the file");
    }
    invalid(
        "broken_json",
        format!("第 {line} 行第 {column} 列起不是合法的 JSON：{what}"),
        format!("line {line} column {column}: not valid JSON: {what}"),
    )
    .next("重新导出该文件；它可能没有传完", "export the file again; it may have been cut short on its way")
}
