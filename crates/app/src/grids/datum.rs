//! `jingwei grids datum`: which datum a layer is in, and the same layer in another.

use super::layers;
use crate::{Answer, Failure, Verdict};
use jingwei_grids::datum::judge;
use jingwei_terms::Datum;
use serde_json::json;
use std::path::PathBuf;

/// What to convert or to judge.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 图层（GeoJSON）/ the layer (GeoJSON)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 图层的坐标系：wgs84、cgcs2000、gcj02、bd09 / the datum it is in
    #[arg(long, value_name = "DATUM")]
    datum: Option<Datum>,
    /// 同一片地的参照图层，其坐标系无误 / a layer of the same ground whose datum is right
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// 转换到 / the datum to convert it to
    #[arg(long, value_name = "DATUM", requires = "out")]
    to: Option<Datum>,
    /// 转换后的图层 / the converted layer
    #[arg(long, value_name = "FILE", requires = "to")]
    out: Option<PathBuf>,
}

/// Judges it, converts it, or both. A layer whose datum is found to be wrong is not converted.
///
/// # Errors
/// When a file cannot be read or written, or is no layer.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let read = layers::read(&args.file, args.datum)?;
    let reference = args.reference.as_ref().map(|path| layers::read(path, None)).transpose()?;
    let judged = reference.map(|reference| judge(&read.layer, &reference.layer));
    let wrong = judged.as_ref().and_then(|judged| judged.problem.as_ref());
    let written = match (args.to, &args.out, wrong) {
        (Some(to), Some(path), None) => {
            layers::write(path, &read.layer, to)?;
            Some(to)
        }
        _ => None,
    };
    answer.object(&json!({
        "features": read.layer.features.len(), "read": layers::datum(&read), "judged": judged, "problems": read.problems,
        "written": written.map(Datum::name),
    }));
    let stated = if read.datum_stated { "" } else { "（未写明 / not stated）" };
    answer.say(format!("{}{stated}", read.layer.datum.name()));
    if let Some(judged) = &judged {
        match judged.likely {
            Some(likely) => answer.say(format!("参照图层表明是 {0} / the reference says {0}", likely.name())),
            None => answer.say("参照图层看不出坐标系 / the reference cannot tell the datum"),
        }
    }
    wrong.into_iter().chain(&read.problems).for_each(|problem| answer.say(layers::line(problem)));
    if let Some(to) = written {
        answer.say(format!("已转换到 {0} / converted to {0}", to.name()));
    }
    Ok(Verdict::of(wrong.is_none()))
}
