//! `jingwei grids check`: what is wrong with a net, where, and what mends it.

use super::layers;
use crate::{Answer, Failure, Verdict};
use jingwei_grids::check::{Changed, Findings, Settings, check, mend};
use jingwei_grids::datum::judge;
use jingwei_grids::{Layer, Problem};
use jingwei_terms::Datum;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// What to check.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 网格图层（GeoJSON）/ the net (GeoJSON)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 社区（或其他区划）图层：检查归属、空白，并核对坐标系 / shapes of the communities: nesting, gaps, and the datum
    #[arg(long, value_name = "FILE")]
    within: Option<PathBuf>,
    /// 图层的坐标系：wgs84、cgcs2000、gcj02、bd09 / the datum of the net
    #[arg(long, value_name = "DATUM")]
    datum: Option<Datum>,
    /// 做稳妥的修补，写入 --out / make the safe repairs and write the net to `--out`
    #[arg(long, requires = "out")]
    repair: bool,
    /// 修补后的图层 / the mended net
    #[arg(long, value_name = "FILE", requires = "repair")]
    out: Option<PathBuf>,
    /// 小于多少平方米的重叠、空白不计 / overlaps and gaps below so many square metres do not count
    #[arg(long, value_name = "M2", default_value_t = Settings::default().least_m2)]
    least_m2: f64,
    /// 平均宽度小于多少米算碎缝 / narrower than so many metres on average is a sliver
    #[arg(long, value_name = "METRES", default_value_t = Settings::default().sliver_width_m)]
    sliver_width_m: f64,
}

/// Checks it. The exit code is 1 when something is wrong that no repair has mended.
///
/// # Errors
/// When a file cannot be read or written, or is no layer.
pub fn run(args: &Args, answer: Answer) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let read = layers::read(&args.file, args.datum)?;
    let within = args.within.as_ref().map(|path| layers::read(path, None)).transpose()?;
    let settings = Settings { least_m2: args.least_m2, sliver_width_m: args.sliver_width_m, ..Settings::default() };
    let datum = within.as_ref().map(|within| judge(&read.layer, &within.layer));
    let reference = within.as_ref().map(|within| &within.layer);
    let found = check(&read.layer, reference, &settings);
    let seconds = started.elapsed().as_secs_f64();
    let wrong_datum = datum.as_ref().and_then(|judged| judged.problem.clone());
    let repaired = match &args.out {
        Some(path) if args.repair => Some(repair(&read.layer, reference, &settings, path)?),
        _ => None,
    };
    let problems: Vec<&Problem> = wrong_datum.iter().chain(&read.problems).chain(&found.problems).collect();
    let left_out = read.features - read.layer.features.len();
    let last = repaired.as_ref().map_or(&found, |(_, after)| after);
    let sound = wrong_datum.is_none() && left_out == 0 && last.is_sound();
    answer.object(&json!({
        "sound": sound, "features": read.features, "left_out": left_out, "read": layers::datum(&read), "likely": datum,
        "problems": problems, "counts": counts(&found), "seconds": seconds,
        "repaired": repaired.as_ref().map(|(changed, after)| json!({ "changed": changed, "left": counts(after) })),
    }));
    problems.iter().take(200).for_each(|problem| answer.say(layers::line(problem)));
    if let Some((changed, after)) = &repaired {
        answer.say(format!(
            "已修补 {} 个要素，余 {} 处 / {} features mended, {} faults left",
            changed.len(),
            total(after),
            changed.len(),
            total(after)
        ));
    }
    let (features, all) = (read.features, problems.len().max(total(&found)));
    answer.say(format!(
        "{features} 个要素，{all} 处问题，{seconds:.2} 秒 / {features} features, {all} problems, {seconds:.2} s"
    ));
    Ok(Verdict::of(sound))
}

/// Makes the safe repairs, writes the net in the datum it came in, and checks it again.
fn repair(
    layer: &Layer,
    within: Option<&Layer>,
    settings: &Settings,
    path: &std::path::Path,
) -> Result<(Vec<Changed>, Findings), Failure> {
    let mended = mend(layer, settings);
    layers::write(path, &mended.layer, layer.datum)?;
    let after = check(&mended.layer, within, settings);
    Ok((mended.changed, after))
}

fn counts(found: &Findings) -> serde_json::Map<String, serde_json::Value> {
    found.counts.iter().map(|(code, n)| ((*code).to_owned(), (*n).into())).collect()
}

fn total(found: &Findings) -> usize {
    found.counts.iter().map(|(_, n)| n).sum()
}
